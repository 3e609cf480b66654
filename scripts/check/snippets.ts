/** Type-checks every TypeScript example in the documents, as a reader would paste it into a file of their own. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, installed } from "../steps/repository.mjs";
import { type SourceFile, lineAt, sourceFiles } from "./source-files.js";

/** Below `tests`, so that the packages are found as its dependencies. */
const FOLDER = join(ROOT, "tests", "out", "snippets");
const FENCE = /^```ts\n([\s\S]*?)^```/gm;

const TSCONFIG = {
  extends: "../../../tsconfig.base.json",
  compilerOptions: { composite: false, noEmit: true, lib: ["es2023", "dom"], customConditions: ["holdfast-source"] },
  include: ["."],
};

function writeSnippets({ path, text }: SourceFile): number {
  const examples = [...text.matchAll(FENCE)];
  for (const match of examples) {
    const name = `${path.replaceAll("/", "-")}-line-${lineAt(text, match.index)}.ts`;
    writeFileSync(join(FOLDER, name), `${match[1] ?? ""}\nexport {};\n`);
  }
  return examples.length;
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify(TSCONFIG));
const documents = sourceFiles(ROOT, /\.md$/);
const count = documents.map(writeSnippets).reduce((sum, each) => sum + each, 0);
const tsc = [installed("typescript", "bin", "tsc"), "-p", FOLDER];
const { status } = count === 0 ? { status: 0 } : spawnSync(process.execPath, tsc, { cwd: ROOT, stdio: "inherit" });
process.exitCode = status ?? 1;
