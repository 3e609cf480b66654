import { CARD_IDS, CARDS } from "@holdfast/games/wildspark";
import { describe, expect, test } from "vitest";
import type { Names } from "../../match/seat-names.js";
import { seatShown } from "./holdem-words.js";
import { sectionsOf, shapeOf } from "./shape.js";
import { termsOf } from "./terms.js";
import { vocabularyOf } from "./vocabulary.js";
import { cardText, shownInPlay } from "./wildspark-words.js";

const names = {
  count: 2,
  subject: (seat: number) => `P${seat}`,
  plain: String,
  isYou: () => false,
} as unknown as Names;
const termsFor = (game: string) => termsOf({ names, vocabulary: vocabularyOf(game) });
const inPlay = (card: string, over: object = {}) => ({
  stack: [
    { iid: "a", card: "E1" },
    { iid: "b", card },
  ],
  energy: [{ iid: "c", card: "XE" }],
  damage: 40,
  status: [],
  since: 3,
  abilityUsed: false,
  ...over,
});

describe("the cards of Wildspark", () => {
  test.each([
    [
      "E1",
      "Basic ember creature. 50 HP, retreat 1, weak to tide. Spit Spark (1 ember): 10. Scorch (1 ember, 1 any): 20; on heads burn.",
    ],
    [
      "E2",
      "Evolves from Cindling, ember. 90 HP, retreat 1, weak to tide. Ash Claw (1 ember, 1 any): 30. Backdraft (2 ember, 1 any): 60; discard 1 of its energies.",
    ],
    ["N2", "Basic plain creature. 60 HP, retreat 1. Rock Toss (1 any): 40 on heads, 10 on tails."],
    ["XP", "Energy: prism."],
    ["A2", "Ally. Draw 3."],
    ["I1", "Item. Heal 30 from one of your creatures that has damage."],
    ["toString", undefined],
  ])("[MT14] %s says: %s", (id, text) => {
    expect(cardText(id)).toBe(text);
  });

  test("[MT14] every card says something, and nothing that is left out by accident", () => {
    for (const id of CARD_IDS) {
      expect(cardText(id)).not.toMatch(/undefined|NaN|: \.|\(\)/);
      const card = CARDS[id];
      if (card.kind === "creature") for (const { name } of card.attacks) expect(cardText(id)).toContain(name);
    }
  });

  test("[MT14] a creature in play shows what is left of it and what it can do", () => {
    expect(shownInPlay(inPlay("E2"))).toMatchObject({
      creature: "Furnacat",
      HP: "50 of 90",
      retreat: 1,
      weakTo: "tide",
    });
    expect(shownInPlay(inPlay("E2", { damage: 95 }))).toMatchObject({ HP: "0 of 90" });
    expect(String(shownInPlay(inPlay("E2"))?.["attacks"])).toContain("Ash Claw (1 ember, 1 any): 30.");
    expect(shownInPlay({ ...inPlay("E2"), stack: [{ iid: "b", card: "ZZ" }] })).toBeUndefined();
    expect(shownInPlay({ amount: 3 })).toBeUndefined();
  });

  test("[MT14] a side shows what is in play first, and nothing of what has not happened", () => {
    const side = { hand: 7, deck: 30, prizes: 3, placed: true, active: inPlay("E1"), bench: [], timeouts: 0 };
    expect(Object.keys(shownInPlay(side) ?? {}).slice(0, 2)).toEqual(["active", "bench"]);
    expect(shownInPlay(side)).toMatchObject({ hand: 7, timeouts: null });
    expect(shownInPlay(side)).not.toHaveProperty("placed");
    const mulligans = [["XE", "A2", "XE"], ["E2"]];
    expect(shownInPlay({ ...side, mulligans })).toMatchObject({ mulligans: "2 Ember Energy, Twin Couriers; Furnacat" });
    expect(shownInPlay({ ...side, placed: false, timeouts: 2 })).toMatchObject({ placed: "not yet", timeouts: 2 });
  });

  test("[MT14] what a hand's cards say is told once for each of them, and for none where a game has no such words", () => {
    const hand = [
      { iid: "a", card: "A2" },
      { iid: "b", card: "XE" },
      { iid: "c", card: "A2" },
    ];
    expect([...termsFor("wildspark").printed(hand)]).toEqual([
      ["Twin Couriers", "Ally. Draw 3."],
      ["Ember Energy", "Energy: ember."],
    ]);
    expect(termsFor("holdem").printed(hand).size).toBe(0);
  });
});

describe("a seat of hold'em", () => {
  const seat = {
    stack: 980,
    bet: 20,
    total: 20,
    inHand: true,
    folded: false,
    allIn: false,
    hole: ["Ah", null],
    out: "no",
  };
  test.each<[string, object]>([
    ["in the hand", {}],
    ["in the hand, then sits out", { out: "next" }],
    ["folded", { folded: true }],
    ["all in", { allIn: true }],
    ["sits out", { out: "out", inHand: false }],
    ["not in this hand", { inHand: false }],
    ["waits for its blind", { waiting: true, inHand: false }],
  ])("[MT14] that is %s says so in one word", (standing, over) => {
    expect(seatShown({ ...seat, ...over } as never)).toMatchObject({
      stack: 980,
      bet: 20,
      standing,
      hole: ["Ah", null],
    });
  });

  test("[MT14] tells chips of earlier streets apart from the bet of this one, and nothing where there are none", () => {
    expect(seatShown({ ...seat, bet: 0, total: 60 })).toMatchObject({ bet: null, inThisHand: 60 });
    expect(seatShown({ ...seat })).toMatchObject({ bet: 20, inThisHand: null });
    expect(seatShown({ stack: 3 })).toBeUndefined();
  });
});

test("[MT14] what few ask for stands last, and none of it is lost", () => {
  const view = { phase: "flop", minRaise: 20, actBy: 1, bounds: { fold: true }, currentBet: 40 };
  const { facts, aside } = sectionsOf(view, termsFor("holdem"), new Set());
  expect([facts, aside].map((entries) => entries.map(([key]) => key))).toEqual([
    ["phase", "currentBet"],
    ["minRaise", "actBy", "bounds"],
  ]);
  expect(sectionsOf(view, termsFor("any"), new Set()).aside).toEqual([]);
});

test("[MT14] things of a game that has no other way to look at them are shown as they are", () => {
  const fields = { a: 1, b: [2], c: 3, d: 4 };
  expect(shapeOf(fields, "x", termsFor("any"))).toEqual({ kind: "fields", fields });
});
