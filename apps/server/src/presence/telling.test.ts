import { expect, test } from "vitest";
import { TestClock } from "../../../../tests/support/test-clock.js";
import { serverParts } from "../../../../tests/support/server-parts.js";
import { PRESENCE_LEASE_MS, type PresenceEntry } from "../ports.js";
import { RETRY_MS, Telling } from "./telling.js";

const WHO: PresenceEntry = { nodeId: "n1", connectionId: "c1", seat: 1, playerId: "bob" };

/** A board that keeps nothing while `keeps` is false; what it was told, in order. */
function begin() {
  const clock = new TestClock();
  const { ports } = serverParts();
  const told: string[] = [];
  const published: string[] = [];
  const board = { keeps: true };
  const note = (what: string, { connectionId }: PresenceEntry) => {
    told.push(`${what} ${connectionId}`);
    return board.keeps;
  };
  Object.assign(ports.coordination, {
    presence: {
      arrive: async (_: string, who: PresenceEntry) => note("arrive", who),
      depart: async (_: string, who: PresenceEntry, leftAt: number) => note(`depart ${leftAt - start}`, who),
      read: async () => null,
    },
    wakeups: { ...ports.coordination.wakeups, publish: () => published.push("presence") },
  });
  const start = clock.now();
  const telling = new Telling({ ports: { ...ports, clock }, onTold: () => {}, onFault: () => {} });
  return { telling, board, told, published, clock };
}

test("[SY3.2] what the board keeps is told once, and the others hear of it once", async () => {
  const { telling, told, published, clock } = begin();
  telling.arrived("m", WHO);
  await clock.advance(10 * RETRY_MS);
  expect([told, published]).toEqual([["arrive c1"], ["presence"]]);
  await telling.renew();
  expect([told.length, published.length]).toEqual([2, 1]);
  telling.departed("m", WHO);
  await clock.advance(10 * RETRY_MS);
  await telling.renew();
  expect(told.slice(2)).toEqual([`depart ${10 * RETRY_MS} c1`]);
  expect([published.length, telling.unsaid(), clock.waiting]).toEqual([2, [], 0]);
});

test("[SY3.2] what it does not keep is told every second, in the order in which it was, and is unsaid until then", async () => {
  const { telling, board, told, published, clock } = begin();
  board.keeps = false;
  telling.arrived("m", WHO);
  for (const ms of [0, RETRY_MS, RETRY_MS]) await clock.advance(ms);
  expect([told, published]).toEqual([Array(3).fill("arrive c1"), []]);
  telling.departed("m", WHO);
  expect(telling.unsaid()).toEqual([{ matchId: "m", seat: 1 }]);
  for (const ms of [0, RETRY_MS]) await clock.advance(ms);
  const departure = `depart ${2 * RETRY_MS} c1`;
  expect(told.slice(3)).toEqual([departure, departure]);
  board.keeps = true;
  await clock.advance(RETRY_MS);
  expect([told.at(-1), telling.unsaid(), published.length, clock.waiting]).toEqual([departure, [], 1, 0]);
});

test("[SY3.2] who comes back on the same connection before their departure was kept is here", async () => {
  const { telling, board, told, clock } = begin();
  telling.arrived("m", WHO);
  await clock.advance(0);
  board.keeps = false;
  telling.departed("m", WHO);
  telling.arrived("m", WHO);
  board.keeps = true;
  await clock.advance(2 * RETRY_MS);
  expect(told).toEqual(["arrive c1", "depart 0 c1", "arrive c1"]);
});

test("[SY3.2] a seat is unsaid from when its last lease that was kept has ended, not before", async () => {
  const { telling, board, clock } = begin();
  telling.arrived("m", WHO);
  await clock.advance(0);
  expect(telling.unsaid()).toEqual([]);
  board.keeps = false;
  await telling.renew();
  await clock.advance(PRESENCE_LEASE_MS);
  expect(telling.unsaid()).toEqual([]);
  await clock.advance(1);
  expect(telling.unsaid()).toEqual([{ matchId: "m", seat: 1 }]);
});

test("[SY3.2] who left is spoken of no more after a minute", async () => {
  const { telling, board, clock } = begin();
  board.keeps = false;
  telling.arrived("m", WHO);
  telling.departed("m", WHO);
  await clock.advance(59_000);
  expect(telling.unsaid()).toEqual([{ matchId: "m", seat: 1 }]);
  await clock.advance(2_000);
  expect([telling.unsaid(), clock.waiting]).toEqual([[], 0]);
});

test("[SY3.2] a node that stops tells of nobody again", async () => {
  const { telling, board, clock } = begin();
  board.keeps = false;
  telling.arrived("m", WHO);
  await clock.advance(10);
  expect(clock.waiting).toBe(1);
  telling.stop();
  expect(clock.waiting).toBe(0);
});
