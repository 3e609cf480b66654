import type { TicTacToeEvent } from "@holdfast/games/tic-tac-toe";
import { doing, type Names } from "../../match/seat-names.js";
import { placeOf } from "./cell-words.js";
import { endWords } from "./end-words.js";

/** What happened, as a sentence; null for what another sentence tells already, and for what a newer server may add. */
export function eventWords(event: TicTacToeEvent, names: Names): string | null {
  switch (event.type) {
    case "game.started":
      return `Game ${event.game} begins. ${doing(names, event.toMove, { you: "play", they: "plays" })} first.`;
    case "move.made":
      return `${names.subject(event.seat)} marked ${placeOf(event.cell)}${event.auto ? ", by the clock" : ""}.`;
    case "draw.offered":
      return `${names.subject(event.seat)} offered a draw.`;
    case "draw.answered":
      return event.accept ? "The draw was accepted." : "The draw was declined.";
    case "game.paused":
      return event.reason === "absence" ? "Paused: somebody is away." : "Paused: the time ran out.";
    case "game.resumed":
      return "Play goes on.";
    case "game.ended":
      return endWords({ winner: event.winner, reason: event.reason }, names);
    case "match.ended":
      return null;
    default:
      return null;
  }
}
