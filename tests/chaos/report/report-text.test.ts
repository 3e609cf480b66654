/** The report is made of the result and nothing else, and says so when something was broken or not measured. */
import { expect, test } from "vitest";
import { reportText } from "./report-text.js";
import type { ChaosResult, ScenarioResult } from "./result.js";

const SCENARIO: ScenarioResult = {
  id: "X1",
  title: "nodes killed",
  seed: 7,
  seconds: 60,
  nodes: 3,
  tables: 10,
  matches: 12,
  clients: 20,
  faults: [
    {
      kind: "node.kill",
      times: 3,
      alone: 2,
      notes: [],
      lastedMs: 4_100,
      acknowledged: { count: 40, p50: 9, p99: 300, max: 310 },
      back: { count: 12, p50: 400, p99: 900, max: 950 },
      afterwards: null,
      backAfterwards: null,
    },
  ],
  moves: {
    asked: 105,
    acknowledged: 100,
    refused: 3,
    unanswered: 2,
    lost: 0,
    takenBack: 0,
    duplicated: 0,
    falselyRefused: 0,
    repeated: 4,
  },
  peace: { count: 60, p50: 8, p99: 40, max: 50 },
  crossNode: { peace: { count: 30, p50: 9, p99: 45, max: 60 }, withoutRedis: null },
  clocks: { lateInPeace: null, lateInFaults: null, unfair: 0, absences: 0 },
  frames: 500,
  memory: { before: 100, most: 110 },
  violations: [],
  violationCount: 0,
};
const RESULT: ChaosResult = {
  date: "2026-11-21 09:00",
  command: "npm run test:chaos -- --only X1",
  machine: "2 cores, Node 20.20.2",
  scenarios: [SCENARIO],
};
const lineOf = (text: string, start: string) => text.split("\n").find((line) => line.startsWith(start)) ?? "";
const withScenario = (change: Partial<ScenarioResult>): ChaosResult => ({
  ...RESULT,
  scenarios: [{ ...SCENARIO, ...change }],
});

test("[DU2] the same result is the same report, with its numbers in it", () => {
  const text = reportText(RESULT);
  expect(reportText(structuredClone(RESULT))).toBe(text);
  expect(lineOf(text, "| 1 |")).toContain("| 0 of 100; 3 nodes, 0 Postgres, 0 Redis killed or emptied | holds |");
  expect(lineOf(text, "| 7 |")).toContain("| 400 / 900 / 950 ms (12) | holds |");
  expect(lineOf(text, "| a node killed")).toContain(
    "| 3 (2) | 4 s | 9 / 300 / 310 ms (40) | 400 / 900 / 950 ms (12) | – | – |",
  );
});

test("[DU2] what was not tried is called not measured, never held", () => {
  const text = reportText({ ...RESULT, scenarios: [{ ...SCENARIO, faults: [] }] });
  for (const no of [7, 8, 9, 10, 11, 14, 19]) expect(lineOf(text, `| ${no} |`)).toContain("| not measured |");
});

test("[DU2] a lost move, a slow return and a broken rule are called broken", () => {
  const lost = reportText(withScenario({ moves: { ...SCENARIO.moves, lost: 1 } }));
  expect(lineOf(lost, "| 1 |")).toContain("| **broken** |");
  const [fault] = SCENARIO.faults;
  const slow = fault ? [{ ...fault, back: { count: 9, p50: 900, p99: 2_100, max: 2_100 } }] : [];
  expect(lineOf(reportText(withScenario({ faults: slow })), "| 7 |")).toContain("| **broken** |");
  const violations = [{ rule: "H-f", what: "somebody went back" }];
  const backwards = reportText(withScenario({ violations, violationCount: 1 }));
  expect(lineOf(backwards, "| 5 |")).toContain("| **broken** |");
  expect(backwards).toContain("- H-f: somebody went back");
});
