import { describe, expect, test } from "vitest";
import { Clocked } from "./clocked-for-tests.js";
import { move as moveOf } from "./table-for-tests.js";

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
