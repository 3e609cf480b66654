/** Runs the tests that hold what chaos cannot measure, and says of each promise how they went. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestedPromise } from "./result.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const REPORT = join(ROOT, "tests", "out", "chaos-tests.json");
const LIMIT_MS = 15 * 60_000;

/** By number of the promise: where its tests are, and what those of them say that speak of it. */
export interface Held {
  readonly no: number;
  readonly files: readonly string[];
  readonly titled: RegExp;
}
/** Of each promise the tests that speak of it. */
export const HELD: readonly Held[] = [
  { no: 6, files: ["tests/server/resume.test.ts"], titled: /\[SY(7|13)\]/ },
  {
    no: 15,
    // The other two games hide nothing.
    files: [
      "packages/games/src/briscola/laws.test.ts",
      "packages/games/src/holdem/laws.test.ts",
      "packages/games/src/wildspark/laws.test.ts",
      "tests/server/canary.test.ts",
    ],
    titled: /what a viewer may not see changes nothing the viewer gets|\[MT4/,
  },
  { no: 16, files: ["tests/server/saboteur.test.ts", "tests/server/stalled-rules.test.ts"], titled: /SY6\.[12]/ },
  {
    no: 16,
    files: ["packages/db/src/commit-delivery.test.ts"],
    titled: /one row that cannot be stored is refused alone/,
  },
  { no: 17, files: ["tests/server/verify.test.ts"], titled: /\[DU4\.1/ },
  { no: 18, files: ["tests/contract/trpc-ws.fuzz.test.ts", "tests/server/bad-input.test.ts"], titled: /\[SY6/ },
];

interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

/** Never throws for a test that fails: that is what it is to find out. */
export async function runTests(held: readonly Held[] = HELD): Promise<readonly TestedPromise[]> {
  mkdirSync(dirname(REPORT), { recursive: true });
  rmSync(REPORT, { force: true });
  const files = [...new Set(held.flatMap((one) => one.files))];
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  // Whatever else is in these files, the laws of the games above all, would take minutes.
  const titles = held.map(({ titled }) => titled.source).join("|");
  const args = [vitest, "run", "--reporter=json", `--outputFile.json=${REPORT}`, "-t", titles, ...files];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"], timeout: LIMIT_MS });
  await once(child, "close");
  const { testResults } = JSON.parse(readFileSync(REPORT, "utf8")) as { readonly testResults: readonly FileReport[] };
  return testedIn(
    testResults.map((file) => ({ ...file, name: relative(ROOT, file.name) })),
    held,
  );
}

/** A file that is missing, or in which nothing of the kind ran, counts as failed. */
export function testedIn(reports: readonly FileReport[], held: readonly Held[]): readonly TestedPromise[] {
  return [...new Set(held.map(({ no }) => no))].map((no) => {
    const parts = held
      .filter((one) => one.no === no)
      .flatMap((one) => one.files.map((file) => resultOf(reports, file, one)));
    return {
      no,
      files: parts.map(({ file }) => file),
      passed: parts.reduce((sum, { passed }) => sum + passed, 0),
      failed: parts.flatMap(({ failed }) => failed),
    };
  });
}

function resultOf(
  reports: readonly FileReport[],
  file: string,
  { titled }: Held,
): { readonly file: string; readonly passed: number; readonly failed: readonly string[] } {
  const all = reports.find(({ name }) => name === file)?.assertionResults ?? [];
  const meant = all.filter(({ fullName }) => titled.test(fullName));
  const failed = meant.filter(({ status }) => status !== "passed").map(({ fullName }) => fullName);
  if (meant.length === 0) failed.push(`${file}: nothing ran`);
  return { file, passed: meant.length - (meant.length === 0 ? 0 : failed.length), failed };
}
