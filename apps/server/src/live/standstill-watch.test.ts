import { expect, test } from "vitest";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { COUNTING } from "../../../../tests/support/counting-game.js";
import { TestClock } from "../../../../tests/support/test-clock.js";
import { gamesOf } from "../games.js";
import { LiveMatches } from "./live-matches.js";
import { StandstillWatch } from "./standstill-watch.js";
import { submit } from "./submit.js";

test("[DU9.3] a process that is looked after often enough never stood still; one that was not did, once", async () => {
  const clock = new TestClock();
  const told: number[] = [];
  const watch = new StandstillWatch(clock, (ms) => told.push(ms));
  for (let i = 0; i < 20; i += 1) {
    await clock.advance(1_000);
    watch.look();
  }
  expect(told).toEqual([]);
  await clock.advance(30_000);
  watch.look();
  watch.look();
  expect(told).toEqual([30_000]);
});

/** A node that stood still while another one played on. */
async function begin() {
  const parts = serverParts();
  const { live } = await tableOf(parts);
  const { store, ports, clock } = parts;
  let matches: LiveMatches | null = null;
  const standstill = new StandstillWatch(clock, () => matches?.doubtAll());
  const { log } = ports;
  const { wakeups } = ports.coordination;
  matches = new LiveMatches({
    store,
    findGame: gamesOf([COUNTING]).find,
    clock,
    wakeups,
    log,
    standstill,
    graceMs: 500,
  });
  const sleeper = matches;
  const asleep = await sleeper.get(live.id);
  if (!asleep.ok) throw new Error("the match is there");
  const playOn = async () => {
    const move = {
      kind: "move",
      actorId: "anna",
      msgId: "m1",
      seat: 0,
      host: false,
      basedOn: 2,
      move: { type: "count" },
    } as const;
    expect(await submit(parts, live, move, { receivedAt: clock.now() })).toMatchObject({ ok: true });
  };
  return { parts, clock, live, sleeper, asleep: asleep.value, playOn };
}

test("[DU9.3] after a standstill a match is held against the log before it is served", async () => {
  const { clock, live, sleeper, asleep, playOn } = await begin();
  await playOn();
  // The twin: without a standstill what is in memory is served as it is.
  await sleeper.get(live.id);
  expect(asleep.head.version).toBe(2);
  await clock.advance(30_000);
  const served = await sleeper.get(live.id);
  expect(served.ok && served.value.head.version).toBe(3);
});

test("[DU9.3] everybody who asks after a standstill waits for the same answer, and those who come later for none", async () => {
  const { parts, clock, live, sleeper } = await begin();
  await clock.advance(30_000);
  const before = parts.store.calls.versionsOf ?? 0;
  await Promise.all(Array.from({ length: 50 }, () => sleeper.get(live.id)));
  // One for the match that is asked for, one for all there are.
  expect((parts.store.calls.versionsOf ?? 0) - before).toBeLessThanOrEqual(2);
  await sleeper.get(live.id);
  expect((parts.store.calls.versionsOf ?? 0) - before).toBeLessThanOrEqual(2);
});

test("[DU9.3] a match that was being read when the process stood still is read again", async () => {
  const { parts, clock, live, sleeper, playOn } = await begin();
  sleeper.dropIdle(() => false);
  await clock.advance(61_000);
  sleeper.dropIdle(() => false);
  let answer = () => {};
  const { loadMatch } = parts.store;
  parts.store.loadMatch = async (matchId) => {
    const read = await loadMatch.call(parts.store, matchId);
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    return read;
  };
  const loading = sleeper.get(live.id);
  await clock.advance(0);
  expect(sleeper.peek(live.id)).toBeNull();
  await playOn();
  await clock.advance(30_000);
  // Somebody else comes first and finds that time has passed.
  const first = sleeper.get(live.id);
  answer();
  await Promise.all([loading, first]);
  const served = await sleeper.get(live.id);
  expect(served.ok && served.value.head.version).toBe(3);
});

test("[DU5] while storage is away what is in memory is served, and held against the log as soon as it is back", async () => {
  const { parts, clock, live, sleeper, playOn } = await begin();
  await playOn();
  const { StorageUnavailable } = await import("@holdfast/engine");
  parts.store.before.versionsOf = () => {
    throw new StorageUnavailable(1);
  };
  await clock.advance(30_000);
  const meanwhile = await sleeper.get(live.id);
  expect(meanwhile.ok && meanwhile.value.head.version).toBe(2);
  delete parts.store.before.versionsOf;
  const afterwards = await sleeper.get(live.id);
  expect(afterwards.ok && afterwards.value.head.version).toBe(3);
});
