/**
 * What nodes tell storage of themselves, and what all of them learn from it: when nobody could play, which node does not
 * serve, and whether one of them still holds a request that came in time, or knows of somebody of whom the others could
 * not be told.
 */
import type { Seat } from "./seat.js";

export interface Heartbeat {
  readonly nodeId: string;
  /** Since when this node cannot tell who is connected, epoch milliseconds; null: it can. */
  readonly blindSince: number | null;
  /** Silence of all nodes together beyond this was a time in which nobody could play. */
  readonly gapMs: number;
  /** Outages that ended after this are answered, epoch milliseconds. */
  readonly since: number;
  /** Null or absent: the node says nothing of that, and nobody waits for it: it is leaving, or of a build of before. */
  readonly heard?: Heard | null;
}

/** What was received, by the clock of whoever says it: until then everything is answered, but for what is `open`. */
export interface Heard {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly open: readonly OpenRequest[];
  /** Absent: the node is of a build of before, which says nothing of that. */
  readonly unsaid?: readonly UnsaidSeat[];
}
/** A seat of which the presence board may not know that somebody is there, or was; both null: of more than could be named. */
export interface UnsaidSeat {
  readonly matchId: string | null;
  readonly seat: Seat | null;
}
/** A request that was received then, epoch milliseconds, and has no answer yet. */
export interface OpenRequest {
  /** Null: of some match. */
  readonly matchId: string | null;
  readonly since: number;
}
/** A node that beats no more since then, epoch milliseconds. */
export interface SilentNode {
  readonly nodeId: string;
  readonly since: number;
}

/**
 * A stretch of time, epoch milliseconds of storage's clock, `from` < `to`.
 * - `service`: no node beat, because all were down or storage was: nobody could play.
 * - `presence`: a node could not tell who was connected to it, nor tell the others: nobody's absence can be held
 *   against them.
 * - `node`: one node did not serve, and whoever was connected to it could not play.
 */
export interface Outage {
  readonly cause: "service" | "presence" | "node";
  readonly from: number;
  readonly to: number;
  /** Of `node`: which. */
  readonly nodeId?: string;
}

export interface HeartbeatAnswer {
  /** Storage's clock, epoch milliseconds: between the call and its answer. */
  readonly at: number;
  /** By when they began; they may overlap. Every one that any node has found is among them. */
  readonly outages: readonly Outage[];
  /** Since when one of the other living nodes cannot tell who is connected to it; null: they all can. */
  readonly blindSince: number | null;
  /** What all other living nodes have heard, `until` the least of them; null: no other node says so. */
  readonly others: Heard | null;
  /** Nodes that said what they had heard, and have been silent for longer than `gapMs` now. */
  readonly silent: readonly SilentNode[];
}

/** A node's own silence beyond this is kept as one in which it did not serve, once it beats again. */
export const NODE_GAP_MS = 1_200;
/** For so long a silent node may come back; then its silence is kept, and it is spoken of no more. */
export const LOST_NODE_MS = 30_000;

/** A node that has not beaten for so long is no more: it is not waited for, and nobody is connected to it. */
export const SILENT_NODE_MS = 10_000;
