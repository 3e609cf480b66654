/**
 * Makes one file of the simulation and the product's sources in it, if asked with a named mutation of them. The checker
 * brings its own, untouched copy of the rules: a broken rule must not agree with itself.
 */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Plugin, rolldown } from "rolldown";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const OUT = join(ROOT, "tests", "out", "simulation");
const PRISTINE = "?pristine";

/** Sources to change: `find` must be there exactly once. */
export interface Patch {
  /** From the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** The path of a program that runs seeds; see `main.ts`. @throws when a patch does not fit its file exactly once. */
export async function bundleSimulation(name: string, patches: readonly Patch[] = []): Promise<string> {
  const applied = new Set<Patch>();
  const build = await rolldown({
    input: join(HERE, "main.ts"),
    platform: "node",
    // Native parts and what nobody here calls stay outside.
    external: [/^node:/, "ws", "ioredis", "postgres", "@electric-sql/pglite", "pino", "sirv"],
    resolve: { conditionNames: ["holdfast-source", "node", "import", "module", "default"] },
    plugins: [pristineRules(), patching(patches, applied)],
    logLevel: "warn",
  });
  try {
    const file = join(OUT, `${name}.mjs`);
    await build.write({ file, format: "esm", codeSplitting: false, sourcemap: false });
    const missing = patches.filter((patch) => !applied.has(patch));
    if (missing.length > 0) throw new Error(`${name}: nothing imports ${missing.map(({ file: f }) => f).join(", ")}`);
    return file;
  } finally {
    await build.close();
  }
}

/** Whatever the checker imports from this repository is a copy of its own. */
function pristineRules(): Plugin {
  const checker = join(HERE, "checker");
  return {
    name: "pristine-rules",
    async resolveId(source, importer, extra) {
      const isChecker = importer?.startsWith(checker) || importer?.endsWith(PRISTINE);
      if (!isChecker || importer === undefined) return null;
      const from = importer.replace(PRISTINE, "");
      const found = await this.resolve(source, from, { ...extra, skipSelf: true });
      const isOurs = found && !found.external && found.id.startsWith(ROOT) && !found.id.includes("node_modules");
      return isOurs && !found.id.startsWith(checker) ? `${found.id}${PRISTINE}` : found;
    },
    async load(id) {
      if (!id.endsWith(PRISTINE)) return null;
      return { code: await readFile(id.replace(PRISTINE, ""), "utf8"), moduleType: "ts" };
    },
  };
}

function patching(patches: readonly Patch[], applied: Set<Patch>): Plugin {
  return {
    name: "patching",
    transform(code, id) {
      if (id.endsWith(PRISTINE)) return null;
      const mine = patches.filter(({ file }) => id === join(ROOT, file));
      if (mine.length === 0) return null;
      return { code: mine.reduce((text, patch) => apply(text, patch, applied), code) };
    },
  };
}

function apply(text: string, patch: Patch, applied: Set<Patch>): string {
  const [before, after, ...more] = text.split(patch.find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      `${patch.file}: the text to change is there ${more.length + (after === undefined ? 0 : 1)} times, not once`,
    );
  }
  applied.add(patch);
  return `${before}${patch.replace}${after}`;
}
