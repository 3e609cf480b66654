import { randomUUID } from "node:crypto";
import { type Command, StorageUnavailable } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import type { WakeupBus } from "../ports.js";
import { levelOnWakeups } from "../timers/level-on-wakeups.js";
import type { LiveMatch } from "./live-match.js";
import { submit } from "./submit.js";

/** A bus that a test speaks through, and that says which matches are followed. */
function spokenBus() {
  const followed = new Set<string>();
  let hear: Parameters<WakeupBus["onWakeup"]>[0] = () => {};
  const bus: WakeupBus = {
    publish() {},
    onWakeup(listener) {
      hear = listener;
    },
    follow: async (matchId) => void followed.add(matchId),
    unfollow: (matchId) => void followed.delete(matchId),
    onGap() {},
  };
  const hint = (matchId: string, version: number) => hear({ kind: "version", matchId, epoch: 1, version });
  return { bus, followed, hint };
}

function counted(live: LiveMatch): Command {
  const basedOn = live.head.version;
  const seat = basedOn % 2;
  const actorId = seat === 0 ? "anna" : "bob";
  return { kind: "move", actorId, msgId: randomUUID(), seat, host: false, basedOn, move: { type: "count" } };
}

async function begin(names?: readonly string[], game = "counting", options = {}) {
  const spoken = spokenBus();
  const parts = serverParts({ coordination: { wakeups: spoken.bus } });
  const table = await tableOf(parts, names, { game, options });
  const other = parts.another();
  return {
    parts,
    other,
    ...spoken,
    ...table,
    count: () => submit(parts, table.live, counted(table.live), { receivedAt: 1 }),
  };
}

async function held(parts: ServerParts, matchId: string): Promise<LiveMatch> {
  const found = await parts.matches.get(matchId);
  if (!found.ok) throw new Error(found.rejection.reason);
  return found.value;
}

describe("loading", () => {
  test("[DU1] a match is read once, however many ask for it at once, and is what the first node holds", async () => {
    const { parts, other, live, count } = await begin();
    await count();
    const [first, ...rest] = await Promise.all(Array.from({ length: 20 }, () => held(other, live.id)));
    expect(parts.store.calls.loadMatch).toBe(2);
    expect(first?.head).toEqual(live.head);
    expect(new Set([first, ...rest]).size).toBe(1);
  });

  test("[DU4] a log that was changed is refused with a clear code, and the fault is in the log", async () => {
    const { parts, other, live, followed, count } = await begin();
    await count();
    parts.store.tamper(live.id, 2);
    followed.clear();
    const refused = { ok: false, rejection: { code: "game_unavailable", reason: "match_corrupt", recovery: "none" } };
    expect(await other.matches.get(live.id)).toMatchObject(refused);
    expect(other.lines).toMatchObject([{ level: "error", fields: { matchId: live.id } }]);
    expect([...followed]).toEqual([]);
  });

  test("[DU4] a match whose rules version this node lacks is not touched", async () => {
    const { other, live } = await begin();
    const without = serverParts();
    without.store.loadMatch = async (id) => {
      const stored = await other.store.loadMatch(id);
      return stored && { ...stored, facts: { ...stored.facts, rulesVersion: 2 } };
    };
    expect(await without.matches.get(live.id)).toMatchObject({
      ok: false,
      rejection: { code: "game_unavailable", reason: "rules_version_missing" },
    });
    expect(without.matches.size).toBe(0);
  });

  test("[DU2] that fails leaves nothing behind, and the next request tries again", async () => {
    const { parts, other, live, followed } = await begin();
    followed.clear();
    parts.store.before.loadMatch = () => {
      throw new StorageUnavailable(500);
    };
    await expect(other.matches.get(live.id)).rejects.toThrow(StorageUnavailable);
    expect([...followed]).toEqual([]);
    delete parts.store.before.loadMatch;
    expect(await other.matches.get(live.id)).toMatchObject({ ok: true });
    expect([...followed]).toEqual([live.id]);
  });
});

describe("keeping level with the log", () => {
  test("[DU7] a hint that comes while the match is being loaded is not lost", async () => {
    const { parts, other, live, hint, count } = await begin();
    levelOnWakeups(other.ports.coordination.wakeups, other.matches, other.ports.log);
    const load = parts.store.loadMatch.bind(parts.store);
    parts.store.loadMatch = async (id) => {
      parts.store.loadMatch = load;
      const stored = await load(id);
      await count();
      hint(live.id, 3);
      return stored;
    };
    const loaded = await held(other, live.id);
    await parts.clock.advance(0);
    expect(loaded.head.version).toBe(3);
  });

  test("[DU7] a hint is followed by reading the log; one that claims too much changes nothing", async () => {
    const { parts, other, live, hint, count } = await begin();
    levelOnWakeups(other.ports.coordination.wakeups, other.matches, other.ports.log);
    const loaded = await held(other, live.id);
    await count();
    expect(loaded.head.version).toBe(2);
    hint(live.id, 99);
    await parts.clock.advance(0);
    expect(loaded.head).toEqual(live.head);
    const reads = parts.store.calls.readCommits;
    hint(live.id, 3);
    await parts.clock.advance(0);
    expect(parts.store.calls.readCommits).toBe(reads);
  });

  test("[DU7] without any hint one query finds every match that is behind", async () => {
    const { parts, other, live, count } = await begin();
    const loaded = await held(other, live.id);
    await count();
    await other.matches.levelAll();
    expect(loaded.head).toEqual(live.head);
    expect(parts.store.calls.versionsOf).toBe(1);
  });

  test("[DU7] one match that cannot be levelled does not keep the others from it", async () => {
    const { parts, other, live } = await begin();
    const second = await tableOf(parts, ["Carol", "Dan"]);
    const [stuck, loaded] = [await held(other, live.id), await held(other, second.live.id)];
    await submit(parts, live, counted(live), { receivedAt: 1 });
    await submit(parts, second.live, { ...counted(second.live), actorId: "carol" } as Command, { receivedAt: 1 });
    const { readCommits } = parts.store;
    parts.store.readCommits = async (id, ...range) => {
      if (id === stuck.id) throw new Error("this row cannot be read");
      return readCommits.call(parts.store, id, ...range);
    };
    await expect(other.matches.levelAll()).rejects.toThrow("this row cannot be read");
    expect(loaded.head.version).toBe(3);
  });

  test("[SY4] those who watch on another node are told the name of whoever took a seat", async () => {
    const { parts, other, live, code } = await begin(["Anna"]);
    const loaded = await held(other, live.id);
    const told: (string | undefined)[] = [];
    loaded.followers.add({ wake: () => void told.push(loaded.names.get("bob")) });
    await parts.store.putPlayer({ playerId: "bob", name: "Bob" });
    const join: Command = { kind: "join", actorId: "bob", msgId: randomUUID(), seat: 1, entropy: null };
    await submit(parts, live, join, { receivedAt: 1 });
    expect(code).toHaveLength(6);
    await other.matches.levelAll();
    expect(told.at(-1)).toBe("Bob");
  });

  test("[SY4] a name that could not be read does not hold up the log, and is learned the next time", async () => {
    const { parts, other, live } = await begin(["Anna"]);
    const loaded = await held(other, live.id);
    await parts.store.putPlayer({ playerId: "bob", name: "Bob" });
    await submit(
      parts,
      live,
      { kind: "join", actorId: "bob", msgId: randomUUID(), seat: 1, entropy: null },
      { receivedAt: 1 },
    );
    parts.store.before.players = () => {
      throw new StorageUnavailable(500);
    };
    await other.matches.levelling.level(loaded);
    expect(loaded.head.version).toBe(2);
    delete parts.store.before.players;
    await other.matches.levelling.level(loaded);
    expect(loaded.names.get("bob")).toBe("Bob");
  });
});

describe("matches nobody uses", () => {
  const never = () => false;

  test("[DU1] leave memory after a minute and come back whole", async () => {
    const { parts, live, followed } = await begin();
    await parts.clock.advance(59_000);
    parts.matches.dropIdle(never);
    expect(parts.matches.size).toBe(1);
    await parts.clock.advance(2_000);
    parts.matches.dropIdle(never);
    expect([parts.matches.size, followed.size]).toEqual([0, 0]);
    expect((await held(parts, live.id)).head).toEqual(live.head);
  });

  test("[DU1] leave memory sooner when they are over, and are found in storage as they ended", async () => {
    const { parts, live } = await begin(["Anna", "Bob"], "tic-tac-toe");
    const resign = { kind: "resign", actorId: "anna", msgId: randomUUID(), seat: 0 } as const;
    expect(await submit(parts, live, resign, { receivedAt: 1 })).toMatchObject({ ok: true });
    await parts.clock.advance(14_000);
    parts.matches.dropIdle(never);
    expect(parts.matches.size).toBe(1);
    await parts.clock.advance(2_000);
    const follower = { wake() {} };
    live.followers.add(follower);
    parts.matches.dropIdle(never);
    expect(parts.matches.size).toBe(1);
    live.followers.delete(follower);
    parts.matches.dropIdle(never);
    expect(parts.matches.size).toBe(0);
    expect((await held(parts, live.id)).head).toEqual(live.head);
  });

  test("[DU1] stay while somebody follows, a command is on its way, or an absence is still to be settled", async () => {
    const { parts, live } = await begin();
    const keeps = [
      () => {
        const follower = { wake() {} };
        live.followers.add(follower);
        return () => void live.followers.delete(follower);
      },
      () => {
        let finish = () => {};
        void live.queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
        return () => finish();
      },
    ];
    await parts.clock.advance(61_000);
    for (const keep of keeps) {
      const release = keep();
      await parts.clock.advance(0);
      parts.matches.dropIdle(never);
      expect(parts.matches.size).toBe(1);
      release();
      await parts.clock.advance(0);
    }
    parts.matches.dropIdle((matchId) => matchId === live.id);
    expect(parts.matches.size).toBe(1);
    parts.matches.dropIdle(never);
    expect(parts.matches.size).toBe(0);
  });

  test("[MT5] leave memory although a clock runs: whoever sweeps storage finds its deadline there", async () => {
    const { parts, live } = await begin(["Anna", "Bob"], "tic-tac-toe", { turnMs: 600_000 });
    await parts.clock.advance(61_000);
    parts.matches.dropIdle(never);
    expect(parts.matches.size).toBe(0);
    const at = parts.clock.now() + 600_000;
    expect(await parts.store.claimOverdue({ at, leaseMs: 0, limit: 9 })).toMatchObject([{ matchId: live.id }]);
  });
});
