import { describe, expect, test } from "vitest";
import { Table } from "./table-for-tests.js";

const blinds = (sb: number, bb: number) => ({ sb, bb });
const check = (...seats: readonly number[]) => seats.map((seat) => `${seat} check`);

describe("worked examples: bets and pots", () => {
  const three = { stacks: [1_000, 300, 650], options: blinds(5, 10), board: "2c7d9hJs3s" };
  test.each([
    ["the short stack wins the main pot", ["QhQd", "AsAd", "KcKd"], [350, 900, 700]],
    ["the big stack wins both", ["AhAd", "KsKd", "QcQd"], [1_950, 0, 0]],
  ])("[G3] example 1, side pots: %s", (_name, holes, stacks) => {
    const table = new Table({ ...three, holes }).play("0 raise 30", "1 all-in", "2 all-in");
    expect(table.ask(0, { type: "raise", to: 1_000 })).toBe("invalid_bid/raise_closed");
    table.play("0 all-in");
    expect(table.stacks).toEqual(stacks);
    expect(table.view().awards.map(({ amount, eligible }) => [amount, eligible])).toEqual([
      [900, [0, 1, 2]],
      [700, [0, 2]],
    ]);
  });

  test("[G3] example 2, an odd chip goes to the winner next to the button", () => {
    const setting = {
      stacks: [500, 500, 500],
      options: blinds(5, 10),
      button: 2,
      holes: ["AhKd", "AsKc"],
      board: "AdKh9s5c4c",
    };
    const table = new Table(setting).play("2 raise 25", "0 call", "1 call", ...check(0, 1), "2 fold");
    table.play(...check(0, 1), ...check(0, 1));
    expect(table.stacks).toEqual([513, 512, 475]);
  });

  test("[G3] example 3, a short all-in does not reopen the betting for those who acted", () => {
    const table = new Table({ stacks: [1_000, 1_000, 160, 1_000], options: blinds(5, 10) });
    table.play("3 raise 100", "0 call", "1 fold", "2 all-in");
    expect(table.ask(3, { type: "raise", to: 400 })).toBe("invalid_bid/raise_closed");
    expect(table.ask(3, { type: "all-in" })).toBe("invalid_bid/raise_closed");
    table.play("3 call");
    expect(table.view().bounds).toEqual({ fold: true, check: false, call: 60, bet: null, raise: null });
    table.play("0 call", ...check(3, 0), ...check(3, 0), ...check(3, 0));
    expect(table.view().awards.map(({ amount }) => amount)).toEqual([485]);
  });

  test("[G3] example 4, several short all-ins add up to a full raise, where somebody is left to answer it", () => {
    const table = new Table({ stacks: [1_000, 160, 200, 1_000], options: blinds(5, 10) });
    table.play("3 raise 100", "0 call", "1 all-in", "2 all-in");
    expect(table.view().bounds).toMatchObject({ call: 100, raise: { min: 290, max: 1_000 } });
    table.play("3 raise 290", "0 fold");
    expect(table.replay.events).toContainEqual({ type: "bet.returned", seat: 3, amount: 90 });
    expect(table.view().awards.map(({ amount, eligible }) => [amount, eligible])).toEqual([
      [580, [1, 2, 3]],
      [80, [2, 3]],
    ]);
    const alone = new Table({ stacks: [1_000, 160, 200, 1_000], options: blinds(5, 10) });
    alone.play("3 raise 100", "0 fold", "1 all-in", "2 all-in");
    expect(alone.view().bounds).toMatchObject({ call: 100, raise: null });
  });

  test("[G3] example 5, heads-up the button posts the small blind and acts first before the flop only", () => {
    const table = new Table({ stacks: [1_500, 1_500] }).play("0 raise 60", "1 call", "1 check", "0 bet 70", "1 call");
    table.play(...check(1, 0), "1 bet 150", "0 fold");
    expect(table.stacks).toEqual([1_370, 1_630]);
    expect(table.types).not.toContain("showdown.show");
  });

  test("[G3] example 6, others call the whole big blind though it was posted short", () => {
    const holes = ["KcQc", "", "AhAs"];
    const table = new Table({ stacks: [500, 500, 6], holes, board: "Kd7s4h3c2c" });
    expect(table.view().bounds).toMatchObject({ call: 20 });
    table.play("0 call", "1 call", "1 check", "0 bet 40", "1 fold");
    expect(table.stacks).toEqual([508, 480, 18]);
  });

  test("[G3] example 7, an all-in on the ante has its own main pot", () => {
    const setting = { stacks: [300, 300, 3], button: 2, holes: ["KcQc", "8h8s", "AhAs"], board: "Kd7s4h3c2c" };
    const table = new Table({ ...setting, options: { ante: 5 } });
    table.play("0 call", "1 check", ...check(0, 1), ...check(0, 1), ...check(0, 1));
    expect(table.view().awards.map(({ amount }) => amount)).toEqual([9, 44]);
    expect(table.stacks).toEqual([319, 275, 9]);
  });

  test("[G3] example 8, when all fold to the big blind it gets back what nobody called", () => {
    const table = new Table({ stacks: [500, 500, 500] }).play("0 fold", "1 fold");
    expect(table.stacks).toEqual([500, 490, 510]);
    expect(table.view().awards).toMatchObject([{ amount: 20 }]);
  });
});

describe("worked examples: the button", () => {
  const places = (table: Table) => {
    const { button, sbSeat, bbSeat, toAct } = table.view();
    return { button, sbSeat, bbSeat, toAct };
  };
  /** Seats 1 to 4 with the button on 1; this seat loses its last chips in the first hand. */
  const afterBustOf = (seat: number, stacks: readonly number[]) => {
    const occupied = stacks.flatMap((stack, at) => (stack > 0 ? [at] : []));
    const winner = occupied.find((at) => at !== seat) ?? 0;
    const holes = stacks.map((_stack, at) => (at === seat ? "7c2d" : at === winner ? "AhAs" : ""));
    const table = new Table({ stacks, button: 1, options: { mode: "sng" }, holes, board: "AcAdKh8s9s" });
    while (table.state.phase !== "complete") {
      const asked = table.state.toAct ?? -1;
      table.play(asked === winner || asked === seat ? `${asked} all-in` : `${asked} fold`);
    }
    expect(table.stacks[seat]).toBe(0);
    return table.timeout();
  };
  const four = [0, 1_500, 1_500, 1_500, 1_500];
  /** Whoever shall go out has less than the others, so that nobody else does. */
  const short = (stacks: readonly number[], seat: number) => stacks.map((stack, at) => (at === seat ? 100 : stack));

  test("[G3] example 9, the big blind moves on and leaves a dead small blind and then a dead button", () => {
    const table = afterBustOf(3, short(four, 3));
    expect(places(table)).toMatchObject({ bbSeat: 4, sbSeat: 3, button: 2 });
    expect(table.replay.events.filter((event) => Object(event).kind === "sb")).toHaveLength(1);
    table.foldAround().timeout();
    expect(places(table)).toEqual({ bbSeat: 1, sbSeat: 4, button: 3, toAct: 2 });
    table.play("2 call", "4 call", "1 check");
    expect(places(table)).toMatchObject({ toAct: 4 });
    expect(places(afterBustOf(2, short(four, 2)))).toMatchObject({ bbSeat: 4, sbSeat: 3, button: 2 });
  });

  test.each([
    [1, { bbSeat: 2, button: 3, sbSeat: 3 }],
    [2, { bbSeat: 1, button: 3, sbSeat: 3 }],
    [3, { bbSeat: 1, button: 2, sbSeat: 2 }],
  ])("[G3] example 10, from three to two when seat %i goes out", (seat, expected) => {
    expect(places(afterBustOf(seat, short([0, 1_500, 1_500, 1_500], seat)))).toMatchObject(expected);
  });
});

describe("moves that are refused", () => {
  test("[G3] roles, hands and turns", () => {
    const table = new Table({ stacks: [500, 500, 500] });
    expect(table.ask(null, { type: "fold" })).toBe("forbidden/observer");
    expect(table.ask(1, { type: "fold" })).toBe("invalid_turn/not_your_turn");
    table.play("0 fold");
    expect(table.ask(0, { type: "call" })).toBe("invalid_action/not_in_hand");
    table.play("1 fold");
    expect(table.ask(2, { type: "check" })).toBe("invalid_action/no_hand");
    table.play("0 leave");
    expect(table.ask(0, { type: "fold" })).toBe("forbidden/not_seated");
  });

  test("[G3] checks, calls, bets and raises that do not fit", () => {
    const table = new Table({ stacks: [500, 500, 500] });
    expect(table.ask(0, { type: "check" })).toBe("invalid_action/cannot_check");
    expect(table.ask(0, { type: "bet", to: 60 })).toBe("invalid_action/cannot_bet");
    expect(table.ask(0, { type: "raise", to: 39 })).toBe("invalid_bid/below_minimum");
    expect(table.ask(0, { type: "raise", to: 501 })).toBe("invalid_bid/exceeds_stack");
    expect(table.ask(0, { type: "raise", to: 40.5 })).toBe("invalid_message/not_integer");
    table.play("0 call", "1 call", "2 check");
    expect(table.ask(1, { type: "call" })).toBe("invalid_action/nothing_to_call");
    expect(table.ask(1, { type: "raise", to: 40 })).toBe("invalid_action/cannot_raise");
    expect(table.ask(1, { type: "bet", to: 19 })).toBe("invalid_bid/below_minimum");
  });

  test("[G3] buying in and coming back", () => {
    const table = new Table({ stacks: [2_000, 2_000, 2_000], options: blinds(10, 20) });
    expect(table.ask(0, { type: "rebuy", amount: 5 })).toBe("invalid_action/in_hand");
    table.foldAround();
    expect(table.ask(0, { type: "rebuy", amount: 5 })).toBe("join_failed/bad_buy_in");
    expect(table.ask(0, { type: "join", seat: 0, buyIn: 2_000 })).toBe("join_failed/already_seated");
    table.play("0 leave");
    expect(table.ask(0, { type: "join", seat: 1, buyIn: 2_000 })).toBe("join_failed/seat_taken");
    expect(table.ask(0, { type: "join", seat: 0, buyIn: 700 })).toBe("join_failed/bad_buy_in");
    expect(table.ask(0, { type: "join", seat: 0, buyIn: 1_000 })).toBe("join_failed/ratholing");
    table.now = 3_600_001;
    table.must(0, { type: "join", seat: 0, buyIn: 1_000 });
    expect(table.view().seats[0]).toMatchObject({ stack: 1_000, waiting: true, gone: false });
  });

  test("[G3] only the host closes a cash table, after the hand; a tournament is not closed", () => {
    const table = new Table({ stacks: [500, 500, 500] });
    expect(table.ask(0, { type: "close-table" })).toBe("forbidden/not_host");
    expect(table.ask(null, { type: "close-table" }, true)).toBeNull();
    expect(table.view()).toMatchObject({ phase: "preflop", closing: true });
    table.foldAround();
    expect(table.replay.outcome).toMatchObject({ reason: "closed", winners: [2], scores: [0, -10, 10] });
    expect(table.ask(0, { type: "fold" })).toBe("game_over/match_over");
    const sng = new Table({ stacks: [500, 500], options: { mode: "sng" } });
    expect(sng.ask(null, { type: "close-table" }, true)).toBe("invalid_action/cash_only");
    expect(sng.ask(0, { type: "leave" })).toBe("invalid_action/cash_only");
  });
});

describe("what is shown to whom", () => {
  const setting = { stacks: [500, 500, 500], holes: ["AhAs", "KhKs", "7c2d"], board: "Ad8h9sJc3c" };

  test("[G3] a hand that ends by folding shows nothing, unless its winner wants to", () => {
    const table = new Table(setting).play("0 raise 100", "1 fold", "2 fold");
    expect(table.view().seats.map(({ hole }) => hole)).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ]);
    expect(table.view(1).seats[1]?.hole).toEqual(["Kh", "Ks"]);
    table.play("0 show");
    expect(table.view().seats[0]?.hole).toEqual(["Ah", "As"]);
    expect(table.ask(1, { type: "show" })).toBe("invalid_action/not_in_hand");
  });

  test("[G3] at a showdown the winner shows and a beaten hand is mucked", () => {
    const table = new Table(setting).play("0 call", "1 call", "2 fold", ...check(1, 0), ...check(1, 0), ...check(1, 0));
    expect(table.types.filter((type) => type.startsWith("showdown"))).toEqual(["showdown.muck", "showdown.show"]);
    expect(table.view().seats.map(({ hole }) => hole[0])).toEqual(["Ah", null, null]);
    expect(table.replay.events).toContainEqual({
      type: "showdown.show",
      seat: 0,
      cards: ["Ah", "As"],
      hand: "three-of-a-kind",
      best5: ["Ah", "As", "Ad", "9s", "Jc"],
    });
  });

  test("[G3] an all-in player's cards stay hidden until nobody can bet any more, and then all lie open", () => {
    const table = new Table({ ...setting, stacks: [500, 200, 500] }).play("0 raise 300", "1 all-in");
    expect(table.view().seats[1]?.hole).toEqual([null, null]);
    table.play("2 all-in");
    expect(table.view().seats[1]?.hole).toEqual([null, null]);
    table.play("0 call");
    expect(table.types).toContain("allin.reveal");
    expect(table.view().seats.map(({ hole }) => hole[0])).toEqual(["Ah", "Kh", "7c"]);
  });
});

describe("the clock and those who are away", () => {
  test("[G3] a timeout checks where that is free and folds where it is not; it never bets", () => {
    const table = new Table({ stacks: [500, 500, 500] }).timeout(90_000).play("1 call").timeout(90_000);
    const auto = table.replay.events.filter((event) => Object(event).auto === true);
    expect(auto).toMatchObject([
      { seat: 0, action: "fold" },
      { seat: 2, action: "check" },
    ]);
  });

  test("[G3] only what was used of the time bank is lost", () => {
    const table = new Table({ stacks: [500, 500, 500] });
    table.now = 30_000 + 12_345;
    table.play("0 call");
    expect(table.view().seats.map(({ bank }) => bank)).toEqual([47_655, 60_000, 60_000]);
    table.now += 29_000;
    table.play("1 call");
    expect(table.view().seats[1]?.bank).toBe(60_000);
  });

  test("[G3] two timeouts in a row make a cash player sit out, who is not dealt in until back with the big blind", () => {
    const table = new Table({ stacks: [500, 500, 500] }).play("0 call", "1 call").timeout(90_000).play("1 check");
    table.timeout(90_000);
    expect(table.view().seats[2]?.out).toBe("next");
    table.play("0 bet 20", "1 fold").timeout().timeout();
    expect(table.view().seats.map(({ inHand }) => inHand)).toEqual([true, true, false]);
    table.play("2 sit-in");
    expect(table.view().seats[2]).toMatchObject({ out: "no", waiting: true });
  });

  test("[G3] who sits out of a tournament is dealt in, waited for a second, and blinded away", () => {
    const table = new Table({ stacks: [500, 500, 500], options: { mode: "sng" } }).play("1 sit-out");
    table.play("0 fold", "1 fold").timeout();
    expect(table.view().seats[1]).toMatchObject({ out: "out", inHand: true });
  });

  test("[G3] a cash place is kept for ten minutes, then the chips are given back", () => {
    const table = new Table({ stacks: [500, 500] }).play("1 sit-out", "0 fold").timeout();
    expect(table.view()).toMatchObject({ phase: "waiting" });
    table.timeout(300_000);
    expect(table.view().seats[1]?.gone).toBe(false);
    table.timeout(300_000);
    expect(table.view().seats[1]).toMatchObject({ gone: true, stack: 0 });
  });
});

describe("a tournament", () => {
  test("[G3] places by the hand in which one goes out, by chips before it, and shared when those were equal", () => {
    const holes = ["AhAs", "7c2d", "7d2h", "8c3d"];
    const setting = { stacks: [1_500, 100, 100, 50], options: { mode: "sng" as const }, holes, board: "AcAdKhQs9s" };
    const table = new Table(setting);
    while (table.state.phase === "preflop" && table.state.toAct !== null) table.play(`${table.state.toAct} all-in`);
    expect(table.replay.outcome).toEqual({
      status: "finished",
      winners: [0],
      ranking: [[0], [1, 2], [3]],
      scores: [1_138, 306, 306, 0],
      reason: "last-standing",
    });
  });

  test("[G3] a level comes with the first hand after its time", () => {
    const table = new Table({ stacks: [1_500, 1_500], options: { mode: "sng" } });
    table.now = 599_000;
    table.foldAround().timeout(2_000);
    expect(table.view()).toMatchObject({ level: 1, sb: 15, bb: 30 });
    expect(table.replay.events).toContainEqual({ type: "level.up", level: 1, sb: 15, bb: 30, ante: 0 });
  });
});
