/**
 * Freezes the server of a release, so that every later one is tested beside it: `npx tsx tests/compat/freeze.ts
 * [folder of the release's sources]`, run once when a release is made. Our own code alone is in it, as one
 * minified file; the libraries are those installed when the test runs.
 */
import { execFileSync } from "node:child_process";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const OUT = fileURLToPath(new URL("./previous/", import.meta.url));
const sources = resolve(process.argv[2] ?? fileURLToPath(new URL("../..", import.meta.url)));
const ours = ["engine", "games", "protocol", "db", "trpc-ws"];

const build = await rolldown({
  input: join(sources, "apps/server/src/main.ts"),
  platform: "node",
  resolve: {
    conditionNames: ["holdfast-source", "node", "import", "module", "default"],
    alias: Object.fromEntries(
      ours.map((name) => [`@holdfast/${name}`, join(sources, `packages/${name}/src/index.ts`)]),
    ),
  },
  external: (id) => !/^[./]|^@holdfast\//.test(id),
});
const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: false });
await build.close();

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await writeFile(join(OUT, "server.mjs.gz"), gzipSync(output[0].code, { level: 9 }));
await cp(join(sources, "packages/db/migrations"), join(OUT, "migrations"), {
  recursive: true,
  filter: (path) => !path.endsWith("_snapshot.json"),
});
const commit = execFileSync("git", ["-C", sources, "rev-parse", "--short=12", "HEAD"], { encoding: "utf8" }).trim();
await writeFile(join(OUT, "made-from.json"), `${JSON.stringify({ commit }, null, 2)}\n`);
