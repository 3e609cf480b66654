import { StorageUnavailable } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { watchMatch } from "../usecases/watch-match.js";
import { LocalSeatSessions } from "./seat-sessions.js";

async function begin() {
  const parts = serverParts();
  const { live, players } = await tableOf(parts);
  const lost: string[] = [];
  const sessions = new LocalSeatSessions(parts.ports, (connectionId) => lost.push(connectionId));
  const deps = { ...parts, seats: sessions };
  const claim = (connectionId: string, seat = 0, playerId = "anna") =>
    sessions.claim({ matchId: live.id, seat, playerId, connectionId });
  /** Watches Anna's seat; what the watcher says at the end. */
  const watch = async (connectionId: string) => {
    const session = players[0] ?? userSession("Anna");
    const watcher = await watchMatch(deps, session, { matchId: live.id, held: null, connectionId });
    if (!watcher.ok) throw new Error(watcher.rejection.reason);
    sessions.attach(watcher.value);
    return { watcher: watcher.value, code: () => codeOf(watcher.value.take(0)) };
  };
  /** Anna on another node, which does not say so. */
  const claimElsewhere = () => parts.store.claimSeat(live.id, 0, "anna");
  /** What another node says of Anna's seat. */
  const hear = async (sessionNo: number, playerId = "anna") => {
    parts.ports.coordination.wakeups.publish({ kind: "seat", matchId: live.id, seat: 0, playerId, sessionNo });
    await parts.clock.advance(0);
  };
  return { parts, live, players, sessions, lost, claim, claimElsewhere, watch, hear };
}

function codeOf(told: unknown): string | null {
  return (told as { rejection?: { code: string } | null } | null)?.rejection?.code ?? null;
}

/** Lets the answers of `claimSeat` through in the order a test asks for. */
function heldAnswers({ store }: ReturnType<typeof serverParts>) {
  const through = new Map<number, () => void>();
  store.before.claimSeat = (sessionNo) =>
    new Promise<void>((resolve) => {
      through.set(sessionNo as number, resolve);
    });
  return (sessionNo: number) => through.get(sessionNo)?.();
}

describe("the newest connection of a player", () => {
  test("[SY10] holds the seat: every watcher of the older one is ended, and its connection is told of once", async () => {
    const { watch, lost } = await begin();
    const older = [await watch("c1"), await watch("c1")];
    const newer = await watch("c2");
    expect(older.map(({ code }) => code())).toEqual(["superseded", "superseded"]);
    expect(newer.code()).toBeNull();
    expect(lost).toEqual(["c1"]);
  });

  test("[SY10] may come while the older one is still opening its stream, which then ends at its beginning", async () => {
    const { parts, live, players, sessions, watch } = await begin();
    const request = { matchId: live.id, held: null, connectionId: "c1" };
    const opening = await watchMatch({ ...parts, seats: sessions }, players[0] ?? userSession("Anna"), request);
    if (!opening.ok) throw new Error(opening.rejection.reason);
    const newer = await watch("c2");
    sessions.attach(opening.value);
    expect(codeOf(opening.value.take(0))).toBe("superseded");
    expect(newer.code()).toBeNull();
  });

  test("[SY10] may be the older one again, once it asks for the seat back", async () => {
    const { watch, lost } = await begin();
    await watch("c1");
    const second = await watch("c2");
    const back = await watch("c1");
    expect([second.code(), back.code()]).toEqual(["superseded", null]);
    expect(lost).toEqual(["c1", "c2"]);
  });

  test("[SY10] is numbered once, however often and at once it asks", async () => {
    const { parts, claim, lost } = await begin();
    await Promise.all([claim("c1"), claim("c1"), claim("c1")]);
    await claim("c1");
    expect(parts.store.calls.claimSeat).toBe(1);
    expect(lost).toEqual([]);
  });

  test("[SY10] is the newest by its number, though the answers come in the wrong order", async () => {
    const { parts, claim, lost, watch } = await begin();
    const answer = heldAnswers(parts);
    const first = claim("c1");
    const second = claim("c2");
    answer(2);
    await second;
    answer(1);
    await first;
    expect(lost).toEqual(["c1"]);
    delete parts.store.before.claimSeat;
    expect((await watch("c2")).code()).toBeNull();
  });

  test("[SY10] on another node wins as well, also when that is heard before this node has its own number", async () => {
    const { parts, claim, claimElsewhere, lost, hear } = await begin();
    const answer = heldAnswers(parts);
    const first = claim("c1");
    const other = claimElsewhere();
    answer(2);
    await other;
    await hear(2);
    expect(lost).toEqual([]);
    answer(1);
    await first;
    expect(lost).toEqual(["c1"]);
  });

  test("[SY10] is not unseated by old news, by its own echo, or by what is said of another player", async () => {
    const { parts, claim, claimElsewhere, lost, hear } = await begin();
    await claim("c1");
    await claim("c2");
    lost.length = 0;
    await hear(1);
    await hear(2);
    await hear(99, "bob");
    expect(lost).toEqual([]);
    expect(parts.store.calls.sessionsOf).toBeUndefined();
    await claimElsewhere();
    await hear(3);
    expect(lost).toEqual(["c2"]);
  });

  test("[ID5] is not unseated by a notice that storage does not bear out, however often it comes", async () => {
    const { parts, claim, claimElsewhere, lost, hear } = await begin();
    await claim("c1");
    let answer = () => {};
    parts.store.before.sessionsOf = () =>
      new Promise<void>((resolve) => {
        answer = resolve;
      });
    for (let i = 0; i < 1_000; i += 1) await hear(99 + i);
    // One question at a time, whatever is said.
    expect(parts.store.calls.sessionsOf).toBe(1);
    delete parts.store.before.sessionsOf;
    answer();
    await parts.clock.advance(0);
    expect(parts.store.calls.sessionsOf).toBe(2);
    expect(lost).toEqual([]);
    await claimElsewhere();
    await hear(2);
    expect(lost).toEqual(["c1"]);
  });

  test("[SY10] is found though its notice was lost, and no sooner than storage can be asked", async () => {
    const { parts, sessions, claim, claimElsewhere, watch, lost } = await begin();
    const older = await watch("c1");
    await claim("d1", 1, "bob");
    await claimElsewhere();
    expect(older.code()).toBeNull();
    parts.store.before.sessionsOf = () => {
      throw new StorageUnavailable(1);
    };
    await sessions.checkAll();
    expect(older.code()).toBeNull();
    delete parts.store.before.sessionsOf;
    await sessions.checkAll();
    expect(older.code()).toBe("superseded");
    expect(lost).toEqual(["c1"]);
  });

  test("[SY10] is looked for only where somebody watches the seat: who has left a match costs no question", async () => {
    const { parts, sessions, watch, claimElsewhere } = await begin();
    const { watcher } = await watch("c1");
    await sessions.checkAll();
    expect(parts.store.calls.sessionsOf).toBe(1);
    sessions.detach(watcher);
    await claimElsewhere();
    await sessions.checkAll();
    expect(parts.store.calls.sessionsOf).toBe(1);
    sessions.attach(watcher);
    await sessions.checkAll();
    expect(parts.store.calls.sessionsOf).toBe(2);
    expect(codeOf(watcher.take(0))).toBe("superseded");
  });

  test("[SY10] has a seat of its own: the opponent's claims do not touch it", async () => {
    const { claim, watch, lost } = await begin();
    const anna = await watch("c1");
    await claim("c2", 1, "bob");
    await claim("c3", 1, "bob");
    expect(anna.code()).toBeNull();
    expect(lost).toEqual(["c2"]);
  });
});

describe("when storage is away", () => {
  test("[SY10] watching goes on, and the next request of the connection claims the seat", async () => {
    const { parts, watch, claim, lost } = await begin();
    parts.store.before.claimSeat = () => {
      throw new StorageUnavailable(500);
    };
    const first = await watch("c1");
    expect(first.code()).toBeNull();
    delete parts.store.before.claimSeat;
    await claim("c1");
    await claim("c2");
    expect(first.code()).toBe("superseded");
    expect(lost).toEqual(["c1"]);
  });

  test("[SY10] a fault that is not an outage is not swallowed", async () => {
    const { parts, claim } = await begin();
    parts.store.before.claimSeat = () => {
      throw new Error("a defect");
    };
    await expect(claim("c1")).rejects.toThrow("a defect");
  });
});

describe("a connection that is closed", () => {
  test("[SY10] is forgotten with its claims", async () => {
    const { sessions, claim, lost } = await begin();
    await claim("c1");
    sessions.forget("c1");
    await claim("c2");
    expect(lost).toEqual([]);
  });

  test("[SY10] claims nothing more, though its last request was still on its way", async () => {
    const { parts, sessions, claim, lost, watch } = await begin();
    const live = await watch("c1");
    sessions.forget("c2");
    const calls = parts.store.calls.claimSeat;
    await claim("c2");
    expect(parts.store.calls.claimSeat).toBe(calls);
    expect(live.code()).toBeNull();
    expect(lost).toEqual([]);
  });

  test("[SY10] while its claim is being numbered unseats nobody", async () => {
    const { parts, sessions, claim, lost, watch } = await begin();
    const live = await watch("c1");
    const answer = heldAnswers(parts);
    const claiming = claim("c2");
    sessions.forget("c2");
    answer(2);
    await claiming;
    expect(live.code()).toBeNull();
    expect(lost).toEqual([]);
  });
});
