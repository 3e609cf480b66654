/** The rules of this repository that no linter knows, one per run: prints every finding, fails if there is one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../steps/repository.mjs";
import { ALL_SETTINGS } from "./all-settings.js";
import { importFindings } from "./import-rules.js";
import { migrationFindings } from "./migrations.js";
import { purityFindings } from "./purity.js";
import { settingsFindings } from "./settings-table.js";
import { CODE, type Finding, type SourceFile, sourceFiles } from "./source-files.js";
import { idsNamedByTests, idsOfPassedTests, specFindings } from "./spec-ids.js";
import { tidinessFindings } from "./tidiness.js";

/** The checks' own tests speak of imports and ids without meaning them. */
const ABOUT_CHECKS = /^(scripts|tests\/meta)\//;
const code = sourceFiles(ROOT, CODE);
const product = code.filter(({ path }) => !ABOUT_CHECKS.test(path));
const spec = readFileSync(join(ROOT, "docs/spec.md"), "utf8");

const RULES: Readonly<Record<string, () => Finding[]>> = {
  imports: () => importFindings(product),
  purity: () => purityFindings(code),
  spec: () => specFindings(spec, idsNamedByTests(product)),
  /** After a whole run: a promise counts as kept only when a test that names it ran and passed. */
  kept: () => specFindings(spec, idsOfPassedTests(readFileSync(join(ROOT, "tests/out/vitest.json"), "utf8"))),
  migrations: () => migrationFindings(migrationsIn("packages/db/migrations"), migrationsIn("tests/compat/previous")),
  settings: () => settingsFindings(readFileSync(join(ROOT, "README.md"), "utf8"), ALL_SETTINGS),
  tidiness: () => tidinessFindings(sourceFiles(ROOT, /\.(ts|tsx|mts|js|mjs|md|json|css|html|sql|lua|sh|py)$/)),
};

function migrationsIn(folder: string): readonly SourceFile[] {
  return sourceFiles(ROOT, /\.sql$/).filter(({ path }) => path.startsWith(`${folder}/`));
}

const find = RULES[process.argv[2] ?? ""];
if (find === undefined) throw new Error(`Say which rule to check: ${Object.keys(RULES).join(", ")}.`);
const findings = find();
for (const { path, line, message } of findings) process.stdout.write(`${path}:${line} ${message}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
