import { randomUUID } from "node:crypto";
import { isBot } from "@holdfast/engine";
import { expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { seatLines } from "../live/seat-lines.js";
import type { Session } from "./deps.js";
import { joinMatch } from "./join-match.js";
import { getMatch } from "./read-match.js";
import { addBot, removeBot } from "./seat-bots.js";

const FIVE = { game: "briscola-chiamata", options: {} } as const;

async function opened(parts: ServerParts = serverParts()) {
  const { live, code, players } = await tableOf(parts, ["Anna"], FIVE);
  const [anna] = players;
  if (anna === undefined) throw new Error("Anna is there");
  const add = (session: Session = anna, more: { seat?: number; msgId?: string } = {}) =>
    addBot(parts, session, { matchId: live.id, msgId: randomUUID(), ...more });
  const remove = (botId: string, session: Session = anna, msgId: string = randomUUID()) =>
    removeBot(parts, session, { matchId: live.id, msgId, botId });
  return { parts, live, code, anna, add, remove };
}
type Answer = Awaited<ReturnType<typeof addBot>>;
const reasonOf = (answer: Answer) => (answer.ok ? null : `${answer.rejection.code}/${answer.rejection.reason}`);

test("[MT13] who made a match seats bots in it, in the first empty seat or a named one, and everybody sees that it is one", async () => {
  const { parts, live, anna, add } = await opened();
  expect((await add(anna, { seat: 3 })).ok).toBe(true);
  expect((await add()).ok).toBe(true);
  const lines = seatLines(live);
  expect(lines.map(({ bot = false }) => bot)).toEqual([false, true, false, true, false]);
  expect(lines[1]).toMatchObject({ presence: "here", graceEndsAt: null });
  expect(lines[1]?.name).toMatch(/^\w+ \(bot\)$/);
  expect(lines[1]?.name).not.toBe(lines[3]?.name);
  const { seats } = await getMatch(parts, anna, live.id);
  expect(seats.map(({ bot = false }) => bot)).toEqual([false, true, false, true, false]);
  expect(seats[1]?.name).toBe(lines[1]?.name);
});

test("[MT13] a request that is sent again seats no second bot, and frees no second seat", async () => {
  const { live, anna, add, remove } = await opened();
  const msgId = randomUUID();
  await add(anna, { msgId });
  expect(await add(anna, { msgId })).toMatchObject({ ok: true, value: { duplicate: true, version: 2 } });
  expect(live.head.state.seats.filter(isBot)).toHaveLength(1);
  await add();
  const [, botId] = live.head.state.seats;
  const freeing = randomUUID();
  expect((await remove(botId ?? "", anna, freeing)).ok).toBe(true);
  expect(await remove(botId ?? "", anna, freeing)).toMatchObject({ ok: true, value: { duplicate: true, version: 4 } });
  expect(live.head.state.seats.filter(isBot)).toHaveLength(1);
});

test("[MT13] nobody else seats or removes bots, and nobody removes a person", async () => {
  const { parts, live, code, anna, add, remove } = await opened();
  const bob = userSession("Bob");
  expect(reasonOf(await add(bob))).toBe("not_found/no_such_match");
  await joinMatch(parts, bob, { msgId: randomUUID(), code });
  expect(reasonOf(await add(bob))).toBe("forbidden/not_creator");
  expect(reasonOf(await add({ ...anna, scope: "observer", matchId: live.id }))).toBe("forbidden/not_creator");
  await add();
  const bot = live.head.state.seats.find(isBot) ?? "";
  expect(reasonOf(await remove(bot, bob))).toBe("forbidden/not_creator");
  expect(reasonOf(await remove(bob.playerId))).toBe("invalid_action/no_bot");
  expect(live.seatOf(bob.playerId)).toBe(1);
});

test("[MT13] the last seat begins the match, and then bots stay", async () => {
  const { live, anna, add, remove } = await opened();
  for (let seat = 1; seat < 5; seat++) await add();
  expect(live.head.state.status).toBe("playing");
  const [, botId] = live.head.state.seats;
  expect(reasonOf(await remove(botId ?? ""))).toBe("invalid_action/match_started");
  expect(reasonOf(await add(anna))).toBe("join_failed/match_started");
  expect(live.head.state.seats.filter(isBot)).toHaveLength(4);
});

test("[MT13] a seat that somebody was faster to take is refused, and the bot is nowhere", async () => {
  const { parts, live, code, anna, add } = await opened();
  const joining = joinMatch(parts, userSession("Bob"), { msgId: randomUUID(), code, seat: 2 });
  const adding = add(anna, { seat: 2 });
  const answers = [await joining, await adding];
  expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  expect(live.head.state.seats.filter((holder) => holder !== null)).toHaveLength(2);
});
