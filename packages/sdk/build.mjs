/**
 * Bundles the published package: `dist/index.js` for browsers, `dist/node.js` with `ws` inside, entries beside them, a
 * command line, and self-contained declaration files. Fails when the core is larger than promised.
 */
import { chmod, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";

const CORE_LIMIT_KIB = 16;
const CORE_AIM_KIB = 13;
const tsconfig = "tsconfig.build.json";
process.chdir(fileURLToPath(new URL(".", import.meta.url)));

async function bundle(name, platform, source = `src/${name}.ts`) {
  const external = STANDING_ALONE.includes(name) ? [] : BESIDE;
  const build = await rolldown({ input: { [name]: source }, platform, tsconfig, external });
  const banner = name === "cli" ? "#!/usr/bin/env node" : "";
  await build.write({ dir: "dist", format: "esm", entryFileNames: "[name].js", codeSplitting: false, banner });
  await build.close();
}

/** An entry beside the core takes what is the core's from it, so that there is one of each. */
const BESIDE = [/^\.\/(?:index|node)\.js$/, "react"];
const STANDING_ALONE = ["index", "node", "cli"];

/** One file for every runtime: what an application sees is the same in each. */
async function declare(name) {
  const plugins = [dts({ oxc: true, emitDtsOnly: true, tsconfig })];
  const external = name === "index" ? [] : BESIDE;
  const build = await rolldown({ input: { [name]: `src/${name}.ts` }, plugins, external });
  await build.write({ dir: "dist", format: "esm" });
  await build.close();
}

/** As a bundler would ship it: minified and compressed. */
async function coreKib() {
  const build = await rolldown({ input: "src/index.ts", platform: "browser", tsconfig });
  const { output } = await build.generate({ format: "esm", minify: true });
  await build.close();
  return gzipSync(output[0].code, { level: 9 }).length / 1024;
}

await bundle("index", "browser");
await bundle("node", "node");
await bundle("react", "neutral");
await bundle("verify", "neutral");
await bundle("verify-node", "node");
await bundle("cli", "node", "src/cli/main.ts");
await bundle("bot", "browser");
await bundle("bot-node", "node");
await chmod("dist/cli.js", 0o755);
await declare("index");
await declare("react");
await declare("verify");
await declare("bot");

/** What no bundle may import; Node's own modules are for those that run in Node alone. */
const foreign = /^(?:import|export)\b[^;]*?\bfrom\s*["'](?!\.\/)([^"']+)["']/gm;
const MAY_IMPORT = { "node.js": /^node:/, "cli.js": /^node:/, "verify-node.js": /^node:/, "react.js": /^react$/ };
for (const file of [
  "index.js",
  "node.js",
  "index.d.ts",
  "react.js",
  "react.d.ts",
  "verify.js",
  "verify-node.js",
  "verify.d.ts",
  "cli.js",
  "bot.js",
  "bot-node.js",
  "bot.d.ts",
]) {
  const named = [...(await readFile(`dist/${file}`, "utf8")).matchAll(foreign)].map(([, name]) => name);
  const found = named.filter((name) => !MAY_IMPORT[file]?.test(name));
  if (found.length > 0) throw new Error(`sdk: dist/${file} still imports ${found.join(", ")}`);
}

const kib = await coreKib();
const verdict = `sdk: core ${kib.toFixed(1)} KiB gzip (limit ${CORE_LIMIT_KIB}, aim ${CORE_AIM_KIB})`;
if (kib > CORE_LIMIT_KIB) throw new Error(`${verdict}: too large`);
console.log(verdict);
