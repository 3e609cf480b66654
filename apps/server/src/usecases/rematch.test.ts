import { randomUUID } from "node:crypto";
import { isBot } from "@holdfast/engine";
import { expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import type { LiveMatch } from "../live/live-match.js";
import { answerOnce } from "./answer-once.js";
import type { CreateRequest } from "./create-match.js";
import type { Session } from "./deps.js";
import { leaveMatch, resignMatch } from "./give-up.js";
import { joinMatch } from "./join-match.js";
import { getMatch } from "./read-match.js";
import { rematch } from "./rematch.js";
import { addBot, removeBot } from "./seat-bots.js";

const [ANNA, BOB, CORA] = [userSession("Anna"), userSession("Bob"), userSession("Cora")];
const TIC = { game: "tic-tac-toe", options: { bestOf: 3 } } as const;

const press = (parts: ServerParts, session: Session, matchId: string, msgId: string = randomUUID()) =>
  rematch(parts, session, { msgId, matchId });
type Answer = Awaited<ReturnType<typeof rematch>>;
const reasonOf = (answer: Answer) => (answer.ok ? null : `${answer.rejection.code}/${answer.rejection.reason}`);
function tableIn(answer: Answer): LiveMatch {
  if (!answer.ok) throw new Error(`refused: ${answer.rejection.reason}`);
  return answer.value.live;
}

/** A match of Anna and Bob that is over. */
async function over(parts: ServerParts = serverParts(), request: Partial<CreateRequest> = TIC) {
  const { live } = await tableOf(parts, ["Anna", "Bob"], request);
  await giveUp(parts, live.id);
  return { parts, live, id: live.id };
}
async function giveUp(parts: ServerParts, matchId: string) {
  await resignMatch(parts, BOB, { matchId, msgId: randomUUID() });
}

test("[MT15] whoever asks first makes the rematch and is seated as before, and who asks next comes to it and it begins", async () => {
  const { parts, live, id } = await over();
  const first = await press(parts, BOB, id);
  expect(first).toMatchObject({
    ok: true,
    value: { seat: 1, role: "player", receipt: { version: 1, duplicate: false } },
  });
  const second = await press(parts, ANNA, id);
  expect(second).toMatchObject({ ok: true, value: { seat: 0, receipt: { version: 2, duplicate: false } } });
  const again = tableIn(second);
  expect(again.id).toBe(tableIn(first).id);
  expect(again.id).not.toBe(id);
  expect(again.head.state).toMatchObject({ status: "playing", seats: ["anna", "bob"] });
  expect(again.hosted.seed).not.toBe(live.hosted.seed);
});

test("[MT15] a rematch has the game, options, seats, visibility and host of the match before, and nothing else of it", async () => {
  const parts = serverParts();
  const options = { mode: "cash", actMs: 0, betweenHandsMs: 0 };
  const request = { game: "holdem", options, seats: 2, visibility: "public", as: "host" } as const;
  const { live, code } = await tableOf(parts, ["Holly"], request);
  for (const one of [ANNA, BOB]) await joinMatch(parts, one, { msgId: randomUUID(), code });
  const holly = userSession("Holly");
  expect(reasonOf(await press(parts, holly, live.id))).toBe("invalid_action/match_not_over");
  const abort = { kind: "abort", actorId: "admin", msgId: randomUUID(), reason: "test" } as const;
  await answerOnce(parts, live, abort);
  const hosted = await press(parts, holly, live.id);
  expect(hosted).toMatchObject({ ok: true, value: { seat: null, role: "host", receipt: { version: 0 } } });
  const again = tableIn(hosted);
  const { gameId, rulesVersion, seatCount, hostId } = live.facts;
  expect(again.facts).toMatchObject({ gameId, rulesVersion, seatCount, hostId, options: live.facts.options });
  expect(again.hosted.visibility).toBe("public");
  for (const part of ["code", "watchKey", "seed"] as const) expect(again.hosted[part]).not.toBe(live.hosted[part]);
  expect(again.facts.commitment).not.toBe(live.facts.commitment);
  expect(tableIn(await press(parts, ANNA, live.id)).id).toBe(again.id);
});

test("[MT15] asking again, in the same words or others, before or after it is over, leads to the same rematch and seat", async () => {
  const { parts, id } = await over();
  const msgId = randomUUID();
  const first = tableIn(await press(parts, ANNA, id, msgId));
  for (const one of [msgId, randomUUID()]) {
    const again = await press(parts, ANNA, id, one);
    expect(again).toMatchObject({
      ok: true,
      value: { live: first, seat: 0, receipt: { duplicate: true, version: 1 } },
    });
  }
  tableIn(await press(parts, BOB, id));
  await giveUp(parts, first.id);
  for (const one of [msgId, randomUUID()]) {
    expect(await press(parts, ANNA, id, one)).toMatchObject({ ok: true, value: { live: first, seat: 0 } });
  }
  const next = tableIn(await press(parts, ANNA, first.id));
  expect([id, first.id]).not.toContain(next.id);
});

test("[MT15] whoever had no part in the match gets no rematch of it, and is told of a private one no more than before", async () => {
  const { parts, id } = await over();
  expect(reasonOf(await press(parts, CORA, id))).toBe("not_found/no_such_match");
  expect(reasonOf(await press(parts, ANNA, randomUUID()))).toBe("not_found/no_such_match");
  const open = await over(serverParts(), { ...TIC, visibility: "public" });
  expect(reasonOf(await press(open.parts, CORA, open.id))).toBe("forbidden/observer");
  expect(reasonOf(await press(parts, { ...ANNA, scope: "seat", matchId: id }, id))).toBe("forbidden/scope");
  const table = tableIn(await press(parts, ANNA, id));
  const byId = { msgId: randomUUID(), matchId: table.id };
  for (const stranger of [CORA, BOB]) {
    expect(await joinMatch(parts, stranger, byId)).toMatchObject({ ok: false, rejection: { reason: "no_open_match" } });
  }
});

test("[MT15] a match that is still played has no rematch, also where its end came through another node a moment ago it has", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], TIC);
  const other = parts.another();
  expect(reasonOf(await press(other, ANNA, live.id))).toBe("invalid_action/match_not_over");
  await giveUp(parts, live.id);
  expect((await press(other, ANNA, live.id)).ok).toBe(true);
});

test("[MT15] who finds every seat taken and play begun is told so in words, and again", async () => {
  const { parts, id } = await over();
  const { hosted } = tableIn(await press(parts, BOB, id));
  await joinMatch(parts, CORA, { msgId: randomUUID(), code: hosted.code ?? "" });
  const msgId = randomUUID();
  for (const one of [msgId, msgId, randomUUID()]) {
    expect(reasonOf(await press(parts, ANNA, id, one))).toBe("join_failed/rematch_full");
  }
});

test("[MT15] who finds their seat taken gets another one, and the same one when they ask again", async () => {
  const { parts, id } = await over();
  const table = tableIn(await press(parts, ANNA, id));
  await leaveMatch(parts, ANNA, { matchId: table.id, msgId: randomUUID() });
  await joinMatch(parts, ANNA, { msgId: randomUUID(), code: table.hosted.code ?? "", seat: 1 });
  const msgId = randomUUID();
  for (const duplicate of [false, true]) {
    const answer = await press(parts, BOB, id, msgId);
    expect(answer).toMatchObject({ ok: true, value: { live: table, seat: 0, receipt: { duplicate } } });
  }
});

test("[MT15] who left the rematch while it waited comes back to it, also through a node that has not heard of their leaving", async () => {
  const { parts, id } = await over();
  const other = parts.another();
  const { id: matchId } = tableIn(await press(parts, ANNA, id));
  tableIn(await press(other, ANNA, id));
  for (const node of [parts, other]) {
    await leaveMatch(parts, ANNA, { matchId, msgId: randomUUID() });
    expect(await press(node, ANNA, id)).toMatchObject({ ok: true, value: { seat: 0, receipt: { duplicate: false } } });
    expect((await parts.store.findMatch({ matchId }))?.seats[0]?.playerId).toBe("anna");
  }
});

test("[MT15] who comes when the rematch was played without them is told so", async () => {
  const { parts, id } = await over();
  const table = tableIn(await press(parts, BOB, id));
  await joinMatch(parts, CORA, { msgId: randomUUID(), code: table.hosted.code ?? "" });
  await giveUp(parts, table.id);
  expect(reasonOf(await press(parts, ANNA, id))).toBe("game_over/rematch_over");
});

test("[MT15] [MT13] bots that played are seated where they were, once, and one that is taken away does not come back", async () => {
  const parts = serverParts();
  const request = { game: "holdem", options: { mode: "cash", actMs: 0 }, seats: 4 } as const;
  const { live, code } = await tableOf(parts, ["Anna"], request);
  for (const seat of [1, 3]) await addBot(parts, ANNA, { matchId: live.id, msgId: randomUUID(), seat });
  await joinMatch(parts, BOB, { msgId: randomUUID(), code });
  await answerOnce(parts, live, { kind: "abort", actorId: "admin", msgId: randomUUID(), reason: "test" });
  const again = tableIn(await press(parts, ANNA, live.id));
  expect(again.head.state.seats.map(isBot)).toEqual([false, true, false, true]);
  const botId = again.head.state.seats[3] ?? "";
  await removeBot(parts, ANNA, { matchId: again.id, msgId: randomUUID(), botId });
  tableIn(await press(parts, BOB, live.id));
  expect(again.head.state.seats.map((one) => (isBot(one) ? "bot" : one))).toEqual(["anna", "bot", "bob", null]);
});

test("[MT15] those who had a part in a match are told who waits for them at its rematch, and nobody else is", async () => {
  const { parts, id } = await over(serverParts(), { ...TIC, visibility: "public" });
  expect(await getMatch(parts, BOB, id)).not.toHaveProperty("rematch");
  const matchId = tableIn(await press(parts, ANNA, id)).id;
  const awaits = { matchId, status: "open", names: ["Anna"] };
  expect((await getMatch(parts, BOB, id)).rematch).toEqual({ ...awaits, joined: false });
  expect((await getMatch(parts, ANNA, id)).rematch).toEqual({ ...awaits, joined: true });
  expect(await getMatch(parts, CORA, id)).not.toHaveProperty("rematch");
  expect(await getMatch(parts, { ...CORA, scope: "observer", matchId: id }, id)).not.toHaveProperty("rematch");
  tableIn(await press(parts, BOB, id));
  expect((await getMatch(parts, BOB, id)).rematch).toMatchObject({ matchId, status: "playing", joined: true });
});

test("[MT15] of a rematch that began without them players are told nothing", async () => {
  const { parts, id } = await over();
  const { hosted } = tableIn(await press(parts, BOB, id));
  await joinMatch(parts, CORA, { msgId: randomUUID(), code: hosted.code ?? "" });
  expect(await getMatch(parts, ANNA, id)).not.toHaveProperty("rematch");
});
