/** Who has no part in a match cannot give it up, and hears the same "no" again though they may have one by then. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { leaveMatch, resignMatch } from "./give-up.js";
import { joinMatch } from "./join-match.js";
import { playMove } from "./play-move.js";

const bob = userSession("Bob");

async function hosted(visibility: "private" | "public") {
  const parts = serverParts();
  await parts.store.putPlayer({ playerId: "bob", name: "Bob" });
  const { live, code } = await tableOf(parts, ["Anna"], { game: "tic-tac-toe", visibility, as: "host" });
  const join = (name = "Bob") => joinMatch(parts, userSession(name), { msgId: randomUUID(), code });
  return { parts, live, code, join, request: { matchId: live.id, msgId: randomUUID() } };
}

const WAYS = [
  ["leaves", leaveMatch],
  ["resigns", resignMatch],
] as const;
const cases = WAYS.flatMap(([what, giveUp]) =>
  (["private", "public"] as const).map((visibility) => [what, visibility, giveUp] as const),
);

describe.each(cases)("a stranger who %s, in a %s match", (_what, visibility, giveUp) => {
  test("[SY5] is refused again after they have taken a seat, for as long as a refusal is remembered", async () => {
    const { parts, live, join, request } = await hosted(visibility);
    const refusal = await giveUp(parts, bob, request);
    expect(refusal).toMatchObject({ ok: false });
    await join();
    await join("Carol");
    expect(live.head.state.status).toBe("playing");
    expect(await giveUp(parts, bob, { ...request })).toEqual(refusal);
    expect(live.head.version).toBe(2);
    await parts.clock.advance(300_001);
    expect(await parts.ports.coordination.dedupe.recall("bob", request.msgId)).toBeNull();
  });

  test("[SY5] and asks anew is heard", async () => {
    const { parts, join, request } = await hosted(visibility);
    await giveUp(parts, bob, request);
    await join();
    await join("Carol");
    expect(await giveUp(parts, bob, { ...request, msgId: randomUUID() })).toMatchObject({ ok: true });
  });

  test("[SY5] has one answer to two copies, though they take a seat before the first refusal is remembered", async () => {
    const { parts, join, request } = await hosted(visibility);
    const { dedupe } = parts.ports.coordination;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    Object.assign(parts.ports.coordination, {
      dedupe: {
        windowMs: dedupe.windowMs,
        recall: dedupe.recall.bind(dedupe),
        remember: (...what: Parameters<typeof dedupe.remember>) => held.then(() => dedupe.remember(...what)),
      },
    });
    const first = giveUp(parts, bob, request);
    await parts.clock.advance(0);
    await join();
    await join("Carol");
    const second = giveUp(parts, bob, { ...request });
    await parts.clock.advance(0);
    letGo();
    const refusal = await first;
    expect(refusal).toMatchObject({ ok: false });
    expect(await second).toEqual(refusal);
  });

  test("[SY5] has used its msgId: a move under it is refused", async () => {
    const { parts, join, request } = await hosted(visibility);
    await giveUp(parts, bob, request);
    await join();
    await join("Carol");
    const move = { ...request, basedOn: 2, move: { type: "move", cell: 4 } };
    expect(await playMove(parts, bob, move)).toMatchObject({ rejection: { code: "msg_id_reused" } });
    expect(await playMove(parts, bob, { ...move, msgId: randomUUID() })).toMatchObject({ ok: true });
  });
});

test("[SY5] a host without a seat who resigns is refused again after they have taken one", async () => {
  const { parts, code, request, join } = await hosted("private");
  const anna = userSession("Anna");
  const refusal = await resignMatch(parts, anna, request);
  expect(refusal).toMatchObject({ rejection: { reason: "no_seat" } });
  expect(await joinMatch(parts, anna, { msgId: randomUUID(), code })).toMatchObject({ ok: true });
  await join();
  expect(await resignMatch(parts, anna, { ...request })).toEqual(refusal);
  expect(await resignMatch(parts, anna, { ...request, msgId: randomUUID() })).toMatchObject({ ok: true });
});

test("[SY5] a leave that was accepted is answered with its receipt, whoever has the seat by then", async () => {
  const { parts, join, request } = await hosted("public");
  await join();
  const first = await leaveMatch(parts, bob, request);
  if (!first.ok) throw new Error(first.rejection.reason);
  await join("Carol");
  const again = { ok: true, value: { ...first.value, duplicate: true } };
  expect(await leaveMatch(parts, bob, { ...request })).toEqual(again);
  await parts.another().matches.get(request.matchId);
  expect(await leaveMatch(parts.another(), bob, { ...request })).toEqual(again);
});
