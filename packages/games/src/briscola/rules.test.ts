import { describe, expect, test } from "vitest";
import { autoCard, autoRank, autoSuit } from "./autos.js";
import { idOf, pointsIn, SUITS } from "./cards.js";
import { winningPlace } from "./play.js";
import { deltas } from "./score.js";
import { handsWith, ids, Table } from "./table-for-tests.js";
import type { BriscolaSuit } from "./types.js";

const CLASSIC = { preset: "classic" } as const;
const trump = (suit: BriscolaSuit) => SUITS.indexOf(suit);
const play = (text: string) => ({ type: "play", card: ids(text)[0] ?? -1 });

describe("tricks and scores of the worked examples", () => {
  test("[G1] example 1: the blind trick goes to the ace of the suit called later", () => {
    const trick = ids("3s 7c 1o 4b 10o");
    expect([winningPlace(trick, trump("coins")), pointsIn(trick)]).toEqual([2, 25]);
    expect(winningPlace(trick, -1)).toBe(0);
  });

  test("[G1] example 2: led by seat 3 the two of trumps beats everything, or cups do", () => {
    const trick = ids("2c 4c 1s 3c 2b");
    const winner = (suit: BriscolaSuit) => (3 + winningPlace(trick, trump(suit))) % 5;
    expect([winner("clubs"), winner("cups"), pointsIn(trick)]).toEqual([2, 1, 21]);
  });

  test.each([
    ["made with a partner", { declarer: 0, partner: 2, made: true, multiplier: 1 }, [2, -1, 1, -1, -1]],
    ["failed with a partner", { declarer: 0, partner: 2, made: false, multiplier: 1 }, [-2, 1, -1, 1, 1]],
    ["made alone", { declarer: 0, partner: 0, made: true, multiplier: 1 }, [4, -1, -1, -1, -1]],
    ["failed alone", { declarer: 0, partner: 0, made: false, multiplier: 1 }, [-4, 1, 1, 1, 1]],
    ["all 120 alone", { declarer: 4, partner: 4, made: true, multiplier: 2 }, [-2, -2, -2, -2, 8]],
    ["all 120", { declarer: 1, partner: 3, made: true, multiplier: 2 }, [-2, 4, -2, 2, -2]],
    ["none of 120", { declarer: 1, partner: 3, made: false, multiplier: 2 }, [2, -4, 2, -2, 2]],
    ["all 120 at 85 with steps", { declarer: 1, partner: 3, made: true, multiplier: 6 }, [-6, 12, -6, 6, -6]],
  ])("[G1] examples 3 to 5: %s", (_name, hand, delta) => {
    expect(deltas(hand)).toEqual(delta);
  });
});

describe("the auction", () => {
  test("[G1] example 6: points rise, a pass is final, and the last who has not passed declares", () => {
    const table = new Table().bids([0, 61], [1, -1], [2, 70], [3, -1], [4, -1]);
    expect(table.ask(0, { type: "bid", bid: 69 })).toBe("invalid_bid/not_higher");
    table.bids([0, 71], [2, -1]);
    expect(table.view(null)).toMatchObject({ declarer: 0, target: 71, phase: "call-partner-rank" });
    expect(table.ask(3, { type: "bid", bid: 75 })).toBe("invalid_action/wrong_phase");
  });

  test("[G1] example 7: ranks fall, then points rise on the two", () => {
    const table = new Table({ options: CLASSIC }).bids([0, { rank: 3 }], [1, { rank: 10 }]);
    expect(table.ask(2, { type: "bid", bid: { rank: 1 } })).toBe("invalid_bid/not_lower_rank");
    table.bids([2, -1], [3, { rank: 2 }], [4, { rank: 2, points: 62 }], [0, -1], [1, -1]);
    expect(table.ask(3, { type: "bid", bid: { rank: 2, points: 62 } })).toBe("invalid_bid/not_higher");
    table.bids([3, { rank: 2, points: 65 }], [4, -1]);
    expect(table.view(null)).toMatchObject({ declarer: 3, target: 65, partner_rank: 2, phase: "call-partner-suit" });
    expect(table.ask(3, { type: "call-partner-rank", partner_rank: 2 })).toBe("invalid_action/wrong_phase");
  });

  test("[G1] 120 ends the auction at once, in either kind", () => {
    expect(new Table().bids([0, 120]).view(null)).toMatchObject({ declarer: 0, phase: "call-partner-rank" });
    const ranks = new Table({ options: CLASSIC }).bids([0, { rank: 2 }], [1, { rank: 2, points: 120 }]);
    expect(ranks.view(null)).toMatchObject({ declarer: 1, target: 120, phase: "call-partner-suit" });
  });

  test("[G1] when four pass without a bid the fifth is still asked; if it passes too the deal is void", () => {
    const table = new Table().bids([0, -1], [1, -1], [2, -1], [3, -1]);
    expect(table.view(null)).toMatchObject({ current_player_id: 4, phase: "bid" });
    table.bids([4, -1]);
    expect(table.types).toContain("hand.void");
    expect(table.view(null)).toMatchObject({ hand: 1, dealer: 0, voids: 1, current_player_id: 1, last_hand: null });
  });

  test.each([
    ["points", {}, "call-partner-rank", null],
    ["ranks", CLASSIC, "call-partner-suit", 2],
  ] as const)("[G1] after three void deals eldest declares, in the auction of %s", (_name, options, phase, rank) => {
    const table = new Table({ options }).timeout(15);
    expect(table.view(null)).toMatchObject({ phase, declarer: 3, target: 61, partner_rank: rank, voids: 0 });
  });

  test.each([
    ["already_passed", [[0, -1]], 0, 61],
    ["wrong_kind", [], 0, { rank: 3 }],
    ["out_of_range", [], 0, 60],
    ["out_of_range", [], 0, 121],
    ["not_higher", [[0, 80]], 1, 80],
  ] as const)("[G1] the points auction refuses %s", (reason, before, seat, bid) => {
    const table = new Table();
    for (const [who, what] of before) table.bids([who, what]);
    expect(table.ask(seat, { type: "bid", bid })).toBe(`invalid_bid/${reason}`);
  });

  test.each([
    ["wrong_kind", [], 70],
    ["points_too_early", [], { rank: 2, points: 70 }],
    ["out_of_range", [], { rank: 2, points: 61 }],
    ["out_of_range", [{ rank: 2 }], { rank: 2, points: 121 }],
    ["not_lower_rank", [{ rank: 2 }], { rank: 2 }],
  ] as const)("[G1] the rank auction refuses %s", (reason, before, bid) => {
    const table = new Table({ options: CLASSIC });
    for (const [seat, what] of before.entries()) table.bids([seat, what]);
    expect(table.ask(before.length, { type: "bid", bid })).toBe(`invalid_bid/${reason}`);
  });
});

describe("calls and cards that are refused", () => {
  const opened = () => new Table().bids([0, 61], [1, -1], [2, -1], [3, -1], [4, -1]);

  test("[G1] role, phase, turn and declarer are looked at in this order", () => {
    const table = opened();
    expect(table.ask(null, { type: "bid", bid: 61 })).toBe("forbidden/observer");
    expect(table.ask(0, play("1o"))).toBe("invalid_action/wrong_phase");
    expect(table.ask(1, { type: "call-partner-rank", partner_rank: 1 })).toBe("invalid_turn/not_declarer");
    expect(table.ask(0, { type: "call-partner-suit", partner_suit: "cups" })).toBe("invalid_action/wrong_phase");
    table.must(0, { type: "call-partner-rank", partner_rank: 1 });
    expect(table.ask(1, play("9o"))).toBe("invalid_turn/not_your_turn");
    expect(table.ask(0, play("9o"))).toBe("invalid_card/not_in_hand");
  });

  test.each([
    ["bad_rank", { type: "call-partner-rank", partner_rank: 11 }],
    ["bad_rank", { type: "call-partner-rank", partner_rank: "1" }],
    ["bad_suit", { type: "call-partner-suit", partner_suit: "hearts" }],
    ["card_mismatch", { type: "play", card: { suit: "cups", rank: 1, card_id: 11 } }],
  ])("[G1] the shape is refused as %s", (reason, move) => {
    expect(opened().ask(0, move)).toBe(`invalid_message/${reason}`);
  });

  test("[G1] a card may be named by its id, by suit and rank, or by all three", () => {
    for (const card of [0, { suit: "coins", rank: 1 }, { suit: "coins", rank: 1, card_id: 0 }]) {
      const table = opened().must(0, { type: "call-partner-rank", partner_rank: 1 }).must(0, { type: "play", card });
      expect(table.view(null).trick).toEqual([{ player_id: 0, card: { suit: "coins", rank: 1, card_id: 0 } }]);
      expect(table.view(0).you?.hand).toHaveLength(7);
      expect(table.ask(1, { type: "play", card: 0 })).toBe("invalid_card/not_in_hand");
    }
  });

  test("[G1] with the duty to follow, another suit is refused as long as the one led is held", () => {
    const hands = handsWith(["1o 2c", "3o 4c", "", "", ""]);
    const table = new Table({ options: { mustFollow: true }, hands });
    table.bids([0, 61], [1, -1], [2, -1], [3, -1], [4, -1]).must(0, { type: "call-partner-rank", partner_rank: 1 });
    table.must(0, play("1o"));
    expect(table.ask(1, play("4c"))).toBe("invalid_card/must_follow");
    table.must(1, play("3o"));
  });

  test("[G1] a hand is put in order at any time, by its owner, told to nobody else, and only with its own cards", () => {
    const table = opened();
    const hand = table.state.hands[3] ?? [];
    expect(table.ask(3, { type: "reorder", hand: hand.slice(1) })).toBe("invalid_card/not_a_permutation");
    expect(table.ask(3, { type: "reorder", hand: [...hand.slice(1), hand[1] ?? 0] })).toBe(
      "invalid_card/not_a_permutation",
    );
    const before = [table.view(0), table.view(null)];
    table.must(3, { type: "reorder", hand: hand.toReversed() });
    expect(table.view(3).you?.hand.map((card) => card.card_id)).toEqual(hand.toReversed());
    expect([table.view(0), table.view(null)]).toEqual(before);
  });

  test("[G1] when the match is over everything is refused", () => {
    const table = new Table({ options: { end: { mode: "hands", hands: 1 } } });
    table.bids([0, 61]).timeout(4 + 1 + 5 + 1 + 35);
    expect(table.view(null)).toMatchObject({ phase: "end", current_player_id: null });
    expect(table.replay.outcome?.reason).toBe("hands");
    expect(table.ask(0, { type: "bid", bid: 61 })).toBe("game_over/match_over");
  });
});

describe("who knows the partner", () => {
  const hands = handsWith(["1o 3o 4o", "1c 2c", "1s", "1b", ""]);
  const called = (suit: BriscolaSuit) => {
    const table = new Table({ hands }).bids([0, 61], [1, -1], [2, -1], [3, -1], [4, -1]);
    table.must(0, { type: "call-partner-rank", partner_rank: 1 }).timeout(5);
    return table.must(0, { type: "call-partner-suit", partner_suit: suit });
  };
  const knowers = (table: Table) => [0, 1, 2, 3, 4, null].filter((seat) => table.view(seat).partner_id !== null);

  test("[G1] before the suit is called nobody knows a side but the declarer", () => {
    const table = new Table({ hands }).bids([0, 61], [1, -1], [2, -1], [3, -1], [4, -1]);
    table.must(0, { type: "call-partner-rank", partner_rank: 1 });
    expect([0, 1, 2, 3, 4].map((seat) => table.view(seat).you?.side)).toEqual(["declarer", null, null, null, null]);
    expect(knowers(table)).toEqual([]);
  });

  test("[G1] after the suit only the partner himself knows, until the called card is on the table", () => {
    const table = called("cups");
    expect(knowers(table)).toEqual([1]);
    expect(table.view(1)).toMatchObject({ partner_id: 1, solo: false, you: { side: "declarer" } });
    expect(table.view(2)).toMatchObject({ partner_id: null, solo: null, you: { side: "opponents" } });
    while (table.state.turn !== 1) table.timeout();
    table.must(1, play("1c"));
    expect(knowers(table)).toEqual([0, 1, 2, 3, 4, null]);
    expect(table.types).toContain("partner.revealed");
  });

  test("[G1] a declarer who was dealt the called card himself plays alone, and only he knows", () => {
    const table = called("coins");
    expect(knowers(table)).toEqual([0]);
    expect(table.view(0)).toMatchObject({ partner_id: 0, solo: true });
  });

  test("[G1] a called card that fell in the blind trick is known as soon as the suit is named", () => {
    const table = new Table({ hands }).bids([0, 61], [1, -1], [2, -1], [3, -1], [4, -1]);
    table.must(0, { type: "call-partner-rank", partner_rank: 1 }).must(0, play("4o")).must(1, play("1c")).timeout(3);
    expect(knowers(table)).toEqual([]);
    table.must(0, { type: "call-partner-suit", partner_suit: "cups" });
    expect(knowers(table)).toEqual([0, 1, 2, 3, 4, null]);
    expect(table.view(null).tricks[0]).toMatchObject({ winner_id: 1 });
  });
});

describe("the clock", () => {
  test("[G1] example 8: the automatic rank, suit and card", () => {
    const hand = ids("1o 3o 10o 7c 6c 1s 4b 2b");
    expect([autoRank(hand), autoSuit(hand, 1)]).toEqual([1, "cups"]);
    expect(autoRank(ids("1o 1c 1s 1b 3o"))).toBe(3);
    expect(autoSuit(ids("1o 1c 1s 1b 3o 4c 5c 2b"), 1)).toBe("cups");
    expect(autoCard(ids("1o 8c 4b 2s 2o"))).toBe(idOf("coins", 2));
  });

  test("[G1] the clock passes, calls and plays for a seat; three times in a row and it is away until it acts", () => {
    const table = new Table({ options: { end: { mode: "hands", hands: 1 } } }).bids([0, 61]).timeout(4);
    expect(table.types.filter((type) => type === "bid.made")).toHaveLength(5);
    table.timeout(1 + 5 + 1 + 1);
    expect(table.state.autos[0]).toBe(3);
    expect(table.view(null).away[0]).toBe(true);
    const turn = table.state.turn ?? 0;
    table.must(0, { type: "reorder", hand: [...(table.state.hands[0] ?? [])] });
    expect(table.view(null).away[0]).toBe(false);
    expect(table.state.turn).toBe(turn);
  });

  test("[G1] whoever leaves is played for by the clock for good, and the match goes on", () => {
    const table = new Table();
    table.replay.leave(2);
    table.must(2, { type: "reorder", hand: [...(table.state.hands[2] ?? [])] });
    expect(table.view(null).away[2]).toBe(true);
    expect(table.replay.outcome).toBeNull();
    expect(table.replay.leave(2)).toEqual([]);
  });
});
