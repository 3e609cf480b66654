/** What nodes tell storage of themselves once a second, and what all of them learn from it: when nobody could play. */

export interface Heartbeat {
  readonly nodeId: string;
  /** Since when this node cannot tell who is connected, epoch milliseconds; null: it can. */
  readonly blindSince: number | null;
  /** Silence of all nodes together beyond this was a time in which nobody could play. */
  readonly gapMs: number;
  /** Outages that ended after this are answered, epoch milliseconds. */
  readonly since: number;
}

/**
 * A stretch of time, epoch milliseconds of storage's clock, `from` < `to`.
 * - `service`: no node beat, because all were down or storage was: nobody could play.
 * - `presence`: a node could not tell who was connected to it, nor tell the others: nobody's absence can be held
 *   against them.
 */
export interface Outage {
  readonly cause: "service" | "presence";
  readonly from: number;
  readonly to: number;
}

export interface HeartbeatAnswer {
  /** Storage's clock, epoch milliseconds: between the call and its answer. */
  readonly at: number;
  /** By when they began; they may overlap. Every one that any node has found is among them. */
  readonly outages: readonly Outage[];
  /** Since when one of the other living nodes cannot tell who is connected to it; null: they all can. */
  readonly blindSince: number | null;
}

/** A node that has not beaten for so long is no more: it is not waited for, and nobody is connected to it. */
export const SILENT_NODE_MS = 10_000;
