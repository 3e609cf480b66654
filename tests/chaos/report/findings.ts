/** What a run found out about one promise: numbers, and whether they are as they should be. */
import { BACK_SHARE } from "../measure/memory.js";
import { NOTICED_MS } from "../measure/noticing.js";
import type { Spread } from "../measure/spread.js";
import type { FaultKind } from "../schedule/plan.js";
import type { ChaosResult, FaultResult, ScenarioResult } from "./result.js";

export interface Finding {
  readonly measured: string;
  /** `too few tries`: nothing was broken, and that says less than was promised. */
  readonly verdict: "holds" | "broken" | "too few tries" | "not measured";
}

/** What the nodes' memory may grow by while a hundred clients do not read. */
export const DEAF_MB = 50;
const NOT_MEASURED: Finding = { measured: "–", verdict: "not measured" };

export function sum({ scenarios }: ChaosResult, of: (scenario: ScenarioResult) => number): number {
  return scenarios.reduce((total, scenario) => total + of(scenario), 0);
}

export function found(holds: boolean, measured: string): Finding {
  return { measured, verdict: holds ? "holds" : "broken" };
}

export function countRules({ scenarios }: ChaosResult, rules: readonly string[]): number {
  return scenarios.flatMap(({ violations }) => violations).filter(({ rule }) => rules.includes(rule)).length;
}

export function none(result: ChaosResult, rules: readonly string[], of: string): Finding {
  const broken = countRules(result, rules);
  return found(broken === 0, `${broken}; ${of}`);
}

export function faultsOf({ scenarios }: ChaosResult, kinds: readonly FaultKind[]): FaultResult[] {
  return scenarios.flatMap(({ faults }) => faults).filter(({ kind }) => kinds.includes(kind));
}

export function backs(result: ChaosResult, kinds: readonly FaultKind[]): (Spread | null)[] {
  return faultsOf(result, kinds).map(({ back }) => back);
}

/** The worst of several runs: their numbers are not mixed. */
export function spreadOver(spreads: readonly (Spread | null)[], holds: (spread: Spread) => boolean): Finding {
  const known = spreads.filter((spread) => spread !== null);
  const [worst] = known.toSorted((a, b) => b.p99 - a.p99);
  if (worst === undefined) return NOT_MEASURED;
  return found(known.every(holds), spreadText(worst));
}

export function withPrefix(prefix: string, { measured, verdict }: Finding): Finding {
  return { measured: `${prefix}${measured}`, verdict };
}

export function againstPeace({ scenarios }: ChaosResult, kinds: readonly FaultKind[]): Finding {
  const pairs = scenarios.flatMap(({ peace, faults }) =>
    faults.filter(({ kind }) => kinds.includes(kind)).map(({ acknowledged }) => ({ peace, acknowledged })),
  );
  const known = pairs.flatMap(({ peace, acknowledged }) => (peace && acknowledged ? [{ peace, acknowledged }] : []));
  const [worst] = known.toSorted((a, b) => b.acknowledged.p99 / b.peace.p99 - a.acknowledged.p99 / a.peace.p99);
  if (worst === undefined) return NOT_MEASURED;
  const { peace, acknowledged } = worst;
  return found(acknowledged.p99 <= 2 * peace.p99, `p99 ${acknowledged.p99} ms, in peace ${peace.p99} ms`);
}

/** Holds when every part does; what was not measured is said by nobody. */
export function all(...findings: readonly Finding[]): Finding {
  const known = findings.filter(({ verdict }) => verdict !== "not measured");
  if (known.length === 0) return NOT_MEASURED;
  return found(
    known.every(({ verdict }) => verdict === "holds"),
    known.map(({ measured }) => measured).join("; "),
  );
}

export function testsOf({ tests }: ChaosResult, no: number): Finding {
  const tested = tests.find((one) => one.no === no);
  if (tested === undefined) return NOT_MEASURED;
  const { files, passed, failed } = tested;
  const [first] = failed;
  const sum = `${passed} tests passed${first === undefined ? "" : `, ${failed.length} failed (${first})`}`;
  return found(failed.length === 0, `${sum}: ${files.map((file) => file.replace(/\.test\.ts$/, "")).join(", ")}`);
}

/** What a server may take for the answer, and all of it from connecting, milliseconds. */
export const RESUMED_MS = { asked: 100, connected: 500 } as const;

/** What was missed and never came is a broken H-g. */
export function caughtUp(result: ChaosResult): Finding {
  const most = Math.max(0, ...result.scenarios.map(({ catchingUp }) => catchingUp.mostMissed));
  const missing = countRules(result, ["H-g"]);
  const over = (of: (scenario: ScenarioResult) => Spread | null, mostMs: number) =>
    spreadOver(result.scenarios.map(of), (it) => it.p99 <= mostMs && missing === 0);
  const asked = over(({ catchingUp }) => catchingUp.peace, RESUMED_MS.asked);
  const whole = over(({ catchingUp }) => catchingUp.whole, RESUMED_MS.connected);
  if (asked === NOT_MEASURED || whole === NOT_MEASURED) return NOT_MEASURED;
  const times = all(withPrefix("asked ", asked), withPrefix("connected ", whole));
  return withPrefix(`${missing} missing, ${most} versions at once; `, times);
}

export function besideDeaf(result: ChaosResult): Finding {
  const scenarios = result.scenarios.filter(({ faults }) => faults.some(({ kind }) => kind === "clients.deaf"));
  const grown = Math.max(0, ...scenarios.flatMap(({ memory }) => (memory ? memory.most - memory.before : [])));
  const delays = scenarios.flatMap(({ peace, faults }) =>
    faults.flatMap(({ kind, acknowledged }) =>
      kind === "clients.deaf" && peace && acknowledged ? [{ peace, acknowledged }] : [],
    ),
  );
  const [first] = delays;
  if (first === undefined) return NOT_MEASURED;
  const notes = scenarios.flatMap(({ faults }) => faults.flatMap(({ notes: said }) => said));
  const isFast = delays.every(
    ({ peace, acknowledged }) => acknowledged.p99 <= Math.max(1.1 * peace.p99, peace.p99 + 1),
  );
  const times = `p99 ${first.acknowledged.p99} ms, in peace ${first.peace.p99} ms`;
  return found(isFast && grown <= DEAF_MB, [times, `${grown} MB more`, ...notes].join("; "));
}

export function audited(result: ChaosResult): Finding {
  const isSound = result.scenarios.every(({ audit }) => audit.isSound);
  const commits = sum(result, ({ audit }) => audit.commits);
  return found(isSound, `${commits} commits of these runs ${isSound ? "all sound" : "**not sound**"}`);
}

export function paced({ pace }: ChaosResult): Finding {
  const [slowest] = pace.toSorted((a, b) => a.perSecond - b.perSecond);
  if (slowest === undefined) return NOT_MEASURED;
  return found(slowest.perSecond >= 10_000, `${slowest.perSecond}/s on a core, the slowest game (${slowest.game})`);
}

export function noticed(result: ChaosResult): Finding {
  const over = (of: (scenario: ScenarioResult) => Spread | null, mostMs: number) =>
    spreadOver(result.scenarios.map(of), (it) => it.max <= mostMs);
  const moving = over(({ noticing }) => noticing.moving, NOTICED_MS.moving);
  const idle = over(({ noticing }) => noticing.idle, NOTICED_MS.idle);
  const back = spreadOver(backs(result, ["net.blackhole", "net.one-way"]), (it) => it.max <= 2_000);
  if ([moving, idle, back].includes(NOT_MEASURED)) return NOT_MEASURED;
  return all(withPrefix("a move waiting ", moving), withPrefix("idle ", idle), withPrefix("back ", back));
}

/** A node that ends by itself is an alarm in every run. */
export function abused(result: ChaosResult): Finding {
  const abuses = faultsOf(result, ["clients.hostile"]);
  if (abuses.length === 0) return NOT_MEASURED;
  const crashes = countRules(result, ["alarm"]);
  const notes = abuses.flatMap(({ notes: said }) => said).join(", ");
  return all(found(crashes === 0, `${crashes} crashes; ${notes}`), ...result.scenarios.flatMap(givenBack));
}

function givenBack({ faults, memory }: ScenarioResult): Finding[] {
  if (memory === null || !faults.some(({ kind }) => kind === "clients.hostile")) return [];
  const { before, most, after } = memory;
  return [found(after <= BACK_SHARE * before, `${before} MB before, ${most} at most, ${after} after`)];
}

/** What a million rows may take to be audited, seconds. */
export const AUDIT_S = 5;

export function auditedInSql({ auditPace }: ChaosResult): Finding {
  if (auditPace === null) return NOT_MEASURED;
  const { rows, gaps, broken, seconds } = auditPace;
  const isSound = rows >= 1_000_000 && gaps + broken === 0;
  return found(isSound && seconds < AUDIT_S, `${rows} rows audited in SQL in ${seconds.toFixed(1)} s`);
}

export function reproduced(reproduction: ChaosResult["reproduction"]): Finding {
  if (reproduction === null) return NOT_MEASURED;
  const { worlds, same, failing } = reproduction;
  const again = failing === null ? "none failed" : failing.isSame ? "failed alike again" : "failed otherwise";
  const text = `${same} of ${worlds} worlds went the same way twice; with broken code ${failing ? `seed ${failing.seed} ` : ""}${again}`;
  return found(same === worlds && worlds > 0 && failing?.isSame === true, text);
}

export function spreadText(spread: Spread | null): string {
  if (spread === null) return "–";
  return `${spread.p50} / ${spread.p99} / ${spread.max} ms (${spread.count})`;
}

export function tookNothing(result: ChaosResult): Finding {
  const absences = sum(result, ({ clocks }) => clocks.absences);
  const unfair = sum(result, ({ clocks }) => clocks.unfair);
  const turns = `${unfair} turns taken through a fault of a server; ${sum(result, ({ clocks }) => clocks.lostOnTheWay)} where the network before it lost or held the move`;
  return found(absences + unfair === 0, `${absences} called absent; ${turns}`);
}

/** How often each was killed or emptied, against how often it has to have been for a promise to be kept. */
export const KILLS_WANTED = { nodes: 200, Postgres: 50, Redis: 50 } as const;

export function lostNothing(result: ChaosResult): Finding {
  const lost = sum(result, ({ moves }) => moves.lost);
  const kills = killsIn(result);
  const parts = (Object.keys(KILLS_WANTED) as (keyof typeof KILLS_WANTED)[]).map((what) => {
    const isEnough = kills[what] >= KILLS_WANTED[what];
    return { isEnough, text: `${kills[what]}${isEnough ? "" : ` of ${KILLS_WANTED[what]}`} ${what}` };
  });
  const measured = `${lost} of ${sum(result, ({ moves }) => moves.acknowledged)}; ${parts.map(({ text }) => text).join(", ")} killed or emptied`;
  if (lost === 0 && !parts.every(({ isEnough }) => isEnough)) return { measured, verdict: "too few tries" };
  return found(lost === 0, measured);
}

function killsIn(result: ChaosResult): Record<keyof typeof KILLS_WANTED, number> {
  const times = (kinds: readonly FaultKind[]) => faultsOf(result, kinds).reduce((total, { times: n }) => total + n, 0);
  const nodes = result.scenarios.reduce((total, { nodes: count }) => Math.max(total, count), 0);
  return {
    nodes: times(["node.kill"]) + nodes * times(["nodes.kill", "everything.kill"]),
    Postgres: times(["postgres.kill", "postgres.stop-at-once", "everything.kill"]),
    Redis: times(["redis.kill", "redis.flush", "everything.kill"]),
  };
}
