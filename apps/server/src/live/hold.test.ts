import { randomUUID } from "node:crypto";
import { type Command, type Seat, StorageUnavailable } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import type { LiveMatch } from "./live-match.js";
import { submit } from "./submit.js";

const HOLD_MS = 30_000;

function count(seat: Seat, basedOn: number, msgId: string = randomUUID()): Command {
  const actorId = ["anna", "bob"][seat] ?? "";
  return { kind: "move", actorId, msgId, seat, host: false, basedOn, move: { type: "count" } };
}

/** A match in the middle of an outage; every call to storage fails until it is over. */
async function outage() {
  const parts = serverParts();
  const { live } = await tableOf(parts);
  const calls = ["append", "readCommits", "findCommit", "versionsOf", "loadMatch"] as const;
  const go = () => {
    for (const call of calls) {
      parts.store.before[call] = () => {
        throw new StorageUnavailable(1_000);
      };
    }
    parts.store.health.state = { awaySince: parts.clock.now() };
  };
  const end = async () => {
    for (const call of calls) delete parts.store.before[call];
    parts.store.health.state = "up";
    await parts.clock.advance(0);
  };
  go();
  return { parts, live, go, end };
}

function play(parts: ServerParts, live: LiveMatch, command: Command) {
  const answer = submit(parts, live, command, { receivedAt: parts.clock.now() });
  let settled: unknown = "held";
  answer.then(
    (result) => (settled = result),
    (fault: unknown) => (settled = fault),
  );
  return { answer, now: () => settled };
}

describe("a move made while storage is away", () => {
  test("[DU5] is held, neither confirmed nor shown, and goes in when storage is back", async () => {
    const { parts, live, end } = await outage();
    const move = play(parts, live, count(0, 2));
    await parts.clock.advance(HOLD_MS - 1);
    expect(move.now()).toBe("held");
    expect(live.head.version).toBe(2);
    await end();
    expect(await move.answer).toMatchObject({ ok: true, value: { commit: { version: 3 }, duplicate: false } });
    expect(live.head.version).toBe(3);
  });

  test("[DU5] is answered with `unavailable` and when to ask again, once it was held for 30 seconds", async () => {
    const { parts, live, end } = await outage();
    const msgId = randomUUID();
    const move = play(parts, live, count(0, 2, msgId));
    await parts.clock.advance(HOLD_MS);
    expect(move.now()).toMatchObject({ name: "StorageUnavailable", retryAfterMs: 1_000 });
    await end();
    expect(live.head.version).toBe(2);
    expect(await play(parts, live, count(0, 2, msgId)).answer).toMatchObject({ ok: true, value: { duplicate: false } });
  });

  test("[DU5] that nobody may make is not refused on what may be old news, but when the log can be read", async () => {
    const { parts, live, end } = await outage();
    const move = play(parts, live, count(1, 2));
    await parts.clock.advance(1_000);
    expect(move.now()).toBe("held");
    await end();
    expect(await move.answer).toMatchObject({ ok: false, rejection: { reason: "not_your_turn" } });
  });

  test("[DU5] may be sent again meanwhile, and both get the same answer", async () => {
    const { parts, live, end } = await outage();
    const msgId = randomUUID();
    const [first, again] = [play(parts, live, count(0, 2, msgId)), play(parts, live, count(0, 2, msgId))];
    await parts.clock.advance(1_000);
    expect([first.now(), again.now()]).toEqual(["held", "held"]);
    await end();
    expect(await first.answer).toMatchObject({ ok: true, value: { commit: { version: 3 } } });
    expect(await again.answer).toMatchObject({ ok: true, value: { commit: { version: 3 }, duplicate: true } });
  });

  test("[DU5] [SY5] that went in before is answered at once, from memory: nothing has to be asked for it", async () => {
    const { parts, live, go, end } = await outage();
    await end();
    const msgId = randomUUID();
    expect(await play(parts, live, count(0, 2, msgId)).answer).toMatchObject({ ok: true, value: { duplicate: false } });
    go();
    const again = play(parts, live, count(0, 2, msgId));
    await parts.clock.advance(0);
    expect(again.now()).toMatchObject({ ok: true, value: { commit: { version: 3 }, duplicate: true } });
  });

  test("[DU5] is the only one of its player: a second one is told at once to wait for the first", async () => {
    const { parts, live, end } = await outage();
    const first = play(parts, live, count(0, 2));
    const pending = { code: "storage_unavailable", reason: "move_pending", recovery: "retry", retryAfterMs: 1_000 };
    expect(await play(parts, live, count(0, 3)).answer).toMatchObject({ ok: false, rejection: pending });
    const other = play(parts, live, count(1, 3));
    await parts.clock.advance(1_000);
    expect(other.now()).toBe("held");
    await end();
    expect(await first.answer).toMatchObject({ ok: true });
    expect(await other.answer).toMatchObject({ ok: true, value: { commit: { version: 4 } } });
    expect(await play(parts, live, count(0, 4)).answer).toMatchObject({ ok: true });
  });

  test("[DU5] is held through one outage after the other, but not for longer than 30 seconds in all", async () => {
    const { parts, live, go, end } = await outage();
    const move = play(parts, live, count(0, 2));
    await parts.clock.advance(20_000);
    parts.store.before.append = async () => {
      go();
      throw new StorageUnavailable(1_000);
    };
    parts.store.health.state = "up";
    await parts.clock.advance(0);
    expect(move.now()).toBe("held");
    await parts.clock.advance(9_999);
    expect(move.now()).toBe("held");
    await parts.clock.advance(1);
    expect(move.now()).toBeInstanceOf(StorageUnavailable);
    await end();
  });
});

test.each<[string, Command]>([
  ["a join", { kind: "join", actorId: "carol", msgId: "j", seat: null, entropy: null }],
  ["a timeout", { kind: "timeout", actorId: "system", msgId: "timeout:2", seat: 0 }],
  ["an absence", { kind: "absence", actorId: "system", msgId: "absence:2:0", seats: [0] }],
])("[DU5] %s is turned away at once while storage is away", async (_, command) => {
  const { parts, live } = await outage();
  await expect(play(parts, live, command).answer).rejects.toMatchObject({ retryAfterMs: 1_000 });
});

test("[DU5] a storage that fails without being away is the caller's to ask again (the twin)", async () => {
  const { parts, live } = await outage();
  parts.store.health.state = "up";
  await expect(play(parts, live, count(0, 2)).answer).rejects.toBeInstanceOf(StorageUnavailable);
});
