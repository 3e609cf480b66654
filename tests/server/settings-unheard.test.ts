/** Settings that are changed while the news of it gets lost: storage is asked, and what it has counts. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ownDatabase } from "../support/database.js";
import {
  announced,
  changeMatch,
  changeServer,
  SERVER_DEFAULTS,
  SETTINGS_ENV,
  serverSettings,
  titled,
  told,
} from "../support/live-settings.js";
import { type SettingsNodes, startSettingsNodes } from "../support/settings-nodes.js";
import { SilentProxy } from "../support/silent-proxy.js";
import { granted, startedMatch } from "../support/stock-player.js";
import { changeTimeline } from "../support/take-back.js";
import { TestClock } from "../support/test-clock.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

const LOOKED_AT_MS = 907;
/** A clock that starts at the real time, as tokens of other nodes need it, and stands still. */
const stillClock = () => new TestClock(Date.now());

let nodes: SettingsNodes;
let node: TestNode;
beforeAll(async () => {
  nodes = await startSettingsNodes();
  ({ node } = nodes);
});
afterAll(() => nodes.stop());
beforeEach(async () => {
  const { values } = await serverSettings(node.url);
  if (JSON.stringify(values) !== JSON.stringify(SERVER_DEFAULTS)) granted(await change({ ...SERVER_DEFAULTS }));
});
const change = (patch: object, url = node.url, more: object = {}) => changeServer(url, patch, more);

test("[MT12, DU7.1] a change made on a node that never says so is told within a second, because storage is asked", async () => {
  const own = await ownDatabase();
  const clock = stillClock();
  // Without Redis no node hears of another at all.
  await using one = await startTestNode({ databaseUrl: own.url, env: SETTINGS_ENV });
  await using two = await startTestNode({ databaseUrl: own.url, clock, env: SETTINGS_ENV });
  await using match = await startedMatch(one.url, {}, two.url);
  const bob = match.bob.watch(match.matchId);
  await bob.reaches(2);
  granted(await change({ announcement: "Told late." }, one.url));
  granted(await changeMatch(match.anna, match.matchId, { title: "Late as well" }));
  for (let i = 0; i < 5; i += 1) await match.bob.api.session.me.query();
  expect(told(bob)).toBeUndefined();
  await clock.advance(LOOKED_AT_MS);
  await announced(bob, "Told late.");
  await titled(bob, "Late as well");
  await Promise.all([one.stop(), two.stop()]);
  await own[Symbol.asyncDispose]();
});

test("[MT12, DU6] with Redis the others hear of it at once; while Redis is away a change is made all the same, and is read when it is back", async () => {
  const proxy = await SilentProxy.open(nodes.redis.port);
  const clock = stillClock();
  await using deaf = await startTestNode({
    databaseUrl: nodes.database.url,
    redisUrl: proxy.url,
    clock,
    env: SETTINGS_ENV,
  });
  await using match = await startedMatch(node.url, {}, deaf.url);
  const bob = match.bob.watch(match.matchId);
  await bob.reaches(2);
  // Of that node nothing happens by itself: it can only have heard.
  granted(await change({ announcement: "Heard." }));
  await announced(bob, "Heard.");
  proxy.swallow();
  granted(await change({ announcement: "Not heard." }));
  for (let i = 0; i < 5; i += 1) await match.bob.api.session.me.query();
  expect(told(bob)?.server.values.announcement).toBe("Heard.");
  proxy.cut();
  await announced(bob, "Not heard.");
  await match.close();
  await deaf.stop();
  await proxy.close();
});

test("[MT12] a node that died after storing a change and before saying so has changed the settings all the same", async () => {
  const own = await ownDatabase();
  const clock = stillClock();
  await using alive = await startTestNode({ databaseUrl: own.url, clock, env: SETTINGS_ENV });
  await using match = await startedMatch(alive.url);
  const anna = match.anna.watch(match.matchId);
  await anna.reaches(2);
  const msgId = randomUUID();
  const doomed = await startTestNode({ databaseUrl: own.url, env: SETTINGS_ENV });
  granted(await change({ announcement: "Last words." }, doomed.url, { msgId }));
  await doomed.stop();
  expect(told(anna)).toBeUndefined();
  // Whoever asked and got no answer asks the other node.
  const repeated = granted(await change({ announcement: "Last words." }, alive.url, { msgId, basedOn: 0 }));
  expect(repeated).toMatchObject({ duplicate: true, version: 1 });
  await clock.advance(LOOKED_AT_MS);
  await announced(anna, "Last words.");
  await alive.stop();
  await own[Symbol.asyncDispose]();
});

test("[MT12, SY8.1] where Postgres took changes back, everybody is told what is stored now", async () => {
  const own = await ownDatabase();
  await using one = await startTestNode({ databaseUrl: own.url, env: SETTINGS_ENV });
  await using match = await startedMatch(one.url);
  const anna = match.anna.watch(match.matchId);
  granted(await change({ announcement: "Stays." }, one.url));
  granted(await change({ announcement: "Is taken back." }, one.url));
  await announced(anna, "Is taken back.");
  await own.sql`UPDATE settings SET version = 1,
    value = '{"values":{"announcement":"Stays."},"answered":[]}' WHERE scope = 'server' AND key = 'live'`;
  await changeTimeline((text) => own.sql.unsafe(text));
  await announced(anna, "Stays.");
  await one.stop();
  await own[Symbol.asyncDispose]();
});
