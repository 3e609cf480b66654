import { describe, expect, test } from "vitest";
import { Clocked } from "./clocked-for-tests.js";
import type { Command } from "./command.js";

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
