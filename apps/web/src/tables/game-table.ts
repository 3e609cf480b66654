/** What the client needs to know about a game in order to show a match of it; one of these per game. */
import type { EventOf, GameId, Match, Snapshot } from "@holdfast/sdk";
import type { ComponentType, ReactNode } from "react";
import type { Moves } from "../match/use-moves.js";
import type { Names } from "../match/seat-names.js";

export interface BoardProps<G extends GameId = GameId> {
  /** Null until the first state is here: the board is drawn empty, in its final size. */
  readonly snapshot: Snapshot<G> | null;
  /** Null for those who cannot act: the board then has no controls. */
  readonly moves: Moves | null;
  /** False while acting makes no sense, for instance because the seat is played elsewhere. */
  readonly enabled: boolean;
}
export interface ActionsProps<G extends GameId = GameId> {
  readonly match: Match;
  readonly snapshot: Snapshot<G>;
  readonly moves: Moves;
}

export interface GameTable<G extends GameId = GameId> {
  readonly id: G;
  readonly title: string;
  /** The board takes all the width there is, and on a phone comes after the moves. */
  readonly wide: boolean;
  readonly Board: ComponentType<BoardProps<G>>;
  /** Offers and answers besides the board, such as a draw; nothing for observers. */
  readonly Actions: ComponentType<ActionsProps<G>>;
  /** Who must do what, in one sentence. */
  readonly statusLine: (snapshot: Snapshot<G>) => string;
  /** One thing that happened, as a sentence; null when there is nothing to tell. */
  readonly eventWords: (event: EventOf<G>, names: Names) => string | null;
  /** A small sign beside a seat, such as its mark. */
  readonly seatSign: (snapshot: Snapshot<G>, seat: number) => ReactNode;
}
