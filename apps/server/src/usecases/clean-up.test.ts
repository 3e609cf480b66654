import type { MatchKeeper, Removed, RemoveOptions } from "@holdfast/engine";
import { expect, test } from "vitest";
import { collectedLog } from "../../../../tests/support/collected-log.js";
import { TestClock } from "../../../../tests/support/test-clock.js";
import { cleanUp } from "./clean-up.js";

const DAY = 86_400_000;
const NOTHING: Removed = { matches: 0, commits: 0, bytes: 0 };

/** A keeper of finished matches of 1,000 bytes each, by when they ended, beside other data. */
function keeping(endedAt: readonly number[], others: { readonly bytes: number; readonly database: number }) {
  const clock = new TestClock();
  const log = collectedLog();
  let left = endedAt.toSorted((a, b) => a - b);
  let reclaimed = 0;
  const keeper: Pick<MatchKeeper, "removeFinished" | "usage" | "reclaim"> = {
    async removeFinished({ endedBefore, maxMatches }: RemoveOptions) {
      const gone = left.filter((at) => at <= endedBefore).slice(0, maxMatches);
      left = left.slice(gone.length);
      return { matches: gone.length, commits: gone.length * 30, bytes: gone.length * 1_000 };
    },
    async usage() {
      const rowBytes = left.length * 1_000 + others.bytes;
      return { rowBytes, liveBytes: rowBytes * 2, databaseBytes: others.database };
    },
    async reclaim() {
      reclaimed += 1;
    },
  };
  const deps = { keeper: keeper as MatchKeeper, clock, log };
  return { deps, clock, log, left: () => left, reclaimed: () => reclaimed };
}

test("[MT9.1] what has been over for longer than the setting is removed, and nothing by a server that keeps everything", async () => {
  const now = new TestClock().now();
  const { deps, left } = keeping([now - 3 * DAY, now - DAY, now - 2 * DAY - 1], { bytes: 0, database: 0 });
  expect(await cleanUp(deps, { keepMs: 0, budgetBytes: 0 })).toMatchObject(NOTHING);
  expect(await cleanUp(deps, { keepMs: 2 * DAY, budgetBytes: 0 })).toMatchObject({ matches: 2 });
  expect(left()).toEqual([now - DAY]);
});

test("[DU8] over its budget storage loses the oldest finished matches, no more than it takes, and some room besides", async () => {
  const ends = Array.from({ length: 1_000 }, (_, i) => i + 1);
  const { deps, left, reclaimed } = keeping(ends, { bytes: 500_000, database: 9_000_000 });
  const removed = await cleanUp(deps, { keepMs: 0, budgetBytes: 2_500_000 });
  // 3,000,000 bytes are in use, 2,250,000 may stay: 375,000 bytes of rows go.
  expect(removed).toMatchObject({ matches: 380, isUnfinished: false });
  expect(left()[0]).toBe(381);
  expect(reclaimed()).toBe(1);
  expect(await cleanUp(deps, { keepMs: 0, budgetBytes: 2_500_000 })).toMatchObject(NOTHING);
});

test("[DU8] a database that is large because of what was in it is not over its budget", async () => {
  const { deps } = keeping([1, 2, 3], { bytes: 10_000, database: 1_000_000_000 });
  expect(await cleanUp(deps, { keepMs: 0, budgetBytes: 100_000 })).toMatchObject(NOTHING);
});

test("[DU8] when nothing finished is left to remove, the operator is told", async () => {
  const { deps, log } = keeping([1], { bytes: 900_000, database: 9_000_000 });
  expect(await cleanUp(deps, { keepMs: 0, budgetBytes: 100_000 })).toMatchObject({ matches: 1 });
  expect(log.lines).toContainEqual(
    expect.objectContaining({ level: "warn", message: expect.stringMatching(/budget/) }),
  );
});

test("[DU8] one sweep has an end, and the next goes on where it stopped", async () => {
  const { deps, left } = keeping(
    Array.from({ length: 5_000 }, (_, i) => i + 1),
    { bytes: 0, database: 0 },
  );
  expect(await cleanUp(deps, { keepMs: 1, budgetBytes: 0 })).toMatchObject({ matches: 4_000, isUnfinished: true });
  expect(await cleanUp(deps, { keepMs: 1, budgetBytes: 0 })).toMatchObject({ matches: 1_000, isUnfinished: false });
  expect(left()).toEqual([]);
});
