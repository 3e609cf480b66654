/** Fifty-two cards. In the state a card is `rankIndex * 4 + suitIndex`; on the wire it is two letters, such as `Th`. */
import type { HoldemCard } from "./types.js";

export const RANKS = "23456789TJQKA";
export const SUITS = "cdhs";
export const DECK: readonly number[] = Array.from({ length: 52 }, (_none, id) => id);

const NAMES: readonly HoldemCard[] = DECK.map((id) => `${RANKS[id >> 2] ?? ""}${SUITS[id & 3] ?? ""}`);
/** By the code of a letter; -1 for one that is none of these. */
const placesIn = (letters: string): Int8Array =>
  Int8Array.from({ length: 128 }, (_none, code) => letters.indexOf(String.fromCharCode(code)));
const RANK_OF = placesIn(RANKS);
const SUIT_OF = placesIn(SUITS);

export function nameOf(id: number): HoldemCard {
  const name = NAMES[id];
  if (name === undefined) throw new RangeError(`there is no card ${id}`);
  return name;
}

export function namesOf(ids: readonly number[]): readonly HoldemCard[] {
  return ids.map(nameOf);
}

/** The number of a card by its name. @throws RangeError when there is no such card. */
export function cardId(name: string): number {
  const rank = RANK_OF[name.charCodeAt(0)] ?? -1;
  const suit = SUIT_OF[name.charCodeAt(1)] ?? -1;
  if (rank < 0 || suit < 0 || name.length !== 2) throw new RangeError(`there is no card "${name}"`);
  return rank * 4 + suit;
}

export function idsOf(names: readonly HoldemCard[]): readonly number[] {
  return names.map(cardId);
}

/** Cards written one after the other, such as `AhKdTc`, as numbers. */
export function parseCards(text: string): readonly number[] {
  return (text.match(/../g) ?? []).map(cardId);
}
