/** A log that was taken back to an earlier time, seen from a node that had told people more. */
import { randomUUID } from "node:crypto";
import type { Command } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, type Table, tableOf } from "../../../../tests/support/server-parts.js";
import { answerOnce } from "../usecases/answer-once.js";
import { matchEvents } from "../usecases/read-match.js";
import { resumeMatch } from "../usecases/resume-match.js";
import { watchMatch, type WatchRequest } from "../usecases/watch-match.js";
import { fingerprintOf } from "./fingerprint.js";
import type { Watcher } from "./watcher.js";

const COUNT = { kind: "move", move: { type: "count" } } as const;

function count({ live }: Table, msgId: string = randomUUID(), basedOn = live.head.version): Command {
  const seat = basedOn % 2;
  return { ...COUNT, actorId: seat === 0 ? "anna" : "bob", msgId, seat, host: false, basedOn };
}

/** Two players at version 5; the log is about to end at another. */
async function begin(names?: readonly string[]) {
  const parts = serverParts();
  const table = await tableOf(parts, names, { game: "counting" });
  const msgIds: string[] = [];
  for (let i = 0; i < (names ? 0 : 3); i += 1) {
    const command = count(table);
    msgIds.push(command.msgId);
    expect(await answerOnce(parts, table.live, command)).toMatchObject({ ok: true });
  }
  return { parts, table, msgIds };
}

async function watched(parts: ServerParts, table: Table, held: WatchRequest["held"] = null): Promise<Watcher> {
  const [session] = table.players;
  if (!session) throw new Error("nobody sits there");
  const watcher = await watchMatch(parts, session, { matchId: table.live.id, held, connectionId: null });
  if (!watcher.ok) throw new Error(watcher.rejection.reason);
  watcher.value.open(() => {});
  return watcher.value;
}
const take = (parts: ServerParts, watcher: Watcher) => watcher.take(parts.clock.now());

describe("a match that is read while its log is taken back", () => {
  /** It is over, with a snapshot of its end; once its row was read, something happens to what is read next. */
  async function readWhile(happens: (parts: ServerParts, table: Table) => void) {
    const { parts, table } = await begin();
    for (let i = 0; i < 20 && table.live.head.state.outcome === null; i += 1) {
      await answerOnce(parts, table.live, count(table));
    }
    expect(table.live.head.state.outcome).not.toBeNull();
    const other = parts.another();
    other.store.before.readCommits = () => {
      delete other.store.before.readCommits;
      happens(other, table);
    };
    return { other, read: await other.matches.get(table.live.id) };
  }

  test("[SY8.1] is what the log holds now, and no match that does not verify", async () => {
    const { other, read } = await readWhile(({ store }, { live }) => store.takeBack(live.id, 5));
    expect(read).toMatchObject({ ok: true, value: { epoch: 2, head: { version: 5 } } });
    expect(other.lines).toEqual([]);
  });

  test("[DU4] is refused where nothing was taken back, and it does not verify: the twin", async () => {
    const { other, read } = await readWhile(({ store }, { live }) => store.tamper(live.id, live.head.version));
    expect(read).toMatchObject({ ok: false, rejection: { reason: "match_corrupt" } });
    expect(other.lines).toMatchObject([{ level: "error" }]);
  });
});

describe("whoever watches", () => {
  test.each([true, false])(
    "[SY8.1] is told to begin afresh from what the log holds now (known to be so: %s)",
    async (isKnown) => {
      const { parts, table } = await begin();
      const watcher = await watched(parts, table);
      expect(take(parts, watcher)).toMatchObject({ epoch: 1, version: 5 });
      parts.store.takeBack(table.live.id, 3, { isKnown });
      await parts.matches.levelAll();
      const frame = take(parts, watcher);
      expect(frame).toMatchObject({ epoch: 2, version: 3, from: null, reset: true, events: [], view: { count: 1 } });
      expect(take(parts, watcher)).toBeNull();
      expect(parts.lines).toMatchObject([{ level: "warn", fields: { before: { epoch: 1, version: 5 }, version: 3 } }]);
    },
  );

  test("[SY8.1] is told the same once by every node, and all of them go on in one epoch", async () => {
    const { parts, table } = await begin();
    const other = parts.another();
    const watchers = [await watched(parts, table), await watched(other, table)];
    for (const watcher of watchers) expect(take(parts, watcher)).toMatchObject({ epoch: 1, version: 5 });
    parts.store.takeBack(table.live.id, 4, { isKnown: false });
    await Promise.all([parts.matches.levelAll(), other.matches.levelAll()]);
    for (const watcher of watchers) expect(take(parts, watcher)).toMatchObject({ epoch: 2, version: 4, reset: true });
    expect(await answerOnce(parts, table.live, count(table))).toMatchObject({ ok: true, value: { version: 5 } });
    await other.matches.levelAll();
    expect(take(other, watchers[1] as Watcher)).toMatchObject({ epoch: 2, version: 5, from: 4 });
  });

  test("[SY8.1] is told also where nothing was lost, and then nothing has to be read for it", async () => {
    const { parts, table } = await begin();
    const watcher = await watched(parts, table);
    take(parts, watcher);
    parts.store.beginEpoch(table.live.id);
    const loads = parts.store.calls.loadMatch;
    await parts.matches.levelAll();
    expect(take(parts, watcher)).toMatchObject({ epoch: 2, version: 5, reset: true });
    expect(parts.store.calls.loadMatch).toBe(loads);
  });

  test("[SY8.1] with a seat that the log never gave away sees what an observer sees", async () => {
    const { parts, table } = await begin(["Anna", "Bob"]);
    const session = table.players[1];
    if (!session) throw new Error("nobody sits there");
    const asked = { matchId: table.live.id, held: null, connectionId: null };
    const bobs = await watchMatch(parts, session, asked);
    if (!bobs.ok) throw new Error("he sat there");
    bobs.value.open(() => {});
    expect(take(parts, bobs.value)).toMatchObject({ you: { role: "player", seat: 1 } });
    parts.store.takeBack(table.live.id, 1);
    await parts.matches.levelAll();
    expect(take(parts, bobs.value)).toMatchObject({ you: { role: "observer" }, reset: true, version: 1 });
  });

  test("[SY8.1] a match that the log does not have at all is told that there is none", async () => {
    const { parts, table } = await begin();
    const watcher = await watched(parts, table);
    take(parts, watcher);
    parts.store.forget(table.live.id);
    await parts.matches.levelAll();
    expect(take(parts, watcher)).toMatchObject({ rejection: { reason: "no_such_match" } });
  });
});

describe("whoever comes back", () => {
  test("[SY8.1] to a node that has not heard of the new epoch is not sent back to the old one", async () => {
    const { parts, table } = await begin();
    const other = parts.another();
    await other.matches.get(table.live.id);
    parts.store.takeBack(table.live.id, 4);
    await parts.matches.levelAll();
    await answerOnce(parts, table.live, count(table));
    const watcher = await watched(other, table, { epoch: 2, version: 5 });
    const frame = take(other, watcher);
    expect(frame).toMatchObject({ epoch: 2, version: 5, from: 5 });
    expect(frame).not.toHaveProperty("reset");
  });

  test("[SY8.1] with what was taken back is given what there is, and told so", async () => {
    const { parts, table } = await begin();
    parts.store.takeBack(table.live.id, 4);
    const [session] = table.players;
    if (!session) throw new Error("nobody sits there");
    const asked = { matchId: table.live.id, held: { epoch: 1, version: 5 }, connectionId: null };
    expect(await resumeMatch(parts.another(), session, asked)).toMatchObject({
      ok: true,
      value: { desync: true, state: { epoch: 2, version: 4, reset: true } },
    });
  });

  test("[SY8.1] for events that the log does not have any more is asked to ask again, and nothing is frozen", async () => {
    const { parts, table } = await begin();
    const [session] = table.players;
    if (!session) throw new Error("nobody sits there");
    parts.store.takeBack(table.live.id, 3, { isKnown: false });
    const asked = { matchId: table.live.id, after: 0, limit: 10 };
    await expect(matchEvents(parts, session, asked)).rejects.toMatchObject({
      rejection: { reason: "log_taken_back", recovery: "retry" },
    });
    expect(await matchEvents(parts, session, asked)).toMatchObject({ version: 3, next: null });
  });
});

describe("a move", () => {
  test.each([true, false])(
    "[SY8.1] made before anybody here knew is decided on what the log holds (known to be so: %s)",
    async (isKnown) => {
      const { parts, table } = await begin();
      parts.store.takeBack(table.live.id, 3, { isKnown });
      // Anna's turn at 4 with what is held here, Bob's with what is left.
      const late = await answerOnce(parts, table.live, count(table, randomUUID(), 5));
      expect(late).toMatchObject({ ok: false, rejection: { code: "desync" } });
      expect([table.live.epoch, table.live.head.version]).toEqual([2, 3]);
      const next = await answerOnce(parts, table.live, count(table));
      expect(next).toMatchObject({ ok: true, value: { version: 4, duplicate: false } });
    },
  );

  test("[SY8.1] that was acknowledged and lost is not said to be in the log, whoever remembers it", async () => {
    const { parts, table, msgIds } = await begin();
    const [, , msgId = ""] = msgIds;
    const again = { ...count(table, msgId, 4) };
    expect(await answerOnce(parts, table.live, again)).toMatchObject({ ok: true, value: { duplicate: true } });
    const { dedupe } = parts.ports.coordination;
    const outcome = { ok: true, version: 5, at: 1 } as const;
    await dedupe.remember(again.actorId, msgId, { payloadHash: `${table.live.id}:${fingerprintOf(again)}`, outcome });
    parts.store.takeBack(table.live.id, 4);
    await parts.matches.levelAll();
    const once = await answerOnce(parts, table.live, { ...again });
    expect(once).toMatchObject({ ok: true, value: { version: 5, duplicate: false } });
    expect(await parts.store.findCommit(table.live.id, again.actorId, msgId)).toMatchObject({ commit: { version: 5 } });
  });
});
