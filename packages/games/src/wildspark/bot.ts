/**
 * A sensible player: it fills its bench, evolves, gives energies where they make an attack possible, and attacks for
 * as much as it can. Every move has a worth; the best one is made, move by move, until an attack ends the turn.
 */
import type { BotAsked, MoveForm } from "@holdfast/engine";
import { placement, promotion, searched } from "./bot-choices.js";
import { type BotTable, tableOf } from "./bot-table.js";
import { worthOf } from "./bot-worth.js";
import type { Move } from "./state.js";
import type { WildsparkView } from "./types.js";

/** The move that is worth most; null when it is not asked. */
export function bot({ seat, toMove, view, legal }: BotAsked<WildsparkView, Move>): Move | null {
  const table = toMove ? tableOf(view, seat) : null;
  if (table === null) return null;
  if (view.phase === "setup") return placement(table, legal.forms ?? []);
  const moves = [...legal.all, ...(legal.forms ?? []).map(filled)].filter(({ type }) => type !== "resign");
  switch (view.forced[0]?.kind) {
    case "select-active":
      return promotion(table, moves);
    case "search-select":
      return searched(moves);
    default:
      return bestOf(table, moves);
  }
}

function bestOf(table: BotTable, moves: readonly Move[]): Move | null {
  let best: Move | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const move of moves) {
    const worth = worthOf(table, move);
    if (worth > most) [best, most] = [move, worth];
  }
  return best;
}

/** Discards are as good as each other: as few as may be, and the first. */
function filled({ move, fields }: MoveForm): Move {
  const chosen = Object.entries(fields).map(([field, range]) => [
    field,
    range.kind === "choose" ? range.of.slice(0, range.min) : null,
  ]);
  return { ...move, ...Object.fromEntries(chosen) } as Move;
}
