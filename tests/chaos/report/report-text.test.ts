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
  clocks: { lateInPeace: null, lateInFaults: null, unfair: 0, lostOnTheWay: 0, absences: 0 },
  noticing: { moving: null, idle: null },
  frames: 500,
  catchingUp: {
    peace: { count: 9, p50: 12, p99: 40, max: 41 },
    whole: { count: 8, p50: 30, p99: 90, max: 91 },
    faults: null,
    mostMissed: 31,
  },
  audit: { matches: 12, commits: 20_000, isSound: true },
  memory: { before: 100, most: 110, after: 104 },
  violations: [],
  violationCount: 0,
};
const RESULT: ChaosResult = {
  date: "2026-11-21 09:00",
  command: "npm run test:chaos -- --only X1",
  machine: "2 cores, Node 20.20.2",
  scenarios: [SCENARIO],
  tests: [{ no: 15, files: ["packages/games/src/holdem/laws.test.ts"], passed: 7, failed: [] }],
  pace: [
    { game: "tic-tac-toe", perSecond: 43_000 },
    { game: "tabletop", perSecond: 12_000 },
  ],
  reproduction: { worlds: 100, same: 100, failing: { seed: "3", isSame: true } },
  auditPace: { rows: 1_000_000, gaps: 0, broken: 0, seconds: 4.94 },
};
const lineOf = (text: string, start: string) => text.split("\n").find((line) => line.startsWith(start)) ?? "";
const withScenario = (change: Partial<ScenarioResult>): ChaosResult => ({
  ...RESULT,
  scenarios: [{ ...SCENARIO, ...change }],
});

test("[DU2] the same result is the same report, with its numbers in it", () => {
  const text = reportText(RESULT);
  expect(reportText(structuredClone(RESULT))).toBe(text);
  expect(lineOf(text, "| 1 |")).toContain(
    "| 0 of 100; 3 of 200 nodes, 0 of 50 Postgres, 0 of 50 Redis killed or emptied | too few tries |",
  );
  expect(lineOf(text, "| 7 |")).toContain("| 400 / 900 / 950 ms (12) | holds |");
  expect(lineOf(text, "| a node killed")).toContain(
    "| 3 (2) | 4 s | 9 / 300 / 310 ms (40) | 400 / 900 / 950 ms (12) | – | – |",
  );
});

test("[DU1] that no move was lost holds once enough was killed, and not with one kill less", () => {
  const [fault] = SCENARIO.faults;
  if (fault === undefined) throw new Error("no fault to go by");
  const killed = (nodes: number, postgres: number, redis: number) => {
    const faults = [
      { ...fault, kind: "node.kill", times: nodes } as const,
      { ...fault, kind: "postgres.kill", times: postgres } as const,
      { ...fault, kind: "redis.flush", times: redis } as const,
      // All three nodes, Postgres and Redis.
      { ...fault, kind: "everything.kill", times: 1 } as const,
    ];
    return lineOf(reportText(withScenario({ faults })), "| 1 |");
  };
  expect(killed(197, 49, 49)).toContain("| 0 of 100; 200 nodes, 50 Postgres, 50 Redis killed or emptied | holds |");
  expect(killed(196, 49, 49)).toContain("199 of 200 nodes, 50 Postgres");
  for (const few of [killed(196, 49, 49), killed(197, 48, 49), killed(197, 49, 48)])
    expect(few).toContain("| too few tries |");
});

test("[DU2] what was not tried is called not measured, never held", () => {
  const catchingUp = { peace: null, whole: null, faults: null, mostMissed: 0 };
  const scenarios = [{ ...SCENARIO, faults: [], catchingUp }];
  const text = reportText({ ...RESULT, scenarios, tests: [], reproduction: null });
  const untried = [6, 7, 8, 9, 10, 11, 14, 15, 16, 18, 19, 20];
  for (const no of untried) expect(lineOf(text, `| ${no} |`)).toContain("| not measured |");
});

test("[SY7] resuming holds up to 100 ms from the question and 500 ms from connecting, no more", () => {
  const line = (asked: number, whole: number) => {
    const [peace, all] = [asked, whole].map((p99) => ({ count: 9, p50: 12, p99, max: p99 }));
    const catchingUp = { ...SCENARIO.catchingUp, peace: peace ?? null, whole: all ?? null };
    return lineOf(reportText(withScenario({ catchingUp })), "| 6 |");
  };
  expect(line(100, 500)).toContain("| holds |");
  expect(line(101, 500)).toContain("| **broken** |");
  expect(line(100, 501)).toContain("| **broken** |");
});

test("[DU2] what tests hold is told by how they went with this run, and what simulation and audit say by their numbers", () => {
  const text = reportText(RESULT);
  expect(lineOf(text, "| 15 |")).toContain("| 7 tests passed: packages/games/src/holdem/laws | holds |");
  expect(lineOf(text, "| 6 |")).toContain(
    "| 0 missing, 31 versions at once; asked 12 / 40 / 41 ms (9); connected 30 / 90 / 91 ms (8) | holds |",
  );
  expect(lineOf(text, "| 17 |")).toContain(
    "| 20000 commits of these runs all sound; 12000/s on a core, the slowest game (tabletop) | holds |",
  );
  expect(lineOf(text, "| 3 |")).toContain("| 0; 12 matches replayed; 1000000 rows audited in SQL in 4.9 s | holds |");
  expect(lineOf(text, "| 20 |")).toContain(
    "| 100 of 100 worlds went the same way twice; with broken code seed 3 failed alike again |",
  );
});

test("[DU2] a test that failed, a log that is not sound, and a seed that went another way are called broken", () => {
  const tests = [{ no: 15, files: ["a.test.ts"], passed: 6, failed: ["a card was seen"] }];
  const failing = { seed: "3", isSame: false };
  const text = reportText({ ...RESULT, tests, reproduction: { worlds: 100, same: 100, failing } });
  expect(lineOf(text, "| 15 |")).toContain("| 6 tests passed, 1 failed (a card was seen): a | **broken** |");
  expect(lineOf(text, "| 20 |")).toContain("| **broken** |");
  const unsound = withScenario({ audit: { ...SCENARIO.audit, isSound: false } });
  expect(lineOf(reportText(unsound), "| 17 |")).toContain("| **broken** |");
  for (const change of [{ seconds: 5 }, { gaps: 1 }, { broken: 1 }, { rows: 999_999 }]) {
    const auditPace = { rows: 1_000_000, gaps: 0, broken: 0, seconds: 1, ...change };
    expect(lineOf(reportText({ ...RESULT, auditPace }), "| 3 |")).toContain("| **broken** |");
  }
  const slow = reportText({ ...RESULT, pace: [{ game: "tabletop", perSecond: 9_999 }] });
  expect(lineOf(slow, "| 17 |")).toContain("| **broken** |");
  const nothingFailed = { ...RESULT, reproduction: { worlds: 100, same: 100, failing: null } };
  expect(lineOf(reportText(nothingFailed), "| 20 |")).toContain("| **broken** |");
});

test("[SY9] beside clients that do not read, others may be a tenth slower and a node may grow by 50 MB, no more", () => {
  const beside = (p99: number, most: number) => {
    const [fault] = SCENARIO.faults;
    if (fault === undefined) throw new Error("no fault to go by");
    const deaf = { ...fault, kind: "clients.deaf", acknowledged: { count: 50, p50: 9, p99, max: p99 } } as const;
    return lineOf(reportText(withScenario({ faults: [deaf], memory: { before: 100, most, after: 100 } })), "| 14 |");
  };
  expect(beside(44, 150)).toContain("| p99 44 ms, in peace 40 ms; 50 MB more | holds |");
  expect(beside(45, 150)).toContain("| **broken** |");
  expect(beside(44, 151)).toContain("| **broken** |");
});

test("[DU2] a dead peer is noticed within 5 s by whoever waits for a move and within 15 s by others, or a promise is broken", () => {
  const [fault] = SCENARIO.faults;
  if (fault === undefined) throw new Error("no fault to go by");
  const faults = [{ ...fault, kind: "net.blackhole", back: { count: 3, p50: 90, p99: 200, max: 200 } } as const];
  const up = (max: number) => ({ count: 3, p50: 4_000, p99: max, max });
  const line = (moving: number, idle: number) =>
    lineOf(reportText(withScenario({ faults, noticing: { moving: up(moving), idle: up(idle) } })), "| 19 |");
  expect(line(5_000, 15_000)).toContain(
    "| a move waiting 4000 / 5000 / 5000 ms (3); idle 4000 / 15000 / 15000 ms (3); back 90 / 200 / 200 ms (3) | holds |",
  );
  expect(line(5_001, 15_000)).toContain("| **broken** |");
  expect(line(5_000, 15_001)).toContain("| **broken** |");
  expect(lineOf(reportText(withScenario({ faults })), "| 19 |")).toContain("| not measured |");
});

test("[SY6] a node that ended by itself while it was abused is a broken promise", () => {
  const [fault] = SCENARIO.faults;
  const faults = fault ? [{ ...fault, kind: "clients.hostile", notes: ["9000 messages"] } as const] : [];
  expect(lineOf(reportText(withScenario({ faults })), "| 18 |")).toContain(
    "| 0 crashes; 9000 messages; 100 MB before, 110 at most, 104 after | holds |",
  );
  const leaking = withScenario({ faults, memory: { before: 100, most: 110, after: 106 } });
  expect(lineOf(reportText(leaking), "| 18 |")).toContain("| **broken** |");
  const violations = [{ rule: "alarm", what: "node0 crashed: 1" }];
  const crashed = reportText(withScenario({ faults, violations, violationCount: 1 }));
  expect(lineOf(crashed, "| 18 |")).toContain("| **broken** |");
});

test("[DU5.2] a turn taken through a server's fault is a broken promise, and one that the network lost is told beside it", () => {
  const withClocks = (change: Partial<ScenarioResult["clocks"]>) =>
    lineOf(reportText(withScenario({ clocks: { ...SCENARIO.clocks, ...change } })), "| 13 |");
  const said = (taken: number, lost: number) =>
    `${taken} turns taken through a fault of a server; ${lost} where the network before it lost or held the move`;
  expect(withClocks({ lostOnTheWay: 6 })).toContain(`| 0 called absent; ${said(0, 6)} | holds |`);
  expect(withClocks({ unfair: 1, lostOnTheWay: 6 })).toContain(`| 0 called absent; ${said(1, 6)} | **broken** |`);
  expect(withClocks({ absences: 1 })).toContain(`| 1 called absent; ${said(0, 0)} | **broken** |`);
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
