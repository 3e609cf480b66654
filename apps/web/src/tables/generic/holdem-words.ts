/** A seat of hold'em as people look at it: its chips, its cards, and one word for how it stands in the hand. */
import type { Fields } from "./json.js";

/** Undefined for anything that is no seat. */
export function seatShown(fields: Fields): Fields | undefined {
  const { stack, bet, total, hole, bank, place, inHand } = fields;
  if (stack === undefined || hole === undefined || inHand === undefined) return;
  return {
    stack,
    bet: bet || null,
    inThisHand: total === bet ? null : total,
    standing: standingOf(fields),
    hole,
    bank,
    place,
  };
}

function standingOf({ folded, allIn, waiting, out, inHand, gone }: Fields): string {
  if (gone === true) return "has left";
  if (folded === true) return "folded";
  if (allIn === true) return "all in";
  if (out === "out") return "sits out";
  if (waiting === true) return "waits for its blind";
  const here = inHand === true ? "in the hand" : "not in this hand";
  return out === "next" ? `${here}, then sits out` : here;
}
