/** The presence board loses what it is told of a player who is there: that is no absence, on whichever node they are. */
import { describe, expect, test } from "vitest";
import { begin, comes, DEBOUNCE, GRACE, nodeOf, shown } from "../../../../tests/support/attendance-nodes.js";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { createMemoryCoordination } from "../memory/index.js";
import { OUTAGES } from "../live/outages.js";
import { RENEW_EVERY_MS } from "./attendance.js";

const LOST = { arrive: async () => false, depart: async () => false };
/** A node may have to wait for the next beats of the others, and looks again no sooner than this. */
const BEATS_MS = 2_000;

/** Two nodes that beat, on one board; what Bob's node tells it is lost while `isLost`. */
async function beginApart({ isSaid = true } = {}) {
  const parts = serverParts({ outages: OUTAGES });
  const { clock } = parts;
  const board = createMemoryCoordination({ clock, dedupeWindowMs: 1 }).presence;
  const line = { isLost: true };
  const second = parts.another();
  Object.assign(parts.ports.coordination, { presence: board });
  const lossy: Partial<typeof board> = {
    arrive: (...who) => (line.isLost ? LOST.arrive() : board.arrive(...who)),
    depart: (...who) => (line.isLost ? LOST.depart() : board.depart(...who)),
    read: (matchId) => board.read(matchId),
  };
  Object.assign(second.ports.coordination, { presence: lossy });
  const table = await tableOf(parts, ["Anna", "Bob"], { game: "tic-tac-toe", options: { graceMs: GRACE, turnMs: 0 } });
  const [annas, bobs] = [nodeOf(parts, "n1", true), nodeOf(second, "n2", true)];
  if (!isSaid) second.outages.sayUnsaid(() => []);
  const serve = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += 500) {
      await clock.advance(Math.min(500, ms - gone));
      await Promise.all([parts.outages.beat(), second.outages.beat()]);
      if (gone % RENEW_EVERY_MS < 500) await Promise.all([annas.attendance.renew(), bobs.attendance.renew()]);
    }
  };
  await serve(500);
  await comes(annas, table, 0);
  return { annas, bobs, line, serve, table, clock };
}

describe("a player whose arrival the board lost", () => {
  test("[SY3.2] has the whole grace from when they left the node that had them, though it heard nothing else of them", async () => {
    const { node, shared, clock, ...table } = await begin();
    await comes(node, table, 0);
    expect(shown(node, table)).toEqual(["here", "away"]);
    Object.assign(node.parts.ports.coordination.wakeups, { publish: () => {} });
    Object.assign(shared, LOST);
    const leave = await comes(node, table, 1);
    await clock.advance(900);
    await leave();
    await clock.advance(GRACE - 1);
    expect(node.settled).toEqual([]);
  });

  test("[SY3.2] is away and then gone when the board keeps what it is told: the twin", async () => {
    const { node, clock, ...table } = await begin();
    await comes(node, table, 0);
    const leave = await comes(node, table, 1);
    await clock.advance(900);
    await leave();
    await clock.advance(GRACE);
    expect(node.settled).toEqual([[1]]);
  });

  test("[SY3.2] is counted from the last moment this node saw them, also where the board had kept it and lost it again", async () => {
    const { node, shared, clock, ...table } = await begin();
    await comes(node, table, 0);
    Object.assign(node.parts.ports.coordination.wakeups, { publish: () => {} });
    Object.assign(shared, { arrive: async () => true, depart: async () => true });
    const leave = await comes(node, table, 1);
    await clock.advance(GRACE - 1_000);
    await leave();
    await clock.advance(DEBOUNCE);
    expect(node.settled).toEqual([]);
    await clock.advance(GRACE - DEBOUNCE - 1);
    expect(node.settled).toEqual([]);
    await clock.advance(1);
    expect(node.settled).toEqual([[1]]);
  });

  test("[SY3.2] is not counted out by another node for as long as their own cannot tell the board of them", async () => {
    const { annas, bobs, line, serve, table, clock } = await beginApart();
    await serve(5_000);
    const leave = await comes(bobs, table, 1);
    await serve(2 * GRACE);
    expect([annas.settled, bobs.settled]).toEqual([[], []]);
    await leave();
    const leftAt = clock.now();
    await serve(5_000);
    line.isLost = false;
    await serve(GRACE - 6_000);
    expect([annas.settled, bobs.settled]).toEqual([[], []]);
    expect(clock.now()).toBeLessThan(leftAt + GRACE);
    // Who has nothing to go by but "not said" gives them the time until it is said besides.
    await serve(BEATS_MS + 8_000);
    expect([...annas.settled, ...bobs.settled]).toContainEqual([1]);
  });

  test("[SY3.2] is counted out by another node where theirs does not say so: the twin", async () => {
    const { annas, bobs, serve, table } = await beginApart({ isSaid: false });
    await serve(5_000);
    await comes(bobs, table, 1);
    await serve(GRACE + BEATS_MS);
    expect(annas.settled).toEqual([[1]]);
  });

  test("[SY3.2] who came a moment before their grace was over is found before it is held against them", async () => {
    const { annas, bobs, serve, table, clock } = await beginApart();
    await serve(GRACE - 1_000);
    // From here on nodes beat, but no round of theirs looks at the board.
    await comes(bobs, table, 1);
    await clock.advance(1_000);
    await Promise.all([annas.attendance.renew(), bobs.parts.outages.beat()]);
    await serve(5_000);
    expect(annas.settled).toEqual([]);
  });
});
