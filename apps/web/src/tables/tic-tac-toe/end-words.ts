import type { TicTacToeResult } from "@holdfast/games/tic-tac-toe";
import { doing, type Names } from "../../match/seat-names.js";

export interface End {
  readonly winner: number | null;
  readonly reason: TicTacToeResult["reason"];
}

/** How a game or a match ended, as a sentence. */
export function endWords({ winner, reason }: End, names: Names): string {
  if (winner === null) return `A draw: ${DRAWN[reason] ?? "nobody won"}.`;
  const won = doing(names, winner, { you: "won", they: "won" });
  const loser = names.subject(1 - winner);
  switch (reason) {
    case "line":
      return `${won} with three in a line.`;
    case "resign":
      return `${won}: ${loser === "You" ? "you" : loser} resigned.`;
    case "timeout":
      return `${won}: ${names.isYou(1 - winner) ? "your" : `${loser}’s`} time ran out.`;
    case "adjudicated":
      return `${won}, by decision of the host.`;
    default:
      return `${won}.`;
  }
}

const DRAWN: Partial<Record<End["reason"], string>> = {
  board_full: "the board is full",
  agreed: "agreed by both",
  max_games: "as many games won by each",
  abandoned: "both players left",
  adjudicated: "decided by the host",
};
