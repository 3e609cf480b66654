import { expect, test } from "vitest";
import { namesOf } from "../../match/seat-names.js";
import type { Plain } from "./json.js";
import { durationWords } from "./duration-words.js";
import { termsOf } from "./terms.js";
import { detailsOf, lineOf } from "./value-words.js";
import { vocabularyOf } from "./vocabulary.js";

const seat = (at: number, name: string) => ({ seat: at, name, playerId: name, presence: "here", graceEndsAt: null });
const names = namesOf({
  seats: [seat(0, "Anna"), seat(1, "Bo")] as never,
  you: { role: "player", seat: 0 },
});
const of = (game: string, view?: Plain) =>
  termsOf({ names, vocabulary: vocabularyOf(game), ...(view === undefined ? {} : { view }) });

test("[MT14] seats are called by their players' names, and nothing else is", () => {
  const terms = of("any");
  expect(terms.scalar(0, "toAct")).toBe("You");
  expect(terms.scalar(1, "current_player_id")).toBe("Bo");
  expect(terms.scalar(1, "sbSeat")).toBe("Bo");
  expect(terms.scalar(1, "partner")).toBe("Bo");
  expect(terms.scalar(1, "partner_rank")).toBe("1");
  expect(terms.scalar(7, "seat")).toBe("7");
  expect(terms.scalar(1, "level")).toBe("1");
  expect(terms.scalar(1, "player")).toBe("1");
});

test("[MT14] cards, moments, durations and yes or no are read as people write them", () => {
  const terms = of("any");
  expect([terms.scalar("Th", "card"), terms.scalar("2s", "card")]).toEqual(["10♥", "2♠"]);
  expect(terms.scalar(30_000, "actMs")).toBe("30 s");
  expect(terms.scalar(Date.now(), "at")).toMatch(/^\d\d:\d\d:\d\d$/);
  expect([terms.scalar(true, "x"), terms.scalar(false, "x"), terms.scalar(null, "x")]).toEqual(["yes", "no", "–"]);
  expect(terms.scalar("all-in", "x")).toBe("all in");
  expect(terms.scalar("O'Neill-Smith", "x")).toBe("O'Neill-Smith");
  expect([1_500, 125_000, 3_600_000, 4_200_000].map(durationWords)).toEqual([
    "1.5 s",
    "2 min 5 s",
    "1 h",
    "1 h 10 min",
  ]);
});

test("[MT14] what is named by an id is called by what the view shows under that id", () => {
  const wildspark = of("wildspark", { you: { hand: [{ iid: "a7", card: "E1" }] } });
  expect(wildspark.scalar("a7", "card")).toBe("Cindling");
  expect(wildspark.scalar("zz", "card")).toBe("zz");
  const causes = ["T3.0", "E1.1", "E1.7", "XE.0", "toString.0"].map((cause) => wildspark.scalar(cause, "cause"));
  expect(causes).toEqual(["Whirl Crest", "Scorch", "E1.7", "XE.0", "toString.0"]);
  const briscola = of("briscola-chiamata", { you: { hand: [{ suit: "cups", rank: 9, card_id: 18 }] } });
  expect(briscola.scalar(18, "card")).toBe("Knight of cups");
  expect(briscola.scalar(18, "points")).toBe("18");
  expect(of("holdem").scalar("bb", "kind")).toBe("big blind");
  expect(briscola.scalar(19, "card")).toBe("19");
  expect(briscola.scalar(18, "hand")).toBe("18");
  const view = { you: { hand: [{ suit: "cups", rank: 9, card_id: 18 }] } };
  const moves = termsOf({ names, vocabulary: vocabularyOf("briscola-chiamata"), view, forMoves: true });
  expect([moves.scalar(18, "hand"), moves.scalar(-1, "bid")]).toEqual(["Knight of cups", "pass"]);
});

test("[MT14] a small object is a few words, a large one is not", () => {
  const terms = of("any");
  expect(terms.thing({ seat: 1, amount: 40 })).toBe("seat Bo · amount 40");
  expect(terms.thing({ id: "x1" })).toBe("x1");
  expect(terms.thing({ a: 1, b: 2, c: 3, d: 4 })).toBe(null);
  expect(terms.thing({ a: [1] })).toBe(null);
  expect(lineOf([{ card: "Ah" }, { card: "Kd" }], "cards", terms)).toBe("A♥, K♦");
});

test("[MT14] of a move or an event what is not so, and what is too long, is left out", () => {
  const event = { type: "x", seat: 1, to: 20, auto: true, allIn: false, none: null, deep: { a: { b: 1 } }, empty: [] };
  expect(detailsOf(event, of("any"), new Set(["type", "seat"]))).toEqual(["to 20", "auto"]);
});
