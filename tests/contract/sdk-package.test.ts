/** The package as a stranger gets it: packed, put into an empty project, type-checked strictly and run. Needs a build. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
let project: string;
let installed: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "holdfast-sdk-"));
  installed = join(project, "node_modules/@holdfast/sdk");
  await mkdir(installed, { recursive: true });
  const pack = ["pack", "--pack-destination", project, "--json"];
  await run("npm", pack, { cwd: join(root, "packages/sdk") });
  const [tarball = ""] = (await readdir(project)).filter((name) => name.endsWith(".tgz"));
  await run("tar", ["-xzf", join(project, tarball), "-C", installed, "--strip-components=1"]);
  await writeFile(join(project, "package.json"), '{"type":"module","private":true}');
});
afterAll(() => rm(project, { recursive: true, force: true }));

/** What the compiler says to a file that uses the package; nothing but the language itself is known to it. */
async function complaints(source: string, module: "nodenext" | "bundler"): Promise<string[]> {
  await writeFile(join(project, "use.ts"), source);
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
    lib: ["es2022"],
    target: "es2022",
  };
  const resolution = module === "nodenext" ? { module } : { module: "esnext", moduleResolution: module };
  await writeFile(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...options, ...resolution }, files: ["use.ts"] }),
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "-p", project], { cwd: project }).catch(
    (failed: { stdout: string }) => failed,
  );
  return stdout.split("\n").filter((line) => line.includes("error"));
}

const GOOD = `
import { createClient, HoldfastError, type Match, type Snapshot } from "@holdfast/sdk";
declare module "@holdfast/sdk" {
  interface GameMap { nim: { options: { heaps?: number }; move: { type: "take"; count: number }; event: { type: "taken" }; view: { left: number } } }
}
export async function play(): Promise<void> {
  const client = createClient({ url: "https://play.example", guest: { name: "Ada" } });
  const match = await client.create("tic-tac-toe", { bestOf: 3 });
  match.subscribe((s: Snapshot<"tic-tac-toe">) => s.view?.board.length);
  const result = await match.move({ type: "move", cell: 4 });
  if (result.ok) result.value.version.toFixed(); else result.rejection.recovery satisfies "retry" | "resync" | "reauthenticate" | "wait" | "fix_input" | "none";
  const nim = await client.create("nim", { heaps: 3 });
  await nim.move({ type: "take", count: 2 });
  nim.subscribe((s) => s.view?.left.toFixed());
  const any: Match = await client.join("K7P2QX");
  any.onStatus((status) => status === "superseded" && any.takeBack());
  client.onConnection((c) => { if (c.status === "refused") new HoldfastError(c.rejection); });
}
`;

describe("the published package", () => {
  test("[SY6] has no dependencies and nothing in it but the bundles, their types and the manifest", async () => {
    const manifest: unknown = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ name: "@holdfast/sdk", dependencies: {} });
    expect((await readdir(installed)).sort()).toEqual(["dist", "holdfast.mjs", "package.json"]);
    expect((await readdir(join(installed, "dist"))).sort()).toEqual([
      "bot-node.js",
      "bot.d.ts",
      "bot.js",
      "cli.js",
      "index.d.ts",
      "index.js",
      "node.js",
      "react.d.ts",
      "react.js",
      "verify-node.js",
      "verify.d.ts",
      "verify.js",
    ]);
    const types = await readFile(join(installed, "dist/index.d.ts"), "utf8");
    expect(types).not.toMatch(
      /\bfrom\s+["']|\bimport\(|reference\s+types|\bzod\b|@trpc|\bAbortSignal\b(?!`)|\bMessageEvent\b/,
    );
  });

  test.each(["nodenext", "bundler"] as const)(
    "[SY6] type-checks strictly with %s resolution and without DOM or Node types",
    async (module) => {
      expect(await complaints(GOOD, module)).toEqual([]);
    },
  );

  test.each([
    ["a move that does not exist", 'm.move({ type: "fold" })'],
    ["a move with a wrong field", 'm.move({ type: "move", cell: "4" })'],
    ["an unknown game", 'c.create("chess")'],
    ["an unknown option", 'c.create("tic-tac-toe", { bestof: 3 })'],
    ["a wrong visibility", 'c.create("tic-tac-toe", {}, { visibility: "secret" })'],
    ["a missing url", "createClient({})"],
    ["writing to a snapshot", "m.snapshot!.version = 3"],
    ["a status that does not exist", 'm.onStatus((s) => s === "offline")'],
  ])("[SY6] %s is a compile error", async (_title, wrong) => {
    const source = `import { createClient, type Client, type Match } from "@holdfast/sdk";\ndeclare const c: Client; declare const m: Match<"tic-tac-toe">;\nvoid [createClient, c, m];\n${wrong};\n`;
    expect(await complaints(source, "nodenext")).toHaveLength(1);
  });

  test("[SY12] runs in Node by itself, and says so when nobody answers", async () => {
    const program = `
      import { createClient, HoldfastError } from "@holdfast/sdk";
      const client = createClient({ url: "http://127.0.0.1:9", token: "t", moveDeadlineMs: 200 });
      const error = await client.me().catch((e) => e);
      console.log(error instanceof HoldfastError, error.rejection.reason, client.connection.status);
      client.close();`;
    await writeFile(join(project, "run.mjs"), program);
    const { stdout } = await run(process.execPath, ["run.mjs"], { cwd: project, timeout: 10_000 });
    expect(stdout.trim()).toMatch(/^true no_answer (waiting|connecting)$/);
  });
});
