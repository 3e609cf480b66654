import { describe, expect, test } from "vitest";
import { type ClocksKept, chargeClocks, shownMs } from "./clocks.js";
import { type Command, SYSTEM } from "./command.js";
import { verifyLog } from "./log-audit.js";
import { dueTimeout } from "./propose-time.js";
import { replayLog } from "./replay.js";
import { facts, join, move as moveOf, SEED, Table } from "./table-for-tests.js";
import { TICKING, type TickingOptions, type TickingState } from "./ticking-for-tests.js";

const OPTIONS: TickingOptions = {
  turnMs: 1_000,
  lossAfter: 0,
  initialMs: 0,
  incrementMs: 0,
  freeMs: 0,
  counts: "down",
  bothRun: false,
  flags: true,
};
/** Play begins at this moment, and every table's times are counted from it. */
const BEGINS = 10_000;

class Clocked extends Table {
  constructor(options: Partial<TickingOptions>) {
    const all = { ...OPTIONS, ...options };
    super({ game: TICKING, facts: { ...facts, gameId: "ticking", options: { ...all } } });
    this.now = BEGINS;
    this.must(join("ann"));
    this.now = BEGINS;
    this.must(join("bob"));
  }

  /** At so many milliseconds after the beginning. */
  at(ms: number): this {
    this.now = BEGINS + ms;
    return this;
  }
  move(seat: number, type: string, more: object = {}): void {
    this.must(moveOf(seat, this.head.version, { type, ...more }));
  }
  timeout(seat: number): void {
    this.must({ kind: "timeout", actorId: SYSTEM, msgId: `timeout:${this.head.version}`, seat });
  }
  extend(seat: number, ms = 15_000): Command {
    return { kind: "extend", actorId: SYSTEM, msgId: `extend:${this.head.version}`, seat, ms };
  }
  credit(...standstills: readonly (readonly [from: number, to: number, until: number])[]): Command {
    const times = standstills.map(([from, to, until]) => ({
      from: BEGINS + from,
      to: BEGINS + to,
      until: BEGINS + until,
    }));
    return { kind: "credit", actorId: SYSTEM, msgId: `credit:${this.head.version}`, standstills: times };
  }
  /** When somebody's time is up, after the beginning. */
  get due(): number | null {
    const { deadline } = this.head.state;
    return deadline === null ? null : deadline - BEGINS;
  }
  get clocks(): ClocksKept {
    const clocks = this.head.state.time?.clocks;
    if (clocks === undefined) throw new Error("there are no clocks");
    return clocks;
  }
  /** What the clocks show so long after the beginning. */
  shows(ms: number): readonly number[] {
    return chargeClocks(this.clocks, BEGINS + ms).seats.map((clock) => (clock ? shownMs(clock) : 0));
  }
  get ticking(): TickingState {
    return this.head.state.game as unknown as TickingState;
  }
  /** The log leads to this very head, when it is followed and when it is decided again. */
  verify(): void {
    expect(replayLog(this.played, this.log)).toEqual(this.head);
    expect(verifyLog(this.played, this.log, SEED)).toEqual(this.head);
  }
}

describe("clocks of seats", () => {
  const blitz = { turnMs: 0, initialMs: 60_000 };

  test("[MT6] a clock is charged to the millisecond while its seat is to move, and only then", () => {
    const table = new Clocked(blitz);
    expect(table.due).toBe(60_000);
    table.at(1_234).move(0, "go");
    expect([table.shows(1_234), table.due]).toEqual([[58_766, 60_000], 61_234]);
    table.at(31_235).move(1, "go");
    expect([table.shows(31_235), table.due]).toEqual([[58_766, 29_999], 90_001]);
    table.at(31_236).move(0, "go");
    expect(table.shows(40_000)).toEqual([58_765, 29_999 - 8_764]);
    table.verify();
  });

  test("[MT6] an increment is gained by the one who moved", () => {
    const table = new Clocked({ ...blitz, incrementMs: 2_000 });
    table.at(5_000).move(0, "go");
    expect(table.shows(5_000)).toEqual([57_000, 60_000]);
    table.at(6_000).move(1, "go");
    expect(table.shows(6_000)).toEqual([57_000, 61_000]);
    expect(table.due).toBe(63_000);
    table.verify();
  });

  test("[MT6] what does not end the turn neither stops a clock nor charges it twice", () => {
    const table = new Clocked(blitz);
    table.at(1_000).move(1, "chat");
    table.at(2_000).move(0, "chat");
    expect([table.shows(3_000), table.due]).toEqual([[57_000, 60_000], 60_000]);
  });

  test("[MT6] the free time of a turn is charged to nobody, and is there again in the next", () => {
    const table = new Clocked({ ...blitz, freeMs: 3_000 });
    expect(table.due).toBe(63_000);
    table.at(1_000).move(0, "chat");
    table.at(2_999).move(0, "go");
    expect(table.shows(2_999)).toEqual([60_000, 60_000]);
    table.at(10_000).move(1, "go");
    expect(table.shows(10_000)).toEqual([60_000, 60_000 - 4_001]);
    table.verify();
  });

  test("[MT6] a pause of the platform stops them to the millisecond, whatever is done meanwhile", () => {
    const table = new Clocked({ ...blitz, turnMs: 50_000 });
    const admin = { actorId: "admin", reason: "tea" } as const;
    table.at(4_000).must({ kind: "pause", msgId: "p", ...admin });
    expect([table.due, dueTimeout(table.played, table.head, BEGINS + 999_999)]).toEqual([null, null]);
    expect(table.shows(500_000)).toEqual([56_000, 60_000]);
    table.at(600_000).must({ kind: "resume", msgId: "r", ...admin });
    expect([table.due, table.shows(600_001)]).toEqual([646_000, [55_999, 60_000]]);
    table.verify();
  });

  test("[MT6] a pause of the rules keeps what they show", () => {
    const table = new Clocked(blitz);
    table.at(4_000).move(1, "stop");
    expect([table.due, table.shows(90_000)]).toEqual([null, [56_000, 60_000]]);
    table.at(100_000).must({ kind: "resume", actorId: SYSTEM, msgId: "r", reason: "back" });
    expect([table.due, table.shows(101_000)]).toEqual([156_000, [55_000, 60_000]]);
    table.verify();
  });

  test("[MT6] several run at once, and may count up", () => {
    const table = new Clocked({ ...blitz, bothRun: true, counts: "up", initialMs: 5 });
    expect(table.due).toBeNull();
    table.at(7_000).move(0, "go");
    expect(table.shows(7_500)).toEqual([7_505, 7_505]);
  });

  test("[MT6] of several that run, the first to be at nothing is due", () => {
    const table = new Clocked({ ...blitz, bothRun: true });
    table.at(1_000).move(1, "correct", { toMs: 3_000 });
    expect([table.shows(1_000), table.due]).toEqual([[59_000, 3_000], 4_000]);
    expect(dueTimeout(table.played, table.head, BEGINS + 4_000)).toBe(1);
    table.verify();
  });

  test("[MT6] setting them afresh forgets what was used", () => {
    const table = new Clocked(blitz);
    table.at(9_000).move(0, "reset");
    expect([table.shows(9_000), table.due]).toEqual([[60_000, 60_000], 69_000]);
  });

  test("[MT6] at nothing the seat's time is up, at that very moment; the other's clock has not run meanwhile", () => {
    const table = new Clocked(blitz);
    expect(dueTimeout(table.played, table.head, BEGINS + 59_999)).toBeNull();
    expect(dueTimeout(table.played, table.head, BEGINS + 60_000)).toBe(0);
    table.at(60_000);
    expect(table.refusal(moveOf(0, 2, { type: "go" }))).toBe("invalid_turn/deadline_passed");
    table.at(60_750).timeout(0);
    expect(table.ticking.seen).toEqual([{ type: "timed", seat: 0, why: "clock", dueAt: BEGINS + 60_000 }]);
    expect([table.shows(60_750), table.due]).toEqual([[0, 60_000], 120_750]);
    table.verify();
  });

  test("[MT6] one that does not flag goes on below nothing", () => {
    const table = new Clocked({ ...blitz, flags: false });
    expect(table.due).toBeNull();
    table.at(61_000).move(0, "go");
    expect(table.shows(61_000)).toEqual([-1_000, 60_000]);
  });

  test("[MT6] whichever is over first counts, the turn's time or the clock", () => {
    const table = new Clocked({ turnMs: 10_000, initialMs: 15_000 });
    expect(table.due).toBe(10_000);
    table.at(9_000).move(0, "go");
    table.at(10_000).move(1, "go");
    expect(table.due).toBe(16_000);
    table.at(16_001).timeout(0);
    expect(table.ticking.seen).toMatchObject([{ why: "clock", dueAt: BEGINS + 16_000 }]);
  });

  test("[MT6] a clock that was set back charges nothing twice", () => {
    const table = new Clocked(blitz);
    table.at(5_000).move(0, "chat");
    table.at(3_000).move(0, "go");
    expect(table.shows(5_000)).toEqual([55_000, 60_000]);
    table.verify();
  });

  test("[MT6] a match that is over shows what was left", () => {
    const table = new Clocked(blitz);
    table.at(5_000).must({ kind: "resign", actorId: "bob", msgId: "r", seat: 1 });
    expect([table.shows(900_000), table.due]).toEqual([[55_000, 60_000], null]);
    const aborted = new Clocked(blitz);
    aborted.at(6_000).must({ kind: "abort", actorId: SYSTEM, msgId: "a", reason: "test" });
    expect(aborted.shows(900_000)).toEqual([54_000, 60_000]);
  });

  test("[MT6] [MT10] a rollback gives the clocks back as they were, running from now", () => {
    const table = new Clocked(blitz);
    table.at(1_000).move(0, "go");
    const restored = table.head.state;
    table.at(20_000).move(1, "go");
    const back = { kind: "rollback", actorId: "admin", msgId: "b", reason: "x", to: 3, restored, salt: null } as const;
    table.at(30_000).must(back);
    expect([table.shows(31_000), table.due]).toEqual([[59_000, 59_000], 90_000]);
    table.verify();
  });
});

describe("timeouts in a row", () => {
  test("[MT5] the last of so many is the loss of the seat, in the same commit and for that reason", () => {
    const table = new Clocked({ lossAfter: 2 });
    table.at(1_000).timeout(0);
    table.at(1_500).move(1, "go");
    expect(table.head.state.time).toEqual({ timeouts: [1, 0] });
    table.at(2_500).timeout(0);
    expect(table.ticking.seen.at(-1)).toEqual({ type: "lost", seat: 0, why: "timeouts" });
    expect(table.head.state).toMatchObject({ outcome: { winners: [1] }, deadline: null });
    table.verify();
  });

  test("[MT5] a move of one's own begins the count again, another's does not", () => {
    const table = new Clocked({ lossAfter: 2 });
    table.at(1_000).timeout(0);
    table.at(2_000).timeout(1);
    expect(table.head.state.time).toEqual({ timeouts: [1, 1] });
    table.at(2_100).move(0, "go");
    expect(table.head.state.time).toEqual({ timeouts: [0, 1] });
    table.at(2_200).move(1, "go");
    expect("time" in table.head.state).toBe(false);
    table.at(3_200).timeout(0);
    expect(table.head.state.outcome).toBeNull();
    table.verify();
  });

  test("[MT5] without a number of them nobody loses, and nothing is counted", () => {
    const table = new Clocked({});
    for (let i = 0; i < 10; i += 1) table.at(1_000 * (i + 1)).timeout(i % 2);
    expect(table.head.state.outcome).toBeNull();
    expect("time" in table.head.state).toBe(false);
  });
});

describe("a player who comes back", () => {
  test("[MT5] makes the running turn longer once, and leaves the moves on their way in force", () => {
    const table = new Clocked({});
    const { version } = table.head;
    table.at(900).must(table.extend(0));
    expect(table.due).toBe(16_000);
    expect(table.refusal(table.extend(0))).toBe("invalid_action/already_extended");
    table.at(15_999).must(moveOf(0, version, { type: "go" }));
    expect(table.due).toBe(16_999);
    expect(table.head.state.time).toBeUndefined();
    table.verify();
  });

  test("[MT5] gets no time when it is not on the clock, when time is up, and where there is no turn's time", () => {
    const table = new Clocked({});
    expect(table.refusal(table.extend(1))).toBe("invalid_action/not_extendable");
    expect(table.refusal(table.extend(0, 0.5))).toBe("invalid_action/not_extendable");
    expect(table.at(1_000).refusal(table.extend(0))).toBe("invalid_turn/deadline_passed");
    const blitz = new Clocked({ turnMs: 0, initialMs: 60_000 });
    expect(blitz.refusal(blitz.extend(0))).toBe("invalid_action/not_extendable");
  });

  test("[MT5] [MT6] makes the turn longer and leaves its own clock as it is", () => {
    const table = new Clocked({ turnMs: 1_000, initialMs: 60_000 });
    table.at(500).must(table.extend(0));
    expect([table.due, table.shows(500)]).toEqual([16_000, [59_500, 60_000]]);
    table.verify();
  });

  test("[MT5] [MT10] keeps what it was given through a pause", () => {
    const table = new Clocked({});
    table.at(500).must(table.extend(0));
    table.at(1_000).must({ kind: "pause", actorId: "admin", msgId: "p", reason: "" });
    table.at(50_000).must({ kind: "resume", actorId: "admin", msgId: "r", reason: "" });
    expect(table.due).toBe(65_000);
    expect(table.refusal(table.extend(0))).toBe("invalid_action/already_extended");
    table.verify();
  });
});

describe("a standstill of the server", () => {
  test("[MT5] is given back to whoever's time ran, once", () => {
    const table = new Clocked({ turnMs: 10_000 });
    const credit = table.credit([4_000, 30_000, 32_000]);
    table.at(30_001).must(credit);
    expect(table.due).toBe(38_000);
    expect(table.refusal({ ...credit, msgId: "again" } as Command)).toBe("invalid_action/no_effect");
    table.at(37_999).move(0, "go");
    table.verify();
  });

  test("[MT5] that fell into the turn only in part is given back in that part", () => {
    const table = new Clocked({ turnMs: 10_000 });
    table.at(5_000).move(0, "go");
    table.at(9_000).must(table.credit([4_000, 8_000, 8_500]));
    expect(table.due).toBe(18_500);
  });

  test("[MT5] several in one turn are given back together, and nothing twice", () => {
    const table = new Clocked({ turnMs: 100_000 });
    table.at(50_000).must(table.credit([10_000, 20_000, 22_000], [21_000, 30_000, 32_000]));
    expect(table.due).toBe(122_000);
    table.verify();
  });

  test("[MT5] one that began in time which another one before it has given back is given back too", () => {
    const table = new Clocked({ turnMs: 10_000 });
    table.at(50_000).must(table.credit([5_000, 9_000, 9_000], [12_000, 40_000, 40_000]));
    expect(table.due).toBe(42_000);
    table.verify();
    // The twin: what began after that was up is not.
    const late = new Clocked({ turnMs: 10_000 }).at(50_000);
    expect(late.refusal(late.credit([5_000, 9_000, 9_000], [15_000, 40_000, 40_000]))).toBe("invalid_action/no_effect");
  });

  test("[MT5] from before the last commit, or after time was up, is nobody's", () => {
    const table = new Clocked({ turnMs: 10_000 });
    table.at(5_000).move(0, "go");
    expect(table.refusal(table.credit([1_000, 4_999, 6_999]))).toBe("invalid_action/no_effect");
    table.at(60_000);
    expect(table.refusal(table.credit([15_000, 50_000, 52_000]))).toBe("invalid_action/no_effect");
  });

  test("[MT5] [MT10] during a pause costs nobody anything", () => {
    const table = new Clocked({ turnMs: 10_000 });
    table.at(1_000).must({ kind: "pause", actorId: "admin", msgId: "p", reason: "" });
    expect(table.at(9_000).refusal(table.credit([2_000, 8_000, 9_000]))).toBe("invalid_action/no_effect");
    table.at(20_000).must({ kind: "resume", actorId: "admin", msgId: "r", reason: "" });
    expect(table.at(21_000).refusal(table.credit([2_000, 8_000, 9_000]))).toBe("invalid_action/no_effect");
  });

  test("[MT6] is charged to no clock", () => {
    const table = new Clocked({ turnMs: 0, initialMs: 60_000 });
    table.at(40_000).must(table.credit([10_000, 30_000, 32_000]));
    expect([table.shows(40_000), table.due]).toEqual([[42_000, 60_000], 82_000]);
    table.verify();
  });

  test.each([
    ["that ends before it begins", [5_000, 4_000, 6_000]],
    ["whose return is before its end", [1_000, 4_000, 3_000]],
    ["that is not over yet", [1_000, 9_001, 9_001]],
  ] as const)("[MT5] one %s is none", (_, [from, to, until]) => {
    const table = new Clocked({ turnMs: 10_000 });
    expect(table.at(9_000).refusal(table.credit([from, to, until]))).toBe("invalid_message/bad_standstill");
  });
});
