import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { HELD, testedIn } from "./run-tests.js";

const file = (name: string, ...titles: readonly (readonly [string, string])[]) => ({
  name,
  status: "passed",
  assertionResults: titles.map(([fullName, status]) => ({ fullName, status })),
});

test("[DU2] a promise is held by the tests that speak of it, and by nothing that did not run or did not pass", () => {
  const reports = [file("a.test.ts", ["[SY7] one", "passed"], ["[OP1] other", "failed"], ["[SY7] two", "failed"])];
  const held = [{ no: 6, files: ["a.test.ts"], titled: /SY7/ }];
  expect(testedIn(reports, held)).toEqual([{ no: 6, files: ["a.test.ts"], passed: 1, failed: ["[SY7] two"] }]);
  const missing = [{ no: 7, files: ["b.test.ts"], titled: /one/ }];
  expect(testedIn(reports, missing)).toEqual([
    { no: 7, files: ["b.test.ts"], passed: 0, failed: ["b.test.ts: nothing ran"] },
  ]);
  const skipped = [file("a.test.ts", ["[SY7] one", "skipped"])];
  expect(testedIn(skipped, held)).toMatchObject([{ passed: 0, failed: ["[SY7] one"] }]);
  const untitled = [{ no: 8, files: ["a.test.ts"], titled: /SY99/ }];
  expect(testedIn(reports, untitled)).toMatchObject([{ passed: 0, failed: ["a.test.ts: nothing ran"] }]);
});

test("[DU2] every file that is to be run is there", () => {
  for (const { files } of HELD) for (const name of files) expect(existsSync(name), name).toBe(true);
});
