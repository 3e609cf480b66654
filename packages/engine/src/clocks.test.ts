import { describe, expect, test } from "vitest";
import { BEGINS, Clocked } from "./clocked-for-tests.js";
import { SYSTEM } from "./command.js";
import { dueTimeout } from "./propose-time.js";
import { move as moveOf } from "./table-for-tests.js";

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

  test("[MT6] another's clock that runs on past that moment is charged up to when it was settled, and nothing of it is lost", () => {
    const table = new Clocked({ ...blitz, bothRun: true });
    table.at(0).move(1, "correct", { toMs: 90_000 });
    expect(table.due).toBe(60_000);
    table.at(60_750).timeout(0);
    expect(table.shows(60_750)[1]).toBe(90_000 - 60_750);
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
