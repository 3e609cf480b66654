/** What is set for one match while it runs, on real nodes: who changes it, who is told, and what it does. */
import { randomUUID } from "node:crypto";
import type { MatchSettings, Reply, SettingsReceipt } from "@holdfast/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { administer, changeMatch, MATCH_DEFAULTS, SETTINGS_ENV, titled, told } from "../support/live-settings.js";
import { type SettingsNodes, startSettingsNodes } from "../support/settings-nodes.js";
import { granted, StockPlayer, startedMatch, verdict } from "../support/stock-player.js";
import { TestClock } from "../support/test-clock.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let nodes: SettingsNodes;
let node: TestNode;
let other: TestNode;
beforeAll(async () => {
  nodes = await startSettingsNodes();
  ({ node, other } = nodes);
});
afterAll(() => nodes.stop());

test("[MT12] who made it names it while it runs, and everybody in it is told, on every node", async () => {
  await using match = await startedMatch(node.url, {}, other.url);
  const bob = match.bob.watch(match.matchId);
  await bob.reaches(2);
  const { version, values } = granted(await changeMatch(match.anna, match.matchId, { title: "Table 4, final" }));
  expect(values).toEqual({ ...MATCH_DEFAULTS, title: "Table 4, final" });
  await titled(bob, "Table 4, final");
  expect(told(bob)?.match).toEqual({ version, values });
  await using late = await startTestNode({
    databaseUrl: nodes.database.url,
    redisUrl: nodes.redis.url,
    env: SETTINGS_ENV,
  });
  const again = match.bob.again(late.url);
  await titled(again.watch(match.matchId), "Table 4, final");
  await again.close();
  await using quiet = await startedMatch(other.url);
  const elsewhere = quiet.anna.watch(quiet.matchId);
  await elsewhere.reaches(2);
  expect(told(elsewhere)?.match ?? { values: MATCH_DEFAULTS }).toMatchObject({ values: MATCH_DEFAULTS });
});

test("[MT12, MT2] nobody else in it changes them, a stranger hears of no match, and an administrator may", async () => {
  await using match = await startedMatch(node.url, {}, other.url);
  const { matchId } = match;
  const mallory = await StockPlayer.guest(node.url, "Mallory");
  const patch = { title: "Mine" };
  expect(verdict(await changeMatch(match.bob, matchId, patch))).toBe("forbidden/not_creator");
  expect(verdict(await changeMatch(mallory, matchId, patch))).toBe("not_found/no_such_match");
  const observer = granted(await mallory.api.match.observe.mutate({ key: match.grant.watchKey }));
  const watching = StockPlayer.withToken(node.url, { playerId: "", name: "", token: observer.token });
  expect(verdict(await changeMatch(watching, matchId, patch))).toBe("forbidden/not_creator");
  const input = { msgId: randomUUID(), matchId, basedOn: 0, patch: { title: "Theirs" } };
  type Answer = Reply<SettingsReceipt<MatchSettings>>;
  const answer = await administer<Answer>(node.url, "admin.changeMatchSettings", input);
  expect(granted(answer).values.title).toBe("Theirs");
  expect(verdict(await changeMatch(match.anna, matchId, patch, 0))).toBe("stale_version/settings_changed");
  await Promise.all([mallory.close(), watching.close()]);
});

test("[MT12, MT3] closed to those who only watch, they are sent away, none comes in, and players notice nothing", async () => {
  await using match = await startedMatch(node.url, {}, other.url);
  const { matchId, grant } = match;
  const carol = await StockPlayer.guest(other.url, "Carol");
  const token = granted(await carol.api.match.observe.mutate({ key: grant.watchKey })).token;
  const watching = StockPlayer.withToken(other.url, { playerId: "", name: "", token });
  const seen = watching.watch(matchId);
  await seen.reaches(2);
  const bob = match.bob.watch(matchId);
  const { version } = granted(await changeMatch(match.anna, matchId, { watching: "closed" }));
  await eventually(() => seen.errors.length > 0);
  expect(seen.errors[0]?.data).toMatchObject({ rejection: { reason: "watching_closed", recovery: "none" } });
  expect(verdict(await carol.api.match.observe.mutate({ key: grant.watchKey }))).toBe("forbidden/watching_closed");
  await expect(watching.api.match.events.query({ matchId })).rejects.toMatchObject({
    data: { rejection: { reason: "watching_closed" } },
  });
  granted(await match.anna.mark(matchId, 0, 2));
  await bob.reaches(3);
  expect(bob.errors).toEqual([]);
  // The twin: opened again, the same token watches again.
  granted(await changeMatch(match.anna, matchId, { watching: "open" }, version));
  await eventually(async () => (await watching.api.match.events.query({ matchId })).version === 3);
  await Promise.all([carol.close(), watching.close()]);
});

test("[MT12, MT13] bots take as long as is set for their match, or for the server, from the next move on", async () => {
  const clock = new TestClock(Date.now());
  await using slow = await startTestNode({ databaseUrl: nodes.database.url, clock, env: SETTINGS_ENV });
  const anna = await StockPlayer.guest(slow.url, "Anna");
  const grant = await anna.create({ turnMs: 0 });
  const { matchId } = grant;
  const watch = anna.watch(matchId);
  granted(await changeMatch(anna, matchId, { botDelayMs: 30_000 }));
  granted(await anna.api.match.addBot.mutate({ msgId: randomUUID(), matchId }));
  await watch.reaches(2);
  granted(await anna.mark(matchId, 0, 2));
  await watch.reaches(3);
  await clock.advance(29_000);
  expect(watch.latest().version).toBe(3);
  await clock.advance(2_000);
  await watch.reaches(4);
  await anna.close();
});

test("[MT12, MT9.1] they go with their match", async () => {
  const clock = new TestClock();
  await using tidy = await startTestNode({
    databaseUrl: nodes.database.url,
    clock,
    env: { ...SETTINGS_ENV, RETENTION_DAYS: "1" },
  });
  await using match = await startedMatch(tidy.url);
  const { matchId } = match;
  granted(await changeMatch(match.anna, matchId, { title: "Short" }));
  granted(await match.anna.api.match.resign.mutate({ msgId: randomUUID(), matchId }));
  const rows = () => nodes.database.sql`SELECT 1 FROM settings WHERE scope = ${matchId}`;
  expect(await rows()).toHaveLength(1);
  await nodes.database.sql`UPDATE matches SET ended_at = 1 WHERE match_id = ${matchId}`;
  await clock.advance(62_000);
  await eventually(async () => (await rows()).length === 0);
});

test("[MT12, G4] what the rules read is a move of the host: a version of its own, told as an event to players and observers", async () => {
  const host = await StockPlayer.guest(node.url, "Hanna");
  const input = { msgId: randomUUID(), game: "tabletop", as: "host" as const };
  const { matchId, code, version, watchKey } = granted(await host.api.match.create.mutate(input));
  const [anna, bob] = [await StockPlayer.guest(node.url, "Anna"), await StockPlayer.guest(other.url, "Bob")];
  await anna.join(code);
  const seated = await bob.join(code);
  const token = granted(await bob.api.match.observe.mutate({ key: watchKey })).token;
  const observer = StockPlayer.withToken(other.url, { playerId: "", name: "", token });
  const watches = [anna.watch(matchId), bob.watch(matchId), observer.watch(matchId)];
  for (const watch of watches) await watch.reaches(seated.version);
  const move = { type: "settings", patch: { rounds: 3 } };
  const request = { msgId: randomUUID(), matchId, basedOn: seated.version, move };
  expect(verdict(await anna.api.match.move.mutate({ ...request, msgId: randomUUID() }))).toBe("forbidden/not_host");
  granted(await host.api.match.move.mutate(request));
  for (const watch of watches) {
    const state = await watch.reaches(seated.version + 1);
    expect(state.view).toMatchObject({ settings: { rounds: 3 } });
    expect(state.events.at(-1)?.events).toContainEqual({ type: "settings.update", patch: { rounds: 3 } });
  }
  expect(version).toBeLessThan(seated.version);
  await Promise.all([host.close(), anna.close(), bob.close(), observer.close()]);
});
