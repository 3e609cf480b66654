import { describe, expect, test } from "vitest";
import { begin, comes, DEBOUNCE, GRACE, shown, nodeOf } from "../../../../tests/support/attendance-nodes.js";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { createMemoryCoordination } from "../memory/index.js";
import { type PresenceBoard, PRESENCE_LEASE_MS } from "../ports.js";
import { RENEW_EVERY_MS } from "./attendance.js";

describe("a node that died", () => {
  test("[DU7] takes its players along only until their leases end: the others are told, and the grace runs", async () => {
    const { node, other, clock, ...table } = await begin();
    await comes(node, table, 0);
    await comes(other, table, 1);
    await node.attendance.renew();
    expect(shown(node, table)).toEqual(["here", "here"]);
    // The other node says nothing any more, not even goodbye.
    for (let i = 0; i < 4; i += 1) {
      await clock.advance(RENEW_EVERY_MS);
      await node.attendance.renew();
    }
    expect(shown(node, table)).toEqual(["here", "away"]);
    for (let i = 0; i < 13; i += 1) {
      await clock.advance(RENEW_EVERY_MS);
      await node.attendance.renew();
    }
    expect(node.settled).toEqual([[1]]);
  });

  test("[DU7] is told from one that is busy: leases are renewed often enough that one renewal may fail", () => {
    expect(2 * RENEW_EVERY_MS).toBeLessThan(PRESENCE_LEASE_MS);
    expect(RENEW_EVERY_MS).toBeLessThanOrEqual(PRESENCE_LEASE_MS / 3);
  });
});

describe("a board that is away", () => {
  test("[DU6] never means that everyone left, however long it lasts", async () => {
    const { node, other, shared, clock, ...table } = await begin();
    await comes(node, table, 0);
    await comes(other, table, 1);
    await node.attendance.renew();
    const { read } = shared;
    Object.assign(shared, { read: async () => null });
    for (let i = 0; i < 100; i += 1) {
      await clock.advance(RENEW_EVERY_MS);
      await node.attendance.renew();
      await other.attendance.renew();
    }
    expect(shown(node, table)).toEqual(["here", "here"]);
    expect([...node.settled, ...other.settled]).toEqual([]);
    Object.assign(shared, { read });
    await node.attendance.renew();
    expect(shown(node, table)).toEqual(["here", "here"]);
  });

  test("[DU6] stops the grace of those who were away; it starts afresh when the board is back", async () => {
    const { node, shared, clock, ...table } = await begin();
    await comes(node, table, 0);
    const leave = await comes(node, table, 1);
    await leave();
    await clock.advance(GRACE - 5_000);
    const { read } = shared;
    Object.assign(shared, { read: async () => null });
    await node.attendance.renew();
    await clock.advance(10 * GRACE);
    await node.attendance.renew();
    expect(node.settled).toEqual([]);
    expect(node.attendance.isWaiting(table.live.id)).toBe(true);
    Object.assign(shared, { read });
    await node.attendance.renew();
    await clock.advance(GRACE - 1);
    expect(node.settled).toEqual([]);
    await clock.advance(1);
    expect(node.settled).toEqual([[1]]);
  });

  test("[DU6] that came back empty is rebuilt before anybody is counted out", async () => {
    const { node, other, shared, clock, ...table } = await begin();
    await comes(node, table, 0);
    await comes(other, table, 1);
    await node.attendance.renew();
    await clock.advance(10 * GRACE);
    const empty = createMemoryCoordination({ clock, dedupeWindowMs: 1 }).presence;
    Object.assign(shared, {
      arrive: empty.arrive.bind(empty),
      depart: empty.depart.bind(empty),
      read: empty.read.bind(empty),
    });
    // Only this node has renewed so far: the other seat is missing from the board, not absent.
    await node.attendance.renew();
    expect(shown(node, table)).toEqual(["here", "here"]);
    expect(node.settled).toEqual([]);
    await other.attendance.renew();
    await clock.advance(DEBOUNCE);
    expect(shown(node, table)).toEqual(["here", "here"]);
  });

  test("[OP1] that faults is reported, and ends neither the process nor the watching", async () => {
    const broken = async () => {
      throw new Error("a defect of the board");
    };
    const { node, clock, ...table } = await begin(undefined, { arrive: broken, depart: broken });
    const leave = await comes(node, table, 0);
    await leave();
    await clock.advance(0);
    expect(node.parts.lines.map(({ level, message }) => `${level}: ${message}`)).toEqual(
      Array(2).fill("error: presence could not be settled"),
    );
  });
});

describe("what the board was told and did not keep", () => {
  test("[SY3] is told again as soon as this node looks at the board, not only with the next renewal", async () => {
    const { node, shared, clock, ...table } = await begin();
    const { arrive } = shared;
    await comes(node, table, 0);
    Object.assign(shared, { arrive: async () => true });
    await comes(node, table, 1);
    Object.assign(shared, { arrive });
    await clock.advance(2_000);
    const leave = await comes(node, table, 0);
    await leave();
    await clock.advance(0);
    expect((await shared.read(table.live.id))?.seats.find(({ seat }) => seat === 1)?.here).toBe(true);
  });

  test.each<[string, Partial<PresenceBoard>, number]>([
    ["nor could say who is here", { arrive: async () => false, read: async () => null }, 2_000],
    ["twice in a row", { arrive: async () => false }, 500],
  ])("[SY3] is told again within moments, though it was not kept %s", async (_, broken, ms) => {
    const { node, shared, clock, ...table } = await begin();
    const { arrive, read } = shared;
    await comes(node, table, 0);
    Object.assign(shared, broken);
    await comes(node, table, 1);
    await clock.advance(ms);
    Object.assign(shared, { arrive, read });
    await clock.advance(1_100);
    expect((await shared.read(table.live.id))?.seats.find(({ seat }) => seat === 1)?.here).toBe(true);
  });

  test("[DU6] holds nobody's absence against them that began before wake-ups were lost", async () => {
    const parts = serverParts();
    const gaps: (() => void)[] = [];
    Object.assign(parts.ports.coordination.wakeups, { onGap: (listener: () => void) => gaps.push(listener) });
    const node = nodeOf(parts, "n1");
    const { clock } = parts;
    const table = await tableOf(parts, ["Anna", "Bob"], {
      game: "tic-tac-toe",
      options: { graceMs: GRACE, turnMs: 0 },
    });
    await comes(node, table, 0);
    const leave = await comes(node, table, 1);
    await leave();
    await clock.advance(GRACE - 1);
    for (const gap of gaps) gap();
    await clock.advance(GRACE - 1);
    expect(node.settled).toEqual([]);
    await clock.advance(1);
    expect(node.settled).toEqual([[1]]);
  });

  test("[DU6] nor at a match that nobody watched on this node while they were lost", async () => {
    const parts = serverParts();
    const gaps: (() => void)[] = [];
    Object.assign(parts.ports.coordination.wakeups, { onGap: (listener: () => void) => gaps.push(listener) });
    const second = parts.another();
    Object.assign(second.ports.coordination, { presence: parts.ports.coordination.presence });
    const [node, other] = [nodeOf(parts, "n1"), nodeOf(second, "n2")];
    const { clock } = parts;
    const table = await tableOf(parts, ["Anna", "Bob"], {
      game: "tic-tac-toe",
      options: { graceMs: GRACE, turnMs: 0 },
    });
    const leave = await comes(other, table, 1);
    await leave();
    await other.attendance.stop();
    await clock.advance(GRACE - 1);
    for (const gap of gaps) gap();
    await comes(node, table, 0);
    await clock.advance(GRACE - 1);
    expect(node.settled).toEqual([]);
    await clock.advance(1);
    expect(node.settled).toEqual([[1]]);
  });
});
