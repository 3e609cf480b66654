import { expect, test } from "vitest";
import { CLOSE } from "./close-code.js";
import { Connection } from "./connection.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { Sweeper } from "./sweeper.js";

const { heartbeatDeadMs, slowConsumerGraceMs } = DEFAULT_LIMITS;

/** A sweeper on a clock whose tasks run when the test says so, however late that is, and one connection that it watches. */
function watched(change: Partial<Pick<Connection, "behindSince">> = {}) {
  let now = 1_000_000;
  let task = () => {};
  const clock = {
    now: () => now,
    after: (_ms: number, run: () => void) => {
      task = run;
      return () => {};
    },
  };
  const closed: number[] = [];
  const said: unknown[] = [];
  const connection = {
    core: { clock },
    strikes: 0,
    farewell: null as Connection["farewell"],
    isUnheard: false,
    isIdentified: true,
    pinged: false,
    openedAt: now,
    lastSeenAt: now,
    behindSince: 0,
    ...change,
    close: (code: number) => {
      closed.push(code);
      connection.farewell = { code, reason: "", at: now };
    },
    cut: () => {},
    say: (text: unknown) => void said.push(text),
    excuse: Connection.prototype.excuse,
  };
  const sweeper = new Sweeper(new Set([connection as unknown as Connection]), DEFAULT_LIMITS, clock);
  sweeper.start();
  const after = (ms: number) => {
    now += ms;
    task();
  };
  return { after, closed, said, connection };
}

/** Sweeps as they should come, a second apart. */
function seconds(after: (ms: number) => void, count: number): void {
  for (let i = 0; i < count; i++) after(1_000);
}

test("[SY3] nobody is cut off for the silence of a server that stood still itself, nor asked after", () => {
  const { after, closed, said } = watched();
  after(10 * 60_000);
  expect([closed, said]).toEqual([[], []]);
});

test("[SY3] who says nothing afterwards either is asked and then cut off in the usual time, and so is one on a server that ran", () => {
  for (const stalledMs of [1_000, 10 * 60_000]) {
    const { after, closed, said } = watched();
    after(stalledMs);
    seconds(after, heartbeatDeadMs / 1_000);
    expect([closed, said]).toEqual([[CLOSE.heartbeat], ["PING"]]);
  }
});

test("[SY9] a slow reader's grace does not run out while the server stands still", () => {
  const { after, closed } = watched({ behindSince: 1_000_000 });
  after(slowConsumerGraceMs);
  expect(closed).toEqual([]);
});

test("[SY3] a clock that is set back makes nobody outlive the time for a sign of life", () => {
  const { after, closed } = watched();
  after(-60 * 60_000);
  seconds(after, heartbeatDeadMs / 1_000);
  expect(closed).toEqual([CLOSE.heartbeat]);
});

test("[SY3] who came after a clock was set on is not taken to have come in the future", () => {
  const { after, connection } = watched();
  connection.lastSeenAt = 1_000_000 + 60_000;
  after(60_000);
  expect(connection.lastSeenAt).toBe(1_060_000);
});
