import { StorageUnavailable } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { begin, comes, DEBOUNCE, GRACE, shown } from "../../../../tests/support/attendance-nodes.js";
import { userSession } from "../../../../tests/support/server-parts.js";
import { type PresenceBoard, PRESENCE_LEASE_MS } from "../ports.js";
import { joinMatch } from "../usecases/join-match.js";
import { watchMatch } from "../usecases/watch-match.js";
import { RENEW_EVERY_MS } from "./attendance.js";
import { AUDIENCE_EVERY_MS } from "./look.js";

describe("the grace of a player who is away", () => {
  test("[SY3] runs out exactly once, and the policy is applied to that seat", async () => {
    const { node, clock, ...table } = await begin();
    await comes(node, table, 0);
    const leave = await comes(node, table, 1);
    expect(shown(node, table)).toEqual(["here", "here"]);
    await leave();
    await clock.advance(GRACE - 1);
    expect(shown(node, table)).toEqual(["here", "away"]);
    expect(node.settled).toEqual([]);
    await clock.advance(1);
    expect(table.live.head.state.status).toBe("paused");
    await clock.advance(10 * GRACE);
    await node.attendance.renew();
    expect(node.settled).toEqual([[1]]);
  });

  test("[SY3] ends with the player's return, however often that happens", async () => {
    const { node, clock, ...table } = await begin();
    await comes(node, table, 0);
    let leave = await comes(node, table, 1);
    for (let i = 0; i < 5; i += 1) {
      await leave();
      await clock.advance(GRACE - 1);
      leave = await comes(node, table, 1);
      expect(shown(node, table)).toEqual(["here", "here"]);
    }
    await clock.advance(2 * GRACE);
    expect(node.settled).toEqual([]);
  });

  test("[SY4] is announced after the debounce only, and not at all to those who flap", async () => {
    const { node, clock, ...table } = await begin();
    await comes(node, table, 0);
    let leave = await comes(node, table, 1);
    const before = table.live.standingNo;
    for (let i = 0; i < 5; i += 1) {
      await leave();
      await clock.advance(DEBOUNCE - 1);
      leave = await comes(node, table, 1);
    }
    expect(table.live.standingNo).toBe(before);
    await leave();
    await clock.advance(DEBOUNCE);
    expect(table.live.standingNo).toBe(before + 1);
  });

  test("[SY3] does not begin while another connection of the player is there", async () => {
    const { node, clock, ...table } = await begin();
    await comes(node, table, 0);
    const [first] = [await comes(node, table, 1), await comes(node, table, 1)];
    await first();
    await clock.advance(PRESENCE_LEASE_MS - 1);
    await node.attendance.renew();
    await clock.advance(PRESENCE_LEASE_MS - 1);
    expect(shown(node, table)).toEqual(["here", "here"]);
  });

  test("[SY3] does not begin while the same connection follows the match by another stream, and begins with the last one", async () => {
    const { node, clock, ...table } = await begin();
    await comes(node, table, 0);
    const [bob] = table.players.slice(1);
    const request = { matchId: table.live.id, held: null, connectionId: "one for both" };
    const follows = async () => {
      const watcher = await watchMatch(node.parts, bob ?? userSession("Bob"), request);
      if (!watcher.ok) throw new Error(watcher.rejection.reason);
      node.attendance.arrived(watcher.value, "bob");
      await clock.advance(0);
      return watcher.value;
    };
    const [first, second] = [await follows(), await follows()];
    node.attendance.departed(first);
    await clock.advance(2 * DEBOUNCE);
    expect(shown(node, table)).toEqual(["here", "here"]);
    node.attendance.departed(second);
    await clock.advance(DEBOUNCE);
    expect(shown(node, table)).toEqual(["here", "away"]);
  });

  test("[SY4] is never told of somebody who stays: on no node, at no moment between two renewals", async () => {
    const { node, other, clock, ...table } = await begin();
    await comes(node, table, 0);
    await comes(other, table, 1);
    for (let round = 0; round < 12; round += 1) {
      await clock.advance(RENEW_EVERY_MS);
      // Whoever looks first has only the leases to go by.
      for (const each of round % 2 === 0 ? [node, other] : [other, node]) {
        await each.attendance.renew();
        expect([shown(node, table), shown(other, table)]).toEqual([
          ["here", "here"],
          ["here", "here"],
        ]);
      }
    }
  });

  test("[SY3] is not eaten by the time before the match began", async () => {
    const { node, clock, code, ...table } = await begin(["Anna"]);
    const leave = await comes(node, { live: table.live, players: table.players }, 0);
    await leave();
    await clock.advance(10 * GRACE);
    const bob = userSession("Bob");
    await joinMatch(node.parts, bob, { msgId: "m", code });
    await comes(node, { live: table.live, players: [...table.players, bob] }, 1);
    expect(shown(node, table)).toEqual(["away", "here"]);
    await clock.advance(GRACE - 1);
    expect(node.settled).toEqual([]);
    await clock.advance(1);
    expect(node.settled).toEqual([[0]]);
  });

  test("[SY3] is not eaten by a restart: a new node gives the whole of it", async () => {
    const { node, other, clock, ...table } = await begin();
    const [first, second] = [await comes(node, table, 0), await comes(node, table, 1)];
    await second();
    await first();
    await node.attendance.stop();
    await clock.advance(10 * GRACE);
    await comes(other, table, 0);
    await clock.advance(GRACE - 1);
    expect(other.settled).toEqual([]);
    expect(shown(other, table)).toEqual(["here", "away"]);
    await clock.advance(1);
    expect(other.settled).toEqual([[1]]);
  });

  test("[SY3] that cannot be settled because storage is away is settled when it is back", async () => {
    const { node, clock, ...table } = await begin();
    await comes(node, table, 0);
    const leave = await comes(node, table, 1);
    node.trouble.push(new StorageUnavailable(500), new StorageUnavailable(500));
    await leave();
    await clock.advance(GRACE + 5_000);
    expect(node.settled).toEqual([[1], [1], [1]]);
    expect(table.live.head.state.status).toBe("paused");
    expect(node.parts.lines).toEqual([]);
  });

  test("[DU1] keeps its match in memory until it is settled", async () => {
    const { node, clock, ...table } = await begin();
    const leave = [await comes(node, table, 0), await comes(node, table, 1)];
    for (const one of leave) await one();
    expect(node.attendance.isWaiting(table.live.id)).toBe(true);
    await clock.advance(DEBOUNCE);
    expect(node.attendance.isWaiting(table.live.id)).toBe(true);
    await clock.advance(GRACE);
    expect(node.attendance.isWaiting(table.live.id)).toBe(false);
    node.attendance.forgetIdle(() => false);
    expect(clock.waiting).toBe(0);
  });
});

describe("a match that an absence has paused", () => {
  test("[SY3.1] goes on when the last of those who were away is here, on whichever node, and not before", async () => {
    const { node, other, clock, ...table } = await begin();
    const annaLeaves = await comes(node, table, 0);
    const bobLeaves = await comes(node, table, 1);
    await annaLeaves();
    await bobLeaves();
    await clock.advance(GRACE);
    expect(table.live.head.state.status).toBe("paused");
    await comes(node, table, 0);
    await clock.advance(DEBOUNCE);
    expect(table.live.head.state.status).toBe("paused");
    await other.parts.matches.get(table.live.id);
    const there = other.parts.matches.peek(table.live.id);
    if (!there) throw new Error("the other node does not have it");
    await comes(other, { ...table, live: there }, 1);
    await clock.advance(DEBOUNCE);
    expect(there.head.state).toMatchObject({ status: "playing", last: { kind: "resume" } });
  });

  test("[SY3.1] stays paused while nobody can say who is here", async () => {
    const board = { isAway: false };
    const away: Partial<PresenceBoard> = {};
    const { node, shared, clock, ...table } = await begin(["Anna", "Bob"], away);
    const read = shared.read.bind(shared);
    Object.assign(shared, { read: async (matchId: string) => (board.isAway ? null : read(matchId)) });
    await comes(node, table, 0);
    const bobLeaves = await comes(node, table, 1);
    await bobLeaves();
    await clock.advance(GRACE);
    expect(table.live.head.state.status).toBe("paused");
    board.isAway = true;
    await comes(node, table, 1);
    await clock.advance(DEBOUNCE);
    expect(table.live.head.state.status).toBe("paused");
    board.isAway = false;
    await node.attendance.renew();
    await clock.advance(DEBOUNCE);
    expect(table.live.head.state.status).toBe("playing");
  });
});

test("[SY3] a stopped node settles nothing and leaves no timer", async () => {
  const { node, clock, ...table } = await begin();
  await comes(node, table, 0);
  const leave = await comes(node, table, 1);
  await leave();
  await node.attendance.stop();
  expect(clock.waiting).toBe(0);
  await clock.advance(10 * GRACE);
  await node.attendance.renew();
  expect([node.settled, clock.waiting]).toEqual([[], 0]);
});

test("[MT3] spectators are counted by connection, and are nobody's absence", async () => {
  const { node, clock, ...table } = await begin();
  await comes(node, table, 0);
  const session = { ...userSession("Olga"), scope: "observer", matchId: table.live.id } as const;
  const leave = [];
  for (let i = 0; i < 3; i += 1) leave.push(await comes(node, { live: table.live, players: [session] }, 0));
  await clock.advance(AUDIENCE_EVERY_MS);
  expect(table.live.standing.spectators).toBe(3);
  for (const one of leave) await one();
  await clock.advance(AUDIENCE_EVERY_MS);
  expect(table.live.standing.spectators).toBe(0);
});
