/** What is promised in numbers, and what a run has to say about each. */
import {
  AUDIT_S,
  DEAF_MB,
  KILLS_WANTED,
  RESUMED_MS,
  abused,
  againstPeace,
  all,
  audited,
  auditedInSql,
  backs,
  besideDeaf,
  caughtUp,
  countRules,
  faultsOf,
  found,
  lostNothing,
  none,
  noticed,
  paced,
  reproduced,
  spreadOver,
  sum,
  testsOf,
  tookNothing,
  withPrefix,
  type Finding,
} from "./findings.js";
import { GRACE_MS } from "../measure/clocks.js";
import type { ChaosResult } from "./result.js";

export interface PromiseRow {
  readonly no: number;
  readonly text: string;
  readonly goal: string;
  readonly find: (result: ChaosResult) => Finding;
}

export const PROMISES: readonly PromiseRow[] = [
  {
    no: 1,
    text: "An acknowledged move is never lost",
    goal: `0, with ≥ ${KILLS_WANTED.nodes} nodes, ≥ ${KILLS_WANTED.Postgres} Postgres and ≥ ${KILLS_WANTED.Redis} Redis killed`,
    find: (result) => lostNothing(result),
  },
  {
    no: 2,
    text: "A repeated move is applied once, for ever",
    goal: "0 twice",
    find: (result) => {
      const twice = sum(result, ({ moves }) => moves.duplicated);
      const repeated = sum(result, ({ moves }) => moves.repeated);
      return found(twice === 0, `${twice}; ${repeated} answered as repeats`);
    },
  },
  {
    no: 3,
    text: "One gapless history per match, chained by hashes",
    goal: `0 gaps, 0 forks, a million rows audited in < ${AUDIT_S} s`,
    find: (result) =>
      all(
        none(result, ["H-b", "H-c"], `${sum(result, ({ matches }) => matches)} matches replayed`),
        auditedInSql(result),
      ),
  },
  {
    no: 4,
    text: "A refused move is not in the log",
    goal: "0",
    find: (result) => {
      const false_ = sum(result, ({ moves }) => moves.falselyRefused);
      return found(false_ === 0, `${false_} of ${sum(result, ({ moves }) => moves.refused)} refused`);
    },
  },
  {
    no: 5,
    text: "Nobody sees a version go back, or anything that is not in the log",
    goal: "0",
    find: (result) => none(result, ["H-f"], `${sum(result, ({ frames }) => frames)} frames`),
  },
  {
    no: 6,
    text: "Resume after any absence, with all that was missed",
    goal: `p99 ≤ ${RESUMED_MS.asked} ms once asked, ≤ ${RESUMED_MS.connected} ms with connecting`,
    find: (result) => all(caughtUp(result), testsOf(result, 6)),
  },
  {
    no: 7,
    text: "After kill -9 of a node its clients play again",
    goal: "p50 ≤ 0.8 s, p99 ≤ 2 s",
    find: (result) => spreadOver(backs(result, ["node.kill"]), (it) => it.p50 <= 800 && it.p99 <= 2_000),
  },
  {
    no: 8,
    text: "Rolling restart: nothing lost, nobody stalled",
    goal: "≤ 1 s",
    find: (result) => spreadOver(backs(result, ["nodes.roll"]), (it) => it.max <= 1_000),
  },
  {
    no: 9,
    text: "Lost wake-ups heal by themselves",
    goal: "≤ 1 s between nodes",
    find: (result) =>
      spreadOver(
        result.scenarios.map(({ crossNode }) => crossNode.withoutRedis),
        (it) => it.p99 <= 1_000,
      ),
  },
  {
    no: 10,
    text: "Redis flushed, killed, frozen: moves keep committing",
    goal: "p99 ≤ 2 × peace",
    find: (result) => againstPeace(result, ["redis.flush", "redis.kill", "redis.freeze", "redis.blackhole"]),
  },
  {
    no: 11,
    text: "Postgres away: nothing acknowledged, then drained",
    goal: "≤ 1 s after it is back",
    find: (result) =>
      spreadOver(
        faultsOf(result, ["postgres.kill", "postgres.stop-at-once", "postgres.freeze"]).map(
          ({ afterwards }) => afterwards,
        ),
        (it) => it.p99 <= 1_000,
      ),
  },
  {
    no: 12,
    text: "A timeout fires once, never early",
    goal: "0 early, p99 ≤ 250 ms after the grace of 500 ms",
    find: (result) => {
      const early = countRules(result, ["H-h", "H-i"]);
      const late = result.scenarios.map(({ clocks }) => clocks.lateInPeace);
      return withPrefix(
        `${early} early or twice; late `,
        spreadOver(late, (it) => early === 0 && it.p99 <= GRACE_MS + 250),
      );
    },
  },
  {
    no: 13,
    text: "Faults of the server cost nobody a game or a turn",
    goal: "0",
    find: (result) => tookNothing(result),
  },
  {
    no: 14,
    text: "A slow client cannot hurt others",
    goal: `p99 + ≤ 10 %, ≤ ${DEAF_MB} MB more`,
    find: (result) => besideDeaf(result),
  },
  {
    no: 15,
    text: "Hidden information never leaves the server",
    goal: "identical views",
    find: (result) => testsOf(result, 15),
  },
  {
    no: 16,
    text: "One bad move or match never affects another",
    goal: "0 others",
    find: (result) => testsOf(result, 16),
  },
  {
    no: 17,
    text: "Any match can be verified from its log",
    goal: "10,000 moves/s",
    find: (result) => all(audited(result), paced(result), testsOf(result, 17)),
  },
  {
    no: 18,
    text: "Abuse of the wire never crashes a node or leaks memory",
    goal: "0 crashes, memory back to + 5 %",
    find: (result) => all(abused(result), testsOf(result, 18)),
  },
  {
    no: 19,
    text: "A dead peer is noticed",
    goal: "≤ 5 s while a move waits, ≤ 15 s idle; back ≤ 2 s after that",
    find: (result) => noticed(result),
  },
  { no: 20, text: "A failing seed fails again", goal: "100 %", find: ({ reproduction }) => reproduced(reproduction) },
];
