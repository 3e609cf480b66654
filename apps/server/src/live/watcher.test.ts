import { randomUUID } from "node:crypto";
import { type Command, OBSERVER, rejection, viewFor } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, type Table, tableOf } from "../../../../tests/support/server-parts.js";
import { watchMatch, type WatchRequest } from "../usecases/watch-match.js";
import { submit } from "./submit.js";
import type { Watcher } from "./watcher.js";

async function begin(names?: readonly string[], game = "counting") {
  const parts = serverParts();
  return { parts, ...(await tableOf(parts, names, { game })) };
}

/** What one player gets from `match.state`, opened. */
async function watched(
  parts: ServerParts,
  table: Table,
  seat: number,
  { held = null, takesSteps = false }: Partial<Pick<WatchRequest, "held" | "takesSteps">> = {},
) {
  const session = table.players[seat];
  if (session === undefined) throw new Error("nobody sits there");
  const request = { matchId: table.live.id, held, connectionId: `c${seat}`, takesSteps };
  const watcher = await watchMatch(parts, session, request);
  if (!watcher.ok) throw new Error(watcher.rejection.reason);
  watcher.value.open(() => {});
  return watcher.value;
}

async function count(parts: ServerParts, { live }: Table, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const basedOn = live.head.version;
    const seat = basedOn % 2;
    const actorId = seat === 0 ? "anna" : "bob";
    const move = { type: "count" } as const;
    await submit(
      parts,
      live,
      { kind: "move", actorId, msgId: randomUUID(), seat, host: false, basedOn, move },
      { receivedAt: 1 },
    );
  }
}

const take = (parts: ServerParts, watcher: Watcher) => watcher.take(parts.clock.now());

describe("a watcher", () => {
  test("[SY9] keeps no queue: whoever reads late is given one step to the newest version", async () => {
    const { parts, ...table } = await begin();
    const watcher = await watched(parts, table, 0);
    expect(take(parts, watcher)).toMatchObject({ kind: "state", from: null, version: 2, events: [] });
    await count(parts, table, 3);
    expect(take(parts, watcher)).toMatchObject({ kind: "state", from: 2, version: 5, view: { count: 3 } });
    expect(take(parts, watcher)).toBeNull();
  });

  test("[SY8] told after each commit, is given every version by itself and never an older one", async () => {
    const { parts, ...table } = await begin();
    const watcher = await watched(parts, table, 0);
    const versions: [number | null, number][] = [];
    for (let i = 0; i < 4; i += 1) {
      const frame = take(parts, watcher);
      if (frame !== null && "kind" in frame && frame.kind === "state") versions.push([frame.from, frame.version]);
      await count(parts, table, 1);
    }
    expect(versions).toEqual([
      [null, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
  });

  test("[DU5] is told that the server cannot save, and that it can again, at the version it holds", async () => {
    const { parts, ...table } = await begin();
    const watcher = await watched(parts, table, 0);
    expect(take(parts, watcher)).not.toHaveProperty("saving");
    parts.store.health.state = { awaySince: parts.clock.now() };
    expect(take(parts, watcher)).toMatchObject({ kind: "presence", version: 2, saving: true });
    expect(take(parts, watcher)).toBeNull();
    const late = await watched(parts, table, 1);
    expect(take(parts, late)).toMatchObject({ kind: "state", version: 2, saving: true, view: { count: 0 } });
    parts.store.health.state = "up";
    const told = take(parts, watcher);
    expect(told).toMatchObject({ kind: "presence", version: 2 });
    expect(told).not.toHaveProperty("saving");
  });

  test("[SY4] is told who comes and goes by a presence frame, unless a new version tells it anyway", async () => {
    const { parts, ...table } = await begin();
    const watcher = await watched(parts, table, 0);
    take(parts, watcher);
    table.live.setStanding({ seats: new Map(), spectators: 1 });
    expect(take(parts, watcher)).toMatchObject({ kind: "presence", version: 2, spectators: 1 });
    expect(take(parts, watcher)).toBeNull();
    table.live.setStanding({ seats: new Map(), spectators: 2 });
    await count(parts, table, 1);
    expect(take(parts, watcher)).toMatchObject({ kind: "state", spectators: 2 });
    expect(take(parts, watcher)).toBeNull();
  });

  test("[SY13] begins after the version its reader holds, also when memory has forgotten it", async () => {
    const { parts, ...table } = await begin();
    await count(parts, table, 2);
    const other = parts.another();
    const watcher = await watched(other, table, 0, { held: { epoch: 1, version: 1 } });
    expect(take(parts, watcher)).toMatchObject({
      from: 1,
      version: 4,
      events: [{ version: 2 }, { version: 3 }, { version: 4 }],
    });
  });

  test.each([
    ["a version the log does not have", { epoch: 1, version: 9 }],
    ["another epoch", { epoch: 2, version: 1 }],
  ])("[SY7] whose reader claims %s is told to begin afresh", async (_, held) => {
    const { parts, ...table } = await begin();
    const watcher = await watched(parts, table, 0, { held });
    expect(take(parts, watcher)).toMatchObject({ from: null, reset: true, version: 2 });
  });

  test("[SY7] whose reader knows more than this node reads the log before it doubts the reader", async () => {
    const { parts, ...table } = await begin();
    const other = parts.another();
    await other.matches.get(table.live.id);
    await count(parts, table, 2);
    const watcher = await watched(other, table, 0, { held: { epoch: 1, version: 4 } });
    const frame = take(parts, watcher);
    expect(frame).toMatchObject({ from: 4, version: 4, events: [] });
    expect(frame).not.toHaveProperty("reset");
  });

  test("[MT4] whose seat was left shows what an observer sees, whoever sits there next", async () => {
    const { parts, ...table } = await begin(["Anna"], "tic-tac-toe");
    const watcher = await watched(parts, table, 0);
    expect(take(parts, watcher)).toMatchObject({ kind: "state", you: { seat: 0 } });
    const leave: Command = { kind: "leave", actorId: "anna", msgId: randomUUID() };
    await submit(parts, table.live, leave, { receivedAt: 1 });
    for (const [seat, actorId] of ["carol", "dan"].entries()) {
      await submit(
        parts,
        table.live,
        { kind: "join", actorId, msgId: randomUUID(), seat, entropy: null },
        { receivedAt: 1 },
      );
    }
    expect(table.live.head.state.status).toBe("playing");
    const frame = take(parts, watcher);
    expect(frame).toMatchObject({ kind: "state", version: 4, you: { role: "observer", seat: null } });
    expect(frame).toMatchObject({ view: viewFor(table.live, table.live.head, OBSERVER) });
    expect(watcher.seat).toBe(0);
  });
});

describe("a watcher whose reader takes steps", () => {
  const begun = async () => {
    const { parts, ...table } = await begin();
    const watcher = await watched(parts, table, 0, { takesSteps: true });
    return { parts, table, watcher };
  };

  test("[SY9.1] is told the whole first, and then one step for each version that comes by itself", async () => {
    const { parts, table, watcher } = await begun();
    expect(take(parts, watcher)).toMatchObject({ kind: "state", from: null, version: 2 });
    await count(parts, table, 1);
    expect(take(parts, watcher)).toMatchObject({
      kind: "step",
      before: { version: 2, view: { count: 0 }, events: [] },
      after: { version: 3, view: { count: 1 }, events: [{ version: 3 }] },
      standing: null,
    });
    await count(parts, table, 1);
    expect(take(parts, watcher)).toMatchObject({ kind: "step", before: { events: [{ version: 3 }] }, version: 4 });
    expect(take(parts, watcher)).toBeNull();
  });

  test("[SY9.1] is told the whole where it was too slow for a version of its own, and steps again after that", async () => {
    const { parts, table, watcher } = await begun();
    take(parts, watcher);
    await count(parts, table, 2);
    expect(take(parts, watcher)).toMatchObject({ kind: "state", from: 2, version: 4 });
    await count(parts, table, 1);
    expect(take(parts, watcher)).toMatchObject({ kind: "step", version: 5 });
  });

  test("[SY4] is told with a step who is here, if that is not what it was told before", async () => {
    const { parts, table, watcher } = await begun();
    take(parts, watcher);
    table.live.setStanding({ seats: new Map(), spectators: 3 });
    await count(parts, table, 1);
    expect(take(parts, watcher)).toMatchObject({ kind: "step", standing: { spectators: 3, saving: false } });
    table.live.setStanding({ seats: new Map(), spectators: 4 });
    expect(take(parts, watcher)).toMatchObject({ kind: "presence", spectators: 4 });
    await count(parts, table, 1);
    expect(take(parts, watcher)).toMatchObject({ kind: "step", standing: null });
  });

  test("[SY8.1] is told the whole once the log was taken back", async () => {
    const { parts, table, watcher } = await begun();
    take(parts, watcher);
    await count(parts, table, 1);
    table.live.startOver({ ...table.live.hosted, epoch: 2 }, table.live.head);
    expect(table.live.before).toBeNull();
    expect(take(parts, watcher)).toMatchObject({ kind: "state", epoch: 2, reset: true, version: 3 });
  });

  test("[MT4] whose seat was left is told the whole, because it is somebody else's view from then on", async () => {
    const { parts, ...table } = await begin(["Anna", "Bob"], "tic-tac-toe");
    const watcher = await watched(parts, table, 0, { takesSteps: true });
    take(parts, watcher);
    const seats = table.live.head.state.seats.with(0, "carol");
    const { head } = table.live;
    const commit = {
      ...head.state.last,
      version: head.version + 1,
      receivedAt: 1,
      actorId: "anna",
      events: [],
    } as never;
    table.live.advance({ commit, at: 1 }, { ...head, version: head.version + 1, state: { ...head.state, seats } });
    expect(take(parts, watcher)).toMatchObject({ kind: "state", you: { role: "observer", seat: null } });
  });

  test("[SY9.1] is told the whole where it is not certain what the rules had said of time", async () => {
    const { parts, table, watcher } = await begun();
    take(parts, watcher);
    table.live.untimed = table.live.head.version;
    await count(parts, table, 1);
    expect(take(parts, watcher)).toMatchObject({ kind: "state", version: 3 });
    await count(parts, table, 1);
    expect(take(parts, watcher)).toMatchObject({ kind: "step", version: 4 });
  });
});

describe("the end of a watcher", () => {
  test("[SY10] is told once it is over, before anything else, and stays", async () => {
    const { parts, ...table } = await begin();
    const watcher = await watched(parts, table, 0);
    const why = rejection("superseded", "seat_taken_over");
    watcher.end(why);
    watcher.end(null);
    await count(parts, table, 1);
    expect(take(parts, watcher)).toEqual({ rejection: why });
    expect(take(parts, watcher)).toEqual({ rejection: why });
  });

  test("[DU4] comes when the log does not verify: a frozen match is shown to nobody", async () => {
    const { parts, ...table } = await begin();
    const other = parts.another();
    const watcher = await watched(other, table, 0);
    take(parts, watcher);
    await count(parts, table, 1);
    parts.store.tamper(table.live.id, 3);
    await other.matches.levelAll();
    expect(take(parts, watcher)).toMatchObject({ rejection: { reason: "match_corrupt" } });
  });

  test("[SY9] leaves nothing behind: a closed watcher follows no longer and wakes nobody", async () => {
    const { parts, ...table } = await begin();
    const watcher = await watched(parts, table, 0);
    expect(table.live.followers.size).toBe(1);
    watcher.close();
    expect(table.live.followers.size).toBe(0);
  });
});

test("[MT2] an observer's watcher has no seat and claims none", async () => {
  const { parts, live } = await begin();
  const session = { playerId: "o", name: "O", scope: "observer", matchId: live.id, expiresAt: Infinity } as const;
  const watcher = await watchMatch(parts, session, { matchId: live.id, held: null, connectionId: "c9" });
  if (!watcher.ok) throw new Error(watcher.rejection.reason);
  expect(watcher.value.viewer).toEqual(OBSERVER);
  expect(watcher.value.seat).toBeNull();
  expect(parts.claims).toEqual([]);
  await watched(
    parts,
    { live, code: "", players: [{ ...session, playerId: "anna", scope: "user", matchId: null }] },
    0,
  );
  expect(parts.claims).toMatchObject([{ seat: 0, playerId: "anna", connectionId: "c0" }]);
});
