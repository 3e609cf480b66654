import { type Seat, StorageUnavailable } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import {
  type ServerParts,
  serverParts,
  type Table,
  tableOf,
  userSession,
} from "../../../../tests/support/server-parts.js";
import { createMemoryCoordination } from "../memory/index.js";
import { type PresenceBoard, PRESENCE_LEASE_MS } from "../ports.js";
import { closeAbsence } from "../usecases/close-absence.js";
import { reunite } from "../usecases/come-back.js";
import { joinMatch } from "../usecases/join-match.js";
import { watchMatch } from "../usecases/watch-match.js";
import { Attendance, AUDIENCE_EVERY_MS, RENEW_EVERY_MS } from "./attendance.js";

const GRACE = 60_000;
const DEBOUNCE = 2_000;

/** One node with its attendance, and the absences it was asked to settle. */
function nodeOf(parts: ServerParts, nodeId: string) {
  const settled: (readonly Seat[])[] = [];
  const trouble: unknown[] = [];
  const attendance = new Attendance({
    ports: parts.ports,
    nodeId,
    debounceMs: DEBOUNCE,
    async closeAbsence(live, gone) {
      settled.push(gone);
      if (trouble.length > 0) throw trouble.pop();
      await closeAbsence(parts, live, gone);
    },
    reunite: (live) => reunite(parts, live),
  });
  return { parts, attendance, settled, trouble };
}
type Node = ReturnType<typeof nodeOf>;

/** Two nodes that share storage, clock and presence board, and a match of Anna's and Bob's. */
async function begin(names: readonly string[] = ["Anna", "Bob"], presence?: Partial<PresenceBoard>) {
  const plain = serverParts();
  const { clock } = plain;
  const board = createMemoryCoordination({ clock, dedupeWindowMs: 1 }).presence;
  const shared: PresenceBoard = {
    arrive: (...who) => board.arrive(...who),
    depart: (...who) => board.depart(...who),
    read: (matchId) => board.read(matchId),
    ...presence,
  };
  Object.assign(plain.ports.coordination, { presence: shared });
  const second = plain.another();
  Object.assign(second.ports.coordination, { presence: shared });
  const table = await tableOf(plain, names, { game: "tic-tac-toe", options: { graceMs: GRACE, turnMs: 0 } });
  return { node: nodeOf(plain, "n1"), other: nodeOf(second, "n2"), shared, clock, ...table };
}

let connections = 0;

/** A player's watcher on a node; the answer closes it. */
async function comes(node: Node, { live, players }: Pick<Table, "live" | "players">, seat: Seat) {
  const session = players[seat] ?? userSession("Stranger");
  connections += 1;
  const watcher = await watchMatch(node.parts, session, {
    matchId: live.id,
    held: null,
    connectionId: `c${connections}`,
  });
  if (!watcher.ok) throw new Error(watcher.rejection.reason);
  watcher.value.open(() => {});
  node.attendance.arrived(watcher.value, session.playerId);
  await node.parts.clock.advance(0);
  return async () => {
    watcher.value.close();
    node.attendance.departed(watcher.value);
    await node.parts.clock.advance(0);
  };
}

function shown(node: Node, { live }: Pick<Table, "live">) {
  const standing = node.parts.matches.peek(live.id)?.standing;
  return [0, 1].map((seat) => standing?.seats.get(seat)?.presence);
}

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

describe("what the board was told and did not keep", () => {
  test("[SY3] is told again as soon as this node looks at the board, not only with the next renewal", async () => {
    const { node, shared, clock, ...table } = await begin();
    const { arrive } = shared;
    await comes(node, table, 0);
    Object.assign(shared, { arrive: async () => {} });
    await comes(node, table, 1);
    Object.assign(shared, { arrive });
    await clock.advance(2_000);
    const leave = await comes(node, table, 0);
    await leave();
    await clock.advance(0);
    expect((await shared.read(table.live.id))?.seats.find(({ seat }) => seat === 1)?.here).toBe(true);
  });

  test.each([
    ["nor could say who is here", { arrive: async () => {}, read: async () => null }, 2_000],
    ["twice in a row", { arrive: async () => {} }, 500],
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
