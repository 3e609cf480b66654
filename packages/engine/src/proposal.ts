/** What deciding a command starts from, and what it comes to. */
import type { Draw, RecordingChance } from "./chance.js";
import type { Command } from "./command.js";
import type { MatchHead } from "./commit.js";
import type { GameTypes } from "./game.js";
import type { Match } from "./genesis.js";
import { asJson, type Json } from "./json.js";
import type { Seat } from "./seat.js";

/** What an accepted command does: the seat it is booked on, its events, and the draws they rest on. */
export interface Proposal {
  readonly seat: Seat | null;
  readonly events: readonly Json[];
  readonly draws: readonly Draw[];
}

export interface DecideContext {
  /** Epoch milliseconds at which the server received the request. */
  readonly now: number;
  /** The match's secret seed. */
  readonly seed: string;
}

/** A command together with everything it is judged against. */
export interface Case<C extends Command = Command> {
  readonly match: Match;
  readonly head: MatchHead;
  readonly command: C;
  readonly ctx: DecideContext;
}

/** A proposal whose kind alone says what it does. */
export function nothing(seat: Seat | null): Proposal {
  return { seat, events: [], draws: [] };
}

/** A proposal of what the rules answered. */
export function proposal(seat: Seat | null, events: readonly GameTypes["Event"][], chance: RecordingChance): Proposal {
  return { seat, events: events.map(asJson), draws: chance.draws };
}
