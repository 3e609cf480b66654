/**
 * What a program can do at somebody else's table: it says its name, rolls when dice are asked of it, chooses, ends its
 * turns and confirms the end. It neither scores nor corrects: what happens on the real table, it cannot see.
 */
import type { BotAsked } from "@holdfast/engine";
import type { Move } from "./state.js";
import type { TabletopView } from "./types.js";

/** The one thing that the match waits for from this seat, if there is one. */
export function bot({ seat, view, legal, chance }: BotAsked<TabletopView, Move>): Move | null {
  const player = seat === 0 ? 1 : 2;
  const may = (fits: (move: Move) => boolean): Move | null => legal.all.find(fits) ?? null;
  switch (view.status) {
    case "setup":
      return nameless({ seat, view })
        ? { type: "set-name", name: nameBeside(view.players[1 - seat]?.name ?? "") }
        : null;
    case "deployment":
    case "first-turn":
      return stages({ seat, view, legal, chance, toMove: true }, player);
    case "playing":
      return view.active === player && !view.paused ? may(({ type }) => type === "end-turn") : null;
    case "confirming":
      return view.confirmed[seat] === true ? null : may(({ type }) => type === "confirm");
    default:
      return null;
  }
}

function nameless({ seat, view }: Pick<BotAsked<TabletopView>, "seat" | "view">): boolean {
  return view.players[seat]?.name === "";
}

/** Two players never have one name. */
function nameBeside(other: string): string {
  return other.toLowerCase() === "bot" ? "Bot 2" : "Bot";
}

/** Its own die, and what the winner of a roll decides; of several choices any. */
function stages({ seat, view, legal, chance }: BotAsked<TabletopView, Move>, player: 1 | 2): Move | null {
  const isOwn = (move: Move): boolean => {
    if (move.type === "roll") return move.player === player && view.rolls[seat] === null;
    return view.rollWinner === player && (move.type === "choose-role" || move.type === "choose-first");
  };
  const moves = legal.all.filter(isOwn);
  return moves.length === 0 ? null : (moves[chance.int(moves.length, "bot")] ?? null);
}
