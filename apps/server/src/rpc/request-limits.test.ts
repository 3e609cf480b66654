import { describe, expect, test } from "vitest";
import { TestClock } from "../../../../tests/support/test-clock.js";
import { RequestLimits } from "./request-limits.js";

const RATES = { messagesPerSecond: 10, movesPerSecond: 5, callsPerSecond: 20 };

function open() {
  const clock = new TestClock();
  return { clock, limits: new RequestLimits(clock, RATES) };
}
/** How many are let through in one moment. */
function letThrough(ask: () => number, most = 1_000): number {
  let count = 0;
  while (count < most && ask() === 0) count += 1;
  return count;
}

describe("a connection", () => {
  test("[ID4] has its burst of messages at once, PINGs among them, and its rate after that", async () => {
    const { clock, limits } = open();
    const kinds = ["query", "mutation", "ping"] as const;
    let i = 0;
    expect(letThrough(() => limits.message("c", kinds[i++ % 3] ?? "ping"))).toBe(20);
    expect(limits.message("c", "query")).toBe(100);
    await clock.advance(1_000);
    expect(letThrough(() => limits.message("c", "query"))).toBe(10);
    await clock.advance(3_600_000);
    expect(letThrough(() => limits.message("c", "query"))).toBe(20);
  });

  test("[ID4] may subscribe again to all it had in one breath, without using up its messages", () => {
    const { limits } = open();
    expect(letThrough(() => limits.message("c", "subscription"))).toBe(64);
    expect(letThrough(() => limits.message("c", "query"))).toBe(20);
  });

  test("[ID4] does not use up what another has, and leaves nothing behind", () => {
    const { limits } = open();
    expect(letThrough(() => limits.message("c", "query"))).toBe(20);
    expect(limits.message("d", "query")).toBe(0);
    limits.forget("c");
    expect(letThrough(() => limits.message("c", "query"))).toBe(20);
  });
});

test("[ID4] a player has ten moves at once and five a second, whichever connections they come on", async () => {
  const { clock, limits } = open();
  expect(letThrough(() => limits.move("anna"))).toBe(10);
  expect(limits.move("anna")).toBe(200);
  expect(limits.move("bob")).toBe(0);
  await clock.advance(1_000);
  expect(letThrough(() => limits.move("anna"))).toBe(5);
});

test("[ID4] calls in one request count each; a request of more than there ever are has to wait, not for ever", async () => {
  const { clock, limits } = open();
  expect([limits.calls("a", 30), limits.calls("a", 10)]).toEqual([0, 0]);
  expect(limits.calls("a", 1)).toBe(50);
  await clock.advance(2_000);
  expect(limits.calls("a", 100)).toBe(0);
  expect(limits.calls("a", 1)).toBe(3_050);
});

test("[ID4] after ten bad tokens an address is not looked at for a while; waiting as long as told is enough", async () => {
  const { clock, limits } = open();
  for (let i = 0; i < 10; i += 1) {
    expect(limits.badTokenWait("a")).toBe(0);
    limits.countBadToken("a");
  }
  const wait = limits.badTokenWait("a");
  expect(wait).toBe(6_000);
  expect(limits.badTokenWait("b")).toBe(0);
  // Asking how long uses up nothing.
  expect(limits.badTokenWait("a")).toBe(wait);
  await clock.advance(wait);
  expect(limits.badTokenWait("a")).toBe(0);
});

test("[ID4] a hundred thousand strangers do not fill the memory, and those who ask now keep their count", () => {
  const { limits } = open();
  for (let i = 0; i < 250_000; i += 1) {
    limits.calls(`stranger ${i}`, 1);
    if (i % 10_000 === 0) letThrough(() => limits.move("anna"));
  }
  expect(limits.move("anna")).toBeGreaterThan(0);
});
