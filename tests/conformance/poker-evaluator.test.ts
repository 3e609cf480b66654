/** The hand evaluator against published counts, a data set of hands, and a thousand decided pairs. */
import { readFileSync } from "node:fs";
import { bestFive, cardId, evaluate, handName, parseCards } from "@holdfast/games/holdem";
import { expect, test } from "vitest";

const read = (name: string) => readFileSync(new URL(`data/poker/${name}`, import.meta.url), "utf8").trim();
const counts = JSON.parse(read("counts.json"));
const ROYAL = evaluate(parseCards("AhKhQhJhTh"));

const className = (value: number): string => (value === ROYAL ? "royal-flush" : handName(value));

test("[G3] all 2,598,960 hands of five cards fall into the published classes and 7,462 ranks", () => {
  const found: Record<string, number> = {};
  const ranks = new Set<number>();
  const hand = [0, 0, 0, 0, 0];
  const deal = (place: number, from: number): void => {
    if (place === 5) {
      const value = evaluate(hand);
      ranks.add(value);
      const name = className(value);
      found[name] = (found[name] ?? 0) + 1;
      return;
    }
    for (let card = from; card < 52; card++) {
      hand[place] = card;
      deal(place + 1, card + 1);
    }
  };
  deal(0, 0);
  expect(found).toEqual(counts.five_card);
  expect(ranks.size).toBe(counts.five_card_distinct_ranks);
}, 120_000);

test("[G3] the 6,250 hands of the data set have the class that it says", () => {
  const names = ["high-card", "pair", "two-pair", "three-of-a-kind", "straight", "flush", "full-house"];
  const classes = [...names, "four-of-a-kind", "straight-flush", "royal-flush"];
  const rows = read("uci-poker-hand.csv").split("\n");
  const wrong = rows.filter((row) => {
    const numbers = row.split(",").map(Number);
    const cards = [0, 2, 4, 6, 8].map((at) => uciCard(numbers[at] ?? 0, numbers[at + 1] ?? 0));
    return className(evaluate(cards)) !== classes[numbers[10] ?? -1];
  });
  expect(rows).toHaveLength(6_250);
  expect(wrong).toEqual([]);
});

test("[G3] of the thousand pairs the first wins 376, the second 624, and none is a tie", () => {
  const sides = read("euler54.txt")
    .split("\n")
    .map((line) => {
      const cards = line
        .trim()
        .split(/\s+/)
        .map((name) => cardId(`${name.charAt(0)}${name.charAt(1).toLowerCase()}`));
      return Math.sign(evaluate(cards.slice(0, 5)) - evaluate(cards.slice(5)));
    });
  const many = (side: number) => sides.filter((each) => each === side).length;
  expect([many(1), many(-1), many(0)]).toEqual([
    counts.euler54_player1_wins,
    counts.euler54_player2_wins,
    counts.euler54_ties,
  ]);
});

test.each([
  ["5d4d3d2dAdKsKc", "straight-flush", "5d4d3d2dAd"],
  ["TsTdTc4h4d2s2c", "full-house", "TsTdTc4h4d"],
  ["AcAdKhKc7s7d2h", "two-pair", "AcAdKhKc7s"],
])("[G3] the best five of %s are a %s", (cards, name, five) => {
  expect(handName(evaluate(parseCards(cards)))).toBe(name);
  expect(evaluate(bestFive(parseCards(cards)))).toBe(evaluate(parseCards(five)));
});

/** Suits 1..4 are hearts, spades, diamonds, clubs; ranks 1 ace .. 13 king. */
function uciCard(suit: number, rank: number): number {
  return cardId(`${"A23456789TJQK".charAt(rank - 1)}${"hsdc".charAt(suit - 1)}`);
}
