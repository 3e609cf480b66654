/** How people at the table are called, from where the viewer sits. */
import type { Seat, Snapshot } from "@holdfast/sdk";

export interface Names {
  /** "You", or the player's name. */
  readonly subject: (seat: Seat) => string;
  /** The player's name, the viewer's own too. */
  readonly plain: (seat: Seat) => string;
  readonly isYou: (seat: Seat) => boolean;
  /** How many seats there are. */
  readonly count: number;
}

/** Names for one snapshot. */
export function namesOf({ seats, you }: Pick<Snapshot, "seats" | "you">): Names {
  const plain = (seat: Seat) => seats.find((one) => one.seat === seat)?.name ?? `Player ${seat + 1}`;
  const isYou = (seat: Seat) => you.seat === seat;
  return { plain, isYou, count: seats.length, subject: (seat) => (isYou(seat) ? "You" : plain(seat)) };
}

/** "You" or "Anna" with the verb that goes with it: `verb("have", "has")`. */
export function doing(names: Names, seat: Seat, verb: { readonly you: string; readonly they: string }): string {
  return names.isYou(seat) ? `You ${verb.you}` : `${names.plain(seat)} ${verb.they}`;
}
