import { describe, expect, test } from "vitest";
import { IMPURE_NAMES } from "../../scripts/check/import-table.js";
import { purityFindings } from "../../scripts/check/purity.js";

const RULES = "packages/games/src/tic-tac-toe/rules.ts";
const findings = (path: string, text: string) => purityFindings([{ path, text }]);

test.each(IMPURE_NAMES)("rules that mention %s are found", (name) => {
  expect(findings(RULES, `const found = ${name} (1);`)).toHaveLength(1);
});

describe("what only looks impure is left alone", () => {
  test.each([
    "// the Date of the match",
    'const reason = "process stopped";',
    "const updates = 1;",
    "const config = { process: 1 };",
    "Math.max(1, 2);",
  ])("%s", (text) => {
    expect(findings(RULES, text)).toEqual([]);
  });

  test("the same line outside the pure parts, and in a test", () => {
    expect(findings("apps/server/src/main.ts", "Date.now()")).toEqual([]);
    expect(findings("packages/engine/src/replay.test.ts", "Date.now()")).toEqual([]);
    expect(findings("packages/engine/src/replay.ts", "Date.now()")).toHaveLength(1);
  });
});
