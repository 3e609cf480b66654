/** Draws given from outside, for replaying games that were played elsewhere: by value, by purpose, or as a deck's order. */
import { type Draw, type RecordingChance, recording } from "./chance.js";

/** What to answer. Looked at in this order; a draw that none of them covers faults. */
export interface Script {
  /** Answers in order, whatever is asked; `n` and purpose must agree where a draw names them. */
  readonly draws?: readonly (number | Draw)[];
  /** Answers by purpose, each list in order. */
  readonly byPurpose?: Readonly<Record<string, readonly number[]>>;
  /** For draws whose purpose begins with "shuffle": the orders that come out, one for each shuffle; the last is repeated. */
  readonly decks?: readonly (readonly number[])[];
}

/** A chance that answers from the script. Decks are given as places: `[2, 0, 1]` puts the third item first. */
export function scriptedChance(script: Script): RecordingChance {
  const draws = [...(script.draws ?? [])];
  const byPurpose = new Map(Object.entries(script.byPurpose ?? {}).map(([purpose, list]) => [purpose, [...list]]));
  const decks = [...(script.decks ?? [])];
  let shuffling: number[] = [];
  return recording((n, purpose) => {
    const listed = draws.shift();
    if (listed !== undefined) return agreed(listed, n, purpose);
    const named = byPurpose.get(purpose)?.shift();
    if (named !== undefined) return named;
    if (!purpose.startsWith("shuffle")) throw new RangeError(`no answer was given for "${purpose}" of ${n}`);
    if (shuffling.length === 0) shuffling = [...drawsForOrder(nextDeck(decks))];
    return shuffling.shift() ?? 0;
  });
}

/** The draws with which `shuffle` puts the items at these places into this order. */
export function drawsForOrder(order: readonly number[]): readonly number[] {
  const places = order.map((_place, index) => index);
  const draws: number[] = [];
  for (let i = order.length - 1; i >= 1; i--) {
    const wanted = order[i] ?? 0;
    const j = places.indexOf(wanted);
    if (j < 0 || j > i) throw new RangeError(`a deck's order has every place once, and ${wanted} is missing or double`);
    draws.push(j);
    places[j] = places[i] ?? 0;
    places[i] = wanted;
  }
  return draws;
}

function nextDeck(decks: (readonly number[])[]): readonly number[] {
  const deck = decks.length > 1 ? decks.shift() : decks[0];
  if (deck === undefined) throw new RangeError("no deck was given for a shuffle");
  return deck;
}

function agreed(listed: number | Draw, n: number, purpose: string): number {
  if (typeof listed === "number") return listed;
  if (listed.n === n && listed.purpose === purpose) return listed.value;
  throw new RangeError(`asked for "${purpose}" of ${n}, given was "${listed.purpose}" of ${listed.n}`);
}
