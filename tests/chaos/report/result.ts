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
    /** Turns that the clock took from somebody who had meant to move. */
    readonly unfair: number;
    readonly absences: number;
  };
  readonly frames: number;
  /** Memory of one node at the beginning of the storm and at most, megabytes. */
  readonly memory: { readonly before: number; readonly most: number } | null;
  readonly violations: readonly { readonly rule: string; readonly what: string }[];
  readonly violationCount: number;
}
export interface ChaosResult {
  /** ISO, to the minute. */
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly scenarios: readonly ScenarioResult[];
}
