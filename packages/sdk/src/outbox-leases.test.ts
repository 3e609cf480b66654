import { expect, test } from "vitest";
import { MemoryStorage } from "./memory-storage.js";
import { OutboxLeases } from "./outbox-leases.js";
import { OutboxRecords } from "./outbox-records.js";
import type { Clock, KeyValueStorage } from "./ports.js";
import { FakeClock } from "./testing-support/fake-clock.js";

const { signal } = new AbortController();
const ENTRY = { kind: "move", msgId: "m1", basedOn: 3, move: { cell: 4 } } as const;

/** What another page sees of a storage, which is how it was when that page looked last. */
function lagging(storage: MemoryStorage): KeyValueStorage & { catchUp(): void } {
  const seen = new Map<string, string | null>();
  let lags = true;
  return {
    getItem(key) {
      if (!lags) return storage.getItem(key);
      if (!seen.has(key)) seen.set(key, storage.getItem(key));
      return seen.get(key) ?? null;
    },
    setItem: (key, value) => storage.setItem(key, value),
    removeItem: (key) => storage.removeItem(key),
    catchUp() {
      lags = false;
    },
  };
}

test("[SY5.1] of two pages that take over one move at the same moment one acts for it, and the other knows that", async () => {
  const [storage, clock] = [new MemoryStorage(), new FakeClock()];
  const page = (holder: string, at: Clock, kept: KeyValueStorage = storage) =>
    new OutboxLeases(new OutboxRecords(kept, { matchId: "m", place: "0" }), at, holder);
  // Its clock stands still for good.
  page("gone", new FakeClock()).put(ENTRY);
  await clock.advance(60_000);
  const late = lagging(storage);
  const [one, other] = [page("one", clock), page("other", clock, late)];
  expect(other.others().free).toHaveLength(1);
  const taking = Promise.all([one.take("m1", signal), other.take("m1", signal)]);
  late.catchUp();
  await clock.advance(250);
  expect(await taking).toEqual(["elsewhere", "ours"]);
  expect([one.isOurs("m1"), other.isOurs("m1")]).toEqual([false, true]);
});
