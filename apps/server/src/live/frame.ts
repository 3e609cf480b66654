/** What a viewer can be told of a match, before it is written down for the wire: a whole view, a step from the version before, or who is there. */
import type { Json, MatchStatus, Notice, Outcome, Seat } from "@holdfast/engine";
import type { LiveSettings } from "@holdfast/protocol";
import type { TimingLine } from "./timing-line.js";

export interface SeatLine {
  readonly seat: Seat;
  readonly playerId: string | null;
  readonly name: string | null;
  readonly presence: "here" | "away" | "gone" | "empty";
  readonly graceEndsAt: number | null;
  readonly bot?: true;
}
export interface EventsLine {
  readonly version: number;
  readonly at: number;
  readonly seat: Seat | null;
  readonly events: readonly Json[];
  readonly notice?: Notice;
}
/** Where whoever sends frames keeps what it made of one: all who share the frame share that as well. */
export const SENT: unique symbol = Symbol("sent");

export interface Common {
  /** Storage is away: nothing is confirmed for now. */
  readonly saving?: true;
  [SENT]?: unknown;
  readonly matchId: string;
  readonly epoch: number;
  readonly version: number;
  readonly seats: readonly SeatLine[];
  readonly spectators: number;
  readonly serverTime: number;
}
export interface PresenceFrame extends Common {
  readonly kind: "presence";
  readonly settings?: LiveSettings;
}
export interface StateFrame extends Common {
  readonly kind: "state";
  readonly game: string;
  readonly from: number | null;
  readonly skipped?: true;
  readonly reset?: true;
  readonly status: MatchStatus;
  readonly pause?: { readonly reason: string; readonly since: number };
  readonly view: Json;
  readonly events: readonly EventsLine[];
  readonly lastMove: {
    readonly version: number;
    readonly kind: string;
    readonly seat: Seat | null;
    readonly at: number;
  } | null;
  readonly toMove: readonly Seat[];
  readonly deadline: number | null;
  readonly timing?: TimingLine;
  readonly you: { readonly role: "player" | "observer" | "host"; readonly seat: Seat | null };
  readonly outcome: Outcome | null;
}

/** What of a frame follows from its version and viewer alone. */
export type VersionPart = Pick<
  StateFrame,
  "version" | "status" | "pause" | "view" | "events" | "lastMove" | "toMove" | "deadline" | "timing" | "outcome"
>;
export interface StepFrame {
  readonly kind: "step";
  [SENT]?: unknown;
  readonly epoch: number;
  readonly version: number;
  readonly before: VersionPart;
  readonly after: VersionPart;
  readonly serverTime: number;
  /** Null: as it was told before. */
  readonly standing: {
    readonly seats: readonly SeatLine[];
    readonly spectators: number;
    readonly saving: boolean;
  } | null;
  /** The same as one frame. */
  whole(): StateFrame;
}

export type Frame = StateFrame | PresenceFrame | StepFrame;
