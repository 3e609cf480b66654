import type { LegalMoves, MoveJson, Snapshot } from "@holdfast/sdk";
import { describe, expect, test } from "vitest";
import { namesOf } from "../../match/seat-names.js";
import { eventLine } from "./event-words.js";
import type { Plain } from "./json.js";
import { filtered, offerOf } from "./move-groups.js";
import { demandsIn } from "./must-do.js";
import { statusLine } from "./status-line.js";
import { termsOf } from "./terms.js";
import { vocabularyOf } from "./vocabulary.js";

const seat = (at: number, name: string, presence = "here") => ({ seat: at, name, playerId: name, presence });
const seats = [seat(0, "Anna"), seat(1, "Bo"), seat(2, "Cleo")] as never;
const snapshot = (over: object) =>
  ({
    status: "playing",
    seats,
    you: { role: "player", seat: 0 },
    toMove: [0],
    outcome: null,
    deadline: null,
    serverTime: 0,
    view: {},
    ...over,
  }) as unknown as Snapshot;
const names = namesOf(snapshot({}));
const terms = (view: Plain = {}, game = "any") => termsOf({ names, vocabulary: vocabularyOf(game), view });

describe("the status line", () => {
  test.each<[string, object]>([
    ["Your turn.", {}],
    ["Your turn · first trick.", { view: { phase: "first-trick" } }],
    ["Bo is to move · bid.", { toMove: [1], view: { phase: "bid" } }],
    ["You and Cleo are to move.", { toMove: [0, 2] }],
    ["Bo and Cleo are to move.", { toMove: [1, 2] }],
    [
      "You must select active: knockout.",
      { view: { forced: [{ seat: 0, kind: "select-active", reason: "knockout" }] } },
    ],
    ["Bo must choose role.", { view: { phase: "x", pending: { seat: 1, action: "choose-role" } } }],
    ["Somebody must discard.", { view: { pending: "discard" } }],
    ["Your turn.", { view: { forced: [], pending: null } }],
    ["Waiting for one more player.", { status: "open", seats: [seat(0, "Anna"), { ...seat(1, ""), playerId: null }] }],
    ["Paused: A referee looks.", { pause: { reason: "A referee looks.", since: 1 } }],
    ["Nobody is to move just now · between hands.", { status: "paused", toMove: [], view: { phase: "between-hands" } }],
    ["Play goes on in a moment.", { status: "paused", toMove: [], deadline: 4_000, view: { phase: "complete" } }],
    [
      "Nobody is to move just now · setup.",
      { status: "paused", toMove: [], deadline: 86_400_000, view: { phase: "setup" } },
    ],
    ["Paused: Bo is away.", { status: "paused", seats: [seat(0, "Anna"), seat(1, "Bo", "away")] }],
    ["You and Bo won: five in a row.", { status: "finished", outcome: { winners: [0, 1], reason: "five-in-a-row" } }],
    [
      "It is over, without a winner: board full.",
      { status: "finished", outcome: { winners: [], reason: "board_full" } },
    ],
    ["Called off: idle.", { status: "aborted", outcome: { winners: [], reason: "idle" } }],
  ])("[MT14] says: %s", (line, over) => {
    expect(statusLine(snapshot(over))).toBe(line);
  });

  test("[MT7] the first of several demands is the one to do, and what is no demand is none", () => {
    const forced = [
      { seat: 1, kind: "select-prize", reason: "prize" },
      { seat: 0, kind: "select-active" },
    ];
    expect(demandsIn({ forced })).toEqual([
      { seat: 1, what: "select prize", why: "prize" },
      { seat: 0, what: "select active", why: null },
    ]);
    expect(demandsIn({ forced: false, pending: 3, other: { kind: "x" } })).toEqual([]);
  });
});

describe("what happened", () => {
  test.each<[string | null, Plain]>([
    ["Cleo: bid made · bid 7", { type: "bid.made", seat: 2, bid: 7, high: null }],
    ["You: play 10♥", { type: "play", seat: 0, card: "Th" }],
    ["Bo: call · to 20 · paid 10", { type: "action", action: "call", seat: 1, to: 20, paid: 10, allIn: false }],
    ["Street · name flop · cards 2♥, 3♥, 4♥", { type: "street", name: "flop", cards: ["2h", "3h", "4h"] }],
    ["Bo: turn ended, by the clock", { type: "turn.ended", seat: 1, auto: true, at: 5 }],
    ["Deck shuffled", { type: "deck.shuffled" }],
    [null, 7],
  ])("[MT14] is told as: %s", (line, event) => {
    expect(eventLine(event, names, {})).toBe(line);
  });

  test("[MT14] one long story is cut", () => {
    const told = eventLine({ type: "told", one: "x ".repeat(50), two: "y ".repeat(50) }, names, {}) ?? "";
    expect([told.length, told.endsWith("…")]).toEqual([161, true]);
  });
});

describe("legal moves", () => {
  const LEGAL: LegalMoves<MoveJson> = {
    all: [
      { type: "fold" },
      { type: "resign" },
      { type: "play", card: "Th" },
      { type: "play", card: "2s" },
      { type: "move", cell: 4 },
      { type: "answer", accept: false },
      { type: "evolve", card: "a7", target: 0 },
    ],
    forms: [{ move: { type: "play" }, fields: { count: { kind: "int", min: 1, max: 2 } } }],
  };

  test("[MT14] are grouped by their type, with words for what they differ in; the room has a button to resign", () => {
    const { plain, groups, count } = offerOf(LEGAL, terms({ hand: [{ iid: "a7", card: "E1" }] }, "wildspark"));
    expect(plain.map(({ words }) => words)).toEqual(["Fold"]);
    expect(groups.map(({ label, moves, forms }) => [label, moves.map(({ words }) => words), forms.length])).toEqual([
      ["Play", ["10♥", "2♠"], 1],
      ["Move", ["cell 4"], 0],
      ["Answer", ["accept no"], 0],
      ["Evolve", ["card Cindling · target 0"], 0],
    ]);
    expect(count).toBe(7);
  });

  test("[MT14] are offered once where a game knows those of the same words to do the same, and all of them elsewhere", () => {
    const hand = [
      { iid: "a7", card: "XE" },
      { iid: "a8", card: "XE" },
      { iid: "a9", card: "XP" },
    ];
    const all = hand.map(({ iid }) => ({ type: "attach", card: iid }));
    const movesIn = (game: string) => {
      const { groups, count } = offerOf({ all }, terms({ hand }, game));
      return { count, moves: groups.flatMap(({ moves }) => moves.map(({ move }) => move.card)) };
    };
    expect(movesIn("wildspark")).toEqual({ count: 2, moves: ["a7", "a9"] });
    expect(movesIn("any")).toEqual({ count: 3, moves: ["a7", "a8", "a9"] });
  });

  test("[MT14] are found by typing a part of their words", () => {
    const offer = offerOf(LEGAL, terms());
    expect(filtered(offer, " 10♥").groups.flatMap(({ moves }) => moves.map(({ full }) => full))).toEqual(["Play: 10♥"]);
    expect(filtered(offer, "play").groups.map(({ moves, forms }) => [moves.length, forms.length])).toEqual([[2, 1]]);
    expect(filtered(offer, "").groups).toHaveLength(4);
  });
});
