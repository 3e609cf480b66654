/** What a run leaves behind: everything that the report says, and nothing else. */
import type { Spread } from "../measure/spread.js";
import type { MoveCount } from "../measure/moves.js";
import type { FaultKind } from "../schedule/plan.js";

export interface FaultResult {
  readonly kind: FaultKind;
  readonly times: number;
  /** So many with no other fault near: the times below are of these only. */
  readonly alone: number;
  readonly notes: readonly string[];
  /** Milliseconds, over all of them. */
  readonly lastedMs: number;
  /** How long moves took that were under way meanwhile. */
  readonly acknowledged: Spread | null;
  /** How long clients of a node that went were without a live match. */
  readonly back: Spread | null;
  /** How long moves that waited at its end still took. */
  readonly afterwards: Spread | null;
  /** How long clients that were without at its end still were. */
  readonly backAfterwards: Spread | null;
}
export interface CatchingUp {
  /** From the question to the answer. */
  readonly peace: Spread | null;
  /** The same from the connection's being made. */
  readonly whole: Spread | null;
  readonly faults: Spread | null;
  /** Versions whose events came with one answer, at most. */
  readonly mostMissed: number;
}
/** What `npm run verify -- all` said of the log at the end. */
export interface AuditResult {
  readonly matches: number;
  readonly commits: number;
  readonly isSound: boolean;
}
export interface ScenarioResult {
  readonly id: string;
  readonly title: string;
  readonly seed: number;
  readonly seconds: number;
  readonly nodes: number;
  readonly tables: number;
  readonly matches: number;
  readonly clients: number;
  readonly faults: readonly FaultResult[];
  readonly moves: MoveCount;
  /** How long moves took in peace. */
  readonly peace: Spread | null;
  /** From commit to the players on other nodes: in peace, and while Redis was away. */
  readonly crossNode: { readonly peace: Spread | null; readonly withoutRedis: Spread | null };
  readonly clocks: {
    readonly lateInPeace: Spread | null;
    readonly lateInFaults: Spread | null;
    /** Turns that the clock took from somebody who had meant to move, by a fault of a server or for no reason at all. */
    readonly unfair: number;
    /** Those that it took where the network before the nodes is proven to have let nobody through in time. */
    readonly lostOnTheWay: number;
    readonly absences: number;
  };
  /** From the beginning of a silence, or of a move's waiting in it, to the loss of the connection. */
  readonly noticing: { readonly moving: Spread | null; readonly idle: Spread | null };
  readonly frames: number;
  /** From the question for a match's state to the answer with all that was missed. */
  readonly catchingUp: CatchingUp;
  readonly audit: AuditResult;
  /** Memory of one node at the beginning of the storm, at most, and when all was calm again, megabytes. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number } | null;
  readonly violations: readonly { readonly rule: string; readonly what: string }[];
  readonly violationCount: number;
}
/** Tests that hold a promise of which a run of chaos cannot say anything, as they went together with this run. */
export interface TestedPromise {
  readonly no: number;
  readonly files: readonly string[];
  readonly passed: number;
  /** Titles. */
  readonly failed: readonly string[];
}
/** Simulated worlds that were run twice. */
export interface Reproduction {
  readonly worlds: number;
  /** Those that went the same way both times. */
  readonly same: number;
  /** A seed that fails with broken code, and whether it failed in the same way again. */
  readonly failing: { readonly seed: string; readonly isSame: boolean } | null;
}
/** Commits verified in a second of processor time, on one core. */
export interface VerifyPace {
  readonly game: string;
  readonly perSecond: number;
}
/** A log of many rows, audited where it is stored. */
export interface AuditPace {
  readonly rows: number;
  readonly gaps: number;
  readonly broken: number;
  readonly seconds: number;
}
export interface ChaosResult {
  /** ISO, to the minute. */
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly scenarios: readonly ScenarioResult[];
  /** The rest is empty where only the scenarios were asked for. */
  readonly tests: readonly TestedPromise[];
  readonly pace: readonly VerifyPace[];
  readonly reproduction: Reproduction | null;
  readonly auditPace: AuditPace | null;
}
