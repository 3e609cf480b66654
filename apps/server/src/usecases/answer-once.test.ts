import { randomUUID } from "node:crypto";
import { type Command, StorageUnavailable } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { fingerprintOf } from "../live/fingerprint.js";
import { submit } from "../live/submit.js";
import { answerOnce } from "./answer-once.js";

function count(seat: 0 | 1, basedOn: number, msgId: string = randomUUID()): Command {
  const actorId = seat === 0 ? "anna" : "bob";
  return { kind: "move", actorId, msgId, seat, host: false, basedOn, move: { type: "count" } };
}

async function begin() {
  const parts = serverParts();
  return { parts, ...(await tableOf(parts)) };
}

/** What any node would find of a request's answer. */
function rememberedOf({ ports }: ServerParts, { actorId, msgId }: Command) {
  return ports.coordination.dedupe.recall(actorId, msgId);
}

describe("an accepted request", () => {
  test("[SY5] is answered with the same receipt however late it is repeated, and nothing is remembered for it", async () => {
    const { parts, live } = await begin();
    const move = count(0, 2);
    const first = await answerOnce(parts, live, move);
    expect(first).toMatchObject({ ok: true, value: { matchId: live.id, version: 3, duplicate: false, durable: true } });
    if (!first.ok) return;
    await parts.clock.advance(24 * 3_600_000);
    expect(await answerOnce(parts, live, { ...move })).toEqual({
      ok: true,
      value: { ...first.value, duplicate: true },
    });
    expect(await parts.ports.coordination.dedupe.recall("anna", move.msgId)).toBeNull();
  });
});

describe("a refused request", () => {
  test("[SY5] is refused the same way again, though it would be accepted by now", async () => {
    const { parts, live } = await begin();
    const early = count(1, 2);
    const refusal = await answerOnce(parts, live, early);
    expect(refusal).toMatchObject({ ok: false, rejection: { reason: "not_your_turn" } });
    expect(await rememberedOf(parts, early)).toMatchObject({ outcome: refusal });
    await answerOnce(parts, live, count(0, 2));
    expect(await answerOnce(parts, live, { ...early })).toEqual(refusal);
    expect(await answerOnce(parts, live, { ...count(1, 3) })).toMatchObject({ ok: true });
  });

  test("[SY5] is not what a move gets for a version that there is not: nothing is remembered, and once there is one it is accepted", async () => {
    const { parts, live } = await begin();
    const ahead = count(1, 3);
    for (let copy = 0; copy < 2; copy += 1) {
      const undecided = await answerOnce(parts, live, { ...ahead });
      expect(undecided).toMatchObject({ ok: false, rejection: { code: "desync", reason: "version_ahead" } });
    }
    expect(await rememberedOf(parts, ahead)).toBeNull();
    await answerOnce(parts, live, count(0, 2));
    expect(await answerOnce(parts, live, { ...ahead })).toMatchObject({ ok: true, value: { duplicate: false } });
  });

  test("[SY5] that was remembered late, by a node that stood still, does not outdo what another node accepted", async () => {
    const { parts, live } = await begin();
    const early = count(1, 2);
    const refusal = await answerOnce(parts, live, early);
    // Another node found the same msgId acceptable a moment later; the first one's word came after that.
    await answerOnce(parts, live, count(0, 2));
    const other = parts.another();
    const there = await other.matches.get(live.id);
    if (!there.ok || refusal.ok) throw new Error("the match is there, and the move was refused");
    const late = { ...count(1, 3, early.msgId) };
    expect(await submit(other, there.value, late, { receivedAt: parts.clock.now() })).toMatchObject({ ok: true });
    const payloadHash = `${live.id}:${fingerprintOf(late)}`;
    const { dedupe } = other.ports.coordination;
    await dedupe.remember("bob", early.msgId, { payloadHash, outcome: refusal });
    for (const node of [other, parts]) {
      const found = await node.matches.get(live.id);
      if (!found.ok) throw new Error("the match is there");
      expect(await answerOnce({ ...node, ports: other.ports }, found.value, { ...late })).toMatchObject({
        ok: true,
        value: { duplicate: true, version: 4 },
      });
    }
  });

  test("[SY5] may be asked anew once the window is over: a refusal is not kept for ever", async () => {
    const { parts, live } = await begin();
    const early = count(1, 2);
    await answerOnce(parts, live, early);
    await answerOnce(parts, live, count(0, 2));
    await parts.clock.advance(300_001);
    expect(await answerOnce(parts, live, { ...early })).toMatchObject({ rejection: { code: "stale_version" } });
  });

  test("[SY5] keeps its msgId: for anything else it is refused, and the first refusal stands", async () => {
    const { parts, live } = await begin();
    const early = count(1, 2);
    const refusal = await answerOnce(parts, live, early);
    const other = await answerOnce(parts, live, count(1, 1, early.msgId));
    expect(other).toMatchObject({ ok: false, rejection: { code: "msg_id_reused" } });
    expect(await answerOnce(parts, live, { ...early })).toEqual(refusal);
  });

  test("[SY5] is the player's own: another player's request of the same msgId is judged by itself", async () => {
    const { parts, live } = await begin();
    const early = count(1, 2);
    await answerOnce(parts, live, early);
    expect(await answerOnce(parts, live, count(0, 2, early.msgId))).toMatchObject({ ok: true });
  });
});

describe("two copies of one request on one node", () => {
  /** What is to be remembered gets to Redis only when the test says so. */
  function holdRemembering({ ports }: ServerParts) {
    const { dedupe } = ports.coordination;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const remember: typeof dedupe.remember = (...what) => held.then(() => dedupe.remember(...what));
    Object.assign(ports.coordination, {
      dedupe: { windowMs: dedupe.windowMs, recall: dedupe.recall.bind(dedupe), remember },
    });
    return letGo;
  }

  test("[SY5] have one answer, though the second would be accepted before the refusal of the first is remembered", async () => {
    const { parts, live } = await begin();
    const letGo = holdRemembering(parts);
    const early = count(1, 2);
    const first = answerOnce(parts, live, early);
    await parts.clock.advance(0);
    expect(await answerOnce(parts, live, count(0, 2))).toMatchObject({ ok: true, value: { version: 3 } });
    const second = answerOnce(parts, live, { ...early });
    await parts.clock.advance(0);
    letGo();
    expect(await first).toMatchObject({ ok: false, rejection: { reason: "not_your_turn" } });
    expect(await second).toEqual(await first);
    expect(await parts.store.findCommit(live.id, "bob", early.msgId)).toBeNull();
  });

  test("[SY5] another request is accepted meanwhile: the twin", async () => {
    const { parts, live } = await begin();
    const letGo = holdRemembering(parts);
    const first = answerOnce(parts, live, count(1, 2));
    await parts.clock.advance(0);
    await answerOnce(parts, live, count(0, 2));
    expect(await answerOnce(parts, live, count(1, 3))).toMatchObject({ ok: true, value: { version: 4 } });
    letGo();
    expect(await first).toMatchObject({ ok: false });
  });
});

describe("a request whose outcome is open", () => {
  test("[SY5] is remembered as nothing: repeated when storage is back it is accepted", async () => {
    const { parts, live } = await begin();
    const move = count(0, 2);
    parts.store.before.append = () => {
      throw new StorageUnavailable(500);
    };
    await expect(answerOnce(parts, live, move)).rejects.toThrow(StorageUnavailable);
    delete parts.store.before.append;
    expect(await answerOnce(parts, live, { ...move })).toMatchObject({ ok: true, value: { duplicate: false } });
  });

  test("[SY5] is not remembered when its refusal says `retry`", async () => {
    const { parts, live } = await begin();
    const move = count(0, 2);
    const { append } = parts.store;
    parts.store.append = async () => ({ status: "lost" });
    expect(await answerOnce(parts, live, move)).toMatchObject({ rejection: { recovery: "retry" } });
    expect(await rememberedOf(parts, move)).toBeNull();
    parts.store.append = append;
    expect(await answerOnce(parts, live, { ...move })).toMatchObject({ ok: true });
  });

  test("[DU4] is not remembered when the match is frozen: an operator may thaw it", async () => {
    const { parts, live } = await begin();
    const move = count(0, 2);
    live.frozen = { code: "game_unavailable", reason: "match_corrupt", recovery: "none", message: "Frozen." };
    expect(await answerOnce(parts, live, move)).toMatchObject({ rejection: { reason: "match_corrupt" } });
    expect(await rememberedOf(parts, move)).toBeNull();
    live.frozen = null;
    expect(await answerOnce(parts, live, { ...move })).toMatchObject({ ok: true });
  });
});

test("[DU6] with nothing remembered at all an accepted move is still found, in the log", async () => {
  const { parts, live } = await begin();
  Object.assign(parts.ports.coordination.dedupe, { recall: async () => null, remember: async () => {} });
  const move = count(0, 2);
  await answerOnce(parts, live, move);
  expect(await answerOnce(parts, live, { ...move })).toMatchObject({
    ok: true,
    value: { version: 3, duplicate: true },
  });
  expect(live.head.version).toBe(3);
});
