/**
 * `npm run conformance:seven`: every hand of seven of the 52 cards, 133,784,560 of them, by the class of its best five,
 * against the published counts. It takes some minutes, so it is run by hand and not by `npm test`.
 */
import { readFileSync } from "node:fs";
import { evaluate, handName, parseCards } from "@holdfast/games/holdem";

const CARDS = 7;
const published: Readonly<Record<string, number>> = JSON.parse(
  readFileSync(new URL("data/poker/counts.json", import.meta.url), "utf8"),
).seven_card;
const ROYAL = evaluate(parseCards("AhKhQhJhTh"));
const found = new Map<number, number>();
const hand = Array.from({ length: CARDS }, () => 0);

/** Deals the cards from this place of the hand on, each higher than the one before. */
function deal(place: number, from: number): void {
  if (place === CARDS) {
    const value = evaluate(hand);
    const kind = value === ROYAL ? -1 : value >> 20;
    found.set(kind, (found.get(kind) ?? 0) + 1);
    return;
  }
  for (let card = from; card < 52; card++) {
    hand[place] = card;
    deal(place + 1, card + 1);
  }
}

const began = performance.now();
deal(0, 0);
const named = [...found].map(([kind, many]) => [kind < 0 ? "royal-flush" : handName(kind << 20), many] as const);
const counted = new Map<string, number>(named);
let total = 0;
let wrong = 0;
for (const [name, expected] of Object.entries(published)) {
  const many = counted.get(name) ?? 0;
  total += many;
  if (many !== expected) wrong += 1;
  process.stdout.write(
    `${name.padEnd(16)} ${many.toLocaleString("en-US").padStart(11)} ${many === expected ? "" : "WRONG"}\n`,
  );
}
const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(`${total.toLocaleString("en-US")} hands in ${seconds} s, ${wrong} of the counts wrong\n`);
process.exitCode = wrong === 0 ? 0 : 1;
