/** Fifty-two cards. In the state a card is `rankIndex * 4 + suitIndex`; on the wire it is two letters, such as `Th`. */
import type { HoldemCard } from "./types.js";

export const RANKS = "23456789TJQKA";
export const SUITS = "cdhs";
export const DECK: readonly number[] = Array.from({ length: 52 }, (_none, id) => id);

const NAMES: readonly HoldemCard[] = DECK.map((id) => `${RANKS[id >> 2] ?? ""}${SUITS[id & 3] ?? ""}`);
const IDS: ReadonlyMap<string, number> = new Map(NAMES.map((name, id) => [name, id]));

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
  const id = IDS.get(name);
  if (id === undefined) throw new RangeError(`there is no card "${name}"`);
  return id;
}

export function idsOf(names: readonly HoldemCard[]): readonly number[] {
  return names.map(cardId);
}

/** Cards written one after the other, such as `AhKdTc`, as numbers. */
export function parseCards(text: string): readonly number[] {
  return (text.match(/../g) ?? []).map(cardId);
}
