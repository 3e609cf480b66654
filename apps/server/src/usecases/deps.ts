/** What every use-case is given. Built once in `main.ts`. */
import type { AnyGame, Rejection, Seat, SettingsStore } from "@holdfast/engine";
import type { FindGame } from "../live/load-match.js";
import type { LiveMatches } from "../live/live-matches.js";
import type { SettingsBoard } from "../live/settings-board.js";
import type { Ports } from "../ports.js";

export interface Games {
  /** The newest version of a game, or null when it is not registered. */
  newest(gameId: string): AnyGame | null;
  all(): readonly AnyGame[];
  /** These very rules, or null when they are not here. */
  readonly find: FindGame;
}

export interface Deps {
  readonly ports: Ports;
  readonly matches: LiveMatches;
  readonly games: Games;
  readonly seats: SeatSessions;
  /** Left out: all settings have their defaults, and nobody can change one. */
  readonly settings?: { readonly board: SettingsBoard; readonly store: SettingsStore } | undefined;
}

/**
 * Who is asking, from a verified token. `seat` and `observer` tokens reach only their own match;
 * an observer's player id is its own, never a player's.
 */
export interface Session {
  readonly playerId: string;
  readonly name: string;
  readonly scope: "user" | "seat" | "observer";
  readonly matchId: string | null;
  readonly expiresAt: number;
}

/** Which connection holds a seat here: the newest to claim it, everywhere. */
export interface SeatSessions {
  /** Claims the seat for a connection; earlier ones of the same player are told `superseded`. */
  claim(claim: SeatClaim): Promise<void>;
}
export interface SeatClaim {
  readonly matchId: string;
  readonly seat: Seat;
  readonly playerId: string;
  readonly connectionId: string;
}

/** A refusal on its way out of a query, which has no place for it in its answer. */
export class RefusedError extends Error {
  constructor(readonly rejection: Rejection) {
    super(rejection.message);
    this.name = "RefusedError";
  }
}
