/** Who plays with whom, as far as one seat can tell. */
import { idOf, SUITS } from "./cards.js";
import { SEATS } from "./state.js";
import type { BriscolaView } from "./types.js";

/** By seat: 1 is on one's own side, -1 on the other; in between is what to expect where it is not known. */
export function sideWith(view: BriscolaView, seat: number, own: readonly number[]): readonly number[] {
  const partnership = chanceOfPartner(view, seat, own);
  return Array.from({ length: SEATS }, (_none, other) => {
    if (other === seat) return 1;
    return 2 * sameSide(view, { seat, other, partnership }) - 1;
  });
}

interface Pair {
  readonly seat: number;
  readonly other: number;
  /** That this seat plays with the declarer, or is the declarer. */
  readonly partnership: number;
}

function sameSide({ declarer, partner_id: partner }: BriscolaView, { seat, other, partnership }: Pair): number {
  if (other === declarer) return partnership;
  if (partner !== null) return (other === partner) === (seat === declarer || seat === partner) ? 1 : 0;
  return seat === declarer ? 1 / (SEATS - 1) : ((1 - partnership) * 2) / 3;
}

/** Certain once the called card is known; before that, by how many cards of the rank are one's own. */
function chanceOfPartner(view: BriscolaView, seat: number, own: readonly number[]): number {
  if (view.declarer === seat || view.you?.side === "declarer") return 1;
  if (view.you?.side === "opponents" || view.partner_rank === null) return 0;
  const rank = view.partner_rank;
  return SUITS.filter((suit) => own.includes(idOf(suit, rank))).length / SUITS.length;
}
