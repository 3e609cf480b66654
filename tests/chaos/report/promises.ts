/** What is promised in numbers, and what a run has to say about each. */
import type { Spread } from "../measure/spread.js";
import type { FaultKind } from "../schedule/plan.js";
import type { ChaosResult, FaultResult, ScenarioResult } from "./result.js";

export interface Finding {
  readonly measured: string;
  readonly verdict: "holds" | "broken" | "not measured";
}
export interface PromiseRow {
  readonly no: number;
  readonly text: string;
  readonly goal: string;
  readonly find: (result: ChaosResult) => Finding;
}

/** A deadline that has passed is settled after so long: a move that came in time may still be on its way. */
const GRACE_MS = 500;
const NOT_MEASURED: Finding = { measured: "–", verdict: "not measured" };
const elsewhere = (where: string) => (): Finding => ({ measured: where, verdict: "not measured" });

export const PROMISES: readonly PromiseRow[] = [
  {
    no: 1,
    text: "An acknowledged move is never lost",
    goal: "0",
    find: (result) => {
      const lost = sum(result, ({ moves }) => moves.lost);
      return found(lost === 0, `${lost} of ${sum(result, ({ moves }) => moves.acknowledged)}; ${killsIn(result)}`);
    },
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
    goal: "0 gaps, 0 forks",
    find: (result) => none(result, ["H-b", "H-c"], `${sum(result, ({ matches }) => matches)} matches replayed`),
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
    goal: "≤ 500 ms",
    find: elsewhere("tests/server/resume"),
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
    find: (result) => {
      const absences = sum(result, ({ clocks }) => clocks.absences);
      const unfair = sum(result, ({ clocks }) => clocks.unfair);
      return found(absences + unfair === 0, `${absences} called absent, ${unfair} turns taken by the clock`);
    },
  },
  { no: 14, text: "A slow client cannot hurt others", goal: "p99 + ≤ 10 %", find: () => NOT_MEASURED },
  {
    no: 15,
    text: "Hidden information never leaves the server",
    goal: "identical views",
    find: elsewhere("the laws of the games"),
  },
  {
    no: 16,
    text: "One bad move or match never affects another",
    goal: "–",
    find: elsewhere("tests/server, simulation"),
  },
  { no: 17, text: "Any match can be verified from its log", goal: "10,000 moves/s", find: elsewhere("npm run verify") },
  { no: 18, text: "Abuse of the wire never crashes a node", goal: "–", find: elsewhere("tests/contract/trpc-ws.fuzz") },
  {
    no: 19,
    text: "A dead peer is noticed",
    goal: "≤ 15 s, and back",
    find: (result) => spreadOver(backs(result, ["net.blackhole", "net.one-way"]), (it) => it.max <= 17_000),
  },
  { no: 20, text: "A failing seed fails again", goal: "100 %", find: elsewhere("tests/simulation") },
];

function sum({ scenarios }: ChaosResult, of: (scenario: ScenarioResult) => number): number {
  return scenarios.reduce((total, scenario) => total + of(scenario), 0);
}

function found(holds: boolean, measured: string): Finding {
  return { measured, verdict: holds ? "holds" : "broken" };
}

function countRules({ scenarios }: ChaosResult, rules: readonly string[]): number {
  return scenarios.flatMap(({ violations }) => violations).filter(({ rule }) => rules.includes(rule)).length;
}

function none(result: ChaosResult, rules: readonly string[], of: string): Finding {
  const broken = countRules(result, rules);
  return found(broken === 0, `${broken}; ${of}`);
}

function faultsOf({ scenarios }: ChaosResult, kinds: readonly FaultKind[]): FaultResult[] {
  return scenarios.flatMap(({ faults }) => faults).filter(({ kind }) => kinds.includes(kind));
}

function backs(result: ChaosResult, kinds: readonly FaultKind[]): (Spread | null)[] {
  return faultsOf(result, kinds).map(({ back }) => back);
}

/** The worst of several runs: their numbers are not mixed. */
function spreadOver(spreads: readonly (Spread | null)[], holds: (spread: Spread) => boolean): Finding {
  const known = spreads.filter((spread) => spread !== null);
  const [worst] = known.toSorted((a, b) => b.p99 - a.p99);
  if (worst === undefined) return NOT_MEASURED;
  return found(known.every(holds), spreadText(worst));
}

function withPrefix(prefix: string, { measured, verdict }: Finding): Finding {
  return { measured: `${prefix}${measured}`, verdict };
}

function againstPeace({ scenarios }: ChaosResult, kinds: readonly FaultKind[]): Finding {
  const pairs = scenarios.flatMap(({ peace, faults }) =>
    faults.filter(({ kind }) => kinds.includes(kind)).map(({ acknowledged }) => ({ peace, acknowledged })),
  );
  const known = pairs.flatMap(({ peace, acknowledged }) => (peace && acknowledged ? [{ peace, acknowledged }] : []));
  const [worst] = known.toSorted((a, b) => b.acknowledged.p99 / b.peace.p99 - a.acknowledged.p99 / a.peace.p99);
  if (worst === undefined) return NOT_MEASURED;
  const { peace, acknowledged } = worst;
  return found(acknowledged.p99 <= 2 * peace.p99, `p99 ${acknowledged.p99} ms, in peace ${peace.p99} ms`);
}

export function spreadText(spread: Spread | null): string {
  if (spread === null) return "–";
  return `${spread.p50} / ${spread.p99} / ${spread.max} ms (${spread.count})`;
}

function killsIn(result: ChaosResult): string {
  const times = (kinds: readonly FaultKind[]) => faultsOf(result, kinds).reduce((total, { times: n }) => total + n, 0);
  const nodes = result.scenarios.reduce((total, { nodes: count }) => Math.max(total, count), 0);
  const all = times(["nodes.kill", "everything.kill"]);
  const killed = times(["node.kill"]) + nodes * all;
  const postgres = times(["postgres.kill", "postgres.stop-at-once", "everything.kill"]);
  const redis = times(["redis.kill", "redis.flush", "everything.kill"]);
  return `${killed} nodes, ${postgres} Postgres, ${redis} Redis killed or emptied`;
}
