/** The rules of this repository that no linter knows: prints every finding and fails if there is one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../steps/repository.mjs";
import { importFindings } from "./import-rules.js";
import { purityFindings } from "./purity.js";
import { CODE, type Finding, sourceFiles } from "./source-files.js";
import { idsNamedByTests, specFindings } from "./spec-ids.js";
import { tidinessFindings } from "./tidiness.js";

const code = sourceFiles(ROOT, CODE);
const text = sourceFiles(ROOT, /\.(ts|tsx|mts|js|mjs|md|json|css|html|sql|lua|sh|py)$/);
/** The tests of these checks speak of ids without testing what they promise. */
const ABOUT_CHECKS = /^(scripts|tests\/meta)\//;
const spec = readFileSync(join(ROOT, "docs/spec.md"), "utf8");

const rules: Readonly<Record<string, () => Finding[]>> = {
  imports: () => importFindings(code),
  purity: () => purityFindings(code),
  spec: () => specFindings(spec, idsNamedByTests(code.filter(({ path }) => !ABOUT_CHECKS.test(path)))),
  tidiness: () => tidinessFindings(text),
};

const chosen = process.argv[2];
const findings = Object.entries(rules)
  .filter(([name]) => chosen === undefined || chosen === name)
  .flatMap(([, find]) => find());
for (const { path, line, message } of findings) process.stdout.write(`${path}:${line} ${message}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
