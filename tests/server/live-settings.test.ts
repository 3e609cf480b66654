/** What is set while servers run, on real nodes: who changes it, who is told, and what it does. */
import { randomUUID } from "node:crypto";
import type {
  LiveSettings,
  MatchFrame,
  MatchSettings,
  Reply,
  ServerSettings,
  SettingsReceipt,
} from "@holdfast/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADMIN_SECRET, refusalIn } from "../support/admin.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { RedisProcess } from "../support/redis-process.js";
import { SilentProxy } from "../support/silent-proxy.js";
import { spawnServer } from "../support/spawn-server.js";
import { granted, postJson, StockPlayer, startedMatch, verdict, type Watch } from "../support/stock-player.js";
import { changeTimeline } from "../support/take-back.js";
import { TestClock } from "../support/test-clock.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

const LOOKED_AT_MS = 907;
const env = { ADMIN_SECRET, BOT_DELAY: "0" };
const DEFAULTS = { announcement: null, newMatches: "open", closedGames: [], botDelayMs: null };
const MATCH_DEFAULTS = { title: null, watching: "open", botDelayMs: null };

let database: OwnDatabase;
let redis: RedisProcess;
let node: TestNode;
let other: TestNode;
beforeAll(async () => {
  [database, redis] = await Promise.all([ownDatabase(), RedisProcess.start()]);
  node = await startTestNode({ databaseUrl: database.url, redisUrl: redis.url, env });
  other = await startTestNode({ databaseUrl: database.url, redisUrl: redis.url, env });
});
afterAll(async () => {
  await Promise.all([node.stop(), other.stop()]);
  await redis.stop();
  await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  const { values } = await onServer(node.url);
  if (JSON.stringify(values) !== JSON.stringify(DEFAULTS)) granted(await change({ ...DEFAULTS }));
});

type Changed = Reply<SettingsReceipt<ServerSettings>>;
async function onServer(url: string): Promise<{ version: number; values: ServerSettings }> {
  const response = await fetch(`${url}/trpc/admin.settings`, { headers: { authorization: `Bearer ${ADMIN_SECRET}` } });
  return ((await response.json()) as { result: { data: { json: never } } }).result.data.json;
}
async function post<T>(url: string, path: string, input: object, token: string): Promise<T> {
  const { body } = await postJson(`${url}/trpc/${path}`, { json: input }, token);
  const { result } = body as { result?: { data: { json: T } } };
  if (result === undefined) throw new Error(refusalIn(body));
  return result.data.json;
}
/** Changes the server's settings from what storage has. */
async function change(patch: object, url = node.url, more: object = {}): Promise<Changed> {
  const basedOn = (await onServer(url)).version;
  return post(url, "admin.changeSettings", { msgId: randomUUID(), basedOn, patch, ...more }, ADMIN_SECRET);
}
// oxlint-disable-next-line max-params -- who changes what, and seen as what
function changeMatch(by: StockPlayer, matchId: string, patch: object, basedOn = 0) {
  return by.api.match.changeSettings.mutate({ msgId: randomUUID(), matchId, basedOn, patch });
}

const settingsIn = (frames: readonly MatchFrame[]): readonly LiveSettings[] =>
  frames.flatMap((frame) => (frame.kind === "presence" && frame.settings !== undefined ? [frame.settings] : []));
const told = (watch: Watch) => settingsIn(watch.frames).at(-1);
const announced = (watch: Watch, text: string | null) =>
  eventually(() => told(watch)?.server.values.announcement === text);
const titled = (watch: Watch, title: string) => eventually(() => told(watch)?.match.values.title === title);

describe("of the server", () => {
  test("[MT12] an administrator's change is told to everybody in every match, on every node, and no version is spent on it", async () => {
    await using match = await startedMatch(node.url, {}, other.url);
    const [anna, bob] = [match.anna.watch(match.matchId), match.bob.watch(match.matchId)];
    await Promise.all([anna.reaches(2), bob.reaches(2)]);
    const { version } = granted(await change({ announcement: "We close at six." }));
    await Promise.all([announced(anna, "We close at six."), announced(bob, "We close at six.")]);
    for (const watch of [anna, bob]) {
      expect(told(watch)?.server).toEqual({ version, values: { ...DEFAULTS, announcement: "We close at six." } });
    }
    granted(await match.anna.mark(match.matchId, 4, 2));
    await bob.reaches(3);
    expect(bob.states.map((state) => state.version)).toEqual([2, 3]);
  });

  test("[MT12] who comes later, and who comes back, is told as well; where nothing was ever set nobody is told anything", async () => {
    await using match = await startedMatch(node.url);
    granted(await change({ announcement: "Since before you came." }));
    const late = match.bob.watch(match.matchId);
    await announced(late, "Since before you came.");
    late.stop();
    const back = match.bob.watch(match.matchId, { knownVersion: 2, epoch: 1 });
    await announced(back, "Since before you came.");
    const empty = await ownDatabase();
    await using fresh = await startTestNode({ databaseUrl: empty.url, env });
    await using quiet = await startedMatch(fresh.url);
    const watch = quiet.anna.watch(quiet.matchId);
    await watch.reaches(2);
    granted(await quiet.anna.mark(quiet.matchId, 0, 2));
    await watch.reaches(3);
    expect(watch.frames.filter((frame) => "settings" in frame)).toEqual([]);
    await fresh.stop();
    await empty[Symbol.asyncDispose]();
  });

  test("[MT12] everybody may read them without an account, and only administrators change them", async () => {
    const { version } = granted(await change({ announcement: "Hello." }));
    const response = await fetch(`${node.url}/trpc/server.settings`);
    const { result } = (await response.json()) as { result: { data: { json: unknown } } };
    expect(result.data.json).toEqual({ version, values: { ...DEFAULTS, announcement: "Hello." } });
    await using match = await startedMatch(node.url);
    const patch = { announcement: "I am in charge." };
    const input = { json: { msgId: randomUUID(), basedOn: version, patch } };
    const { body } = await postJson(`${node.url}/trpc/admin.changeSettings`, input, match.anna.session.token);
    expect(refusalIn(body)).toBe("forbidden/not_admin");
    expect((await onServer(node.url)).version).toBe(version);
  });

  test("[MT12] of two administrators who change them at once one is first, and the other is told to look again", async () => {
    const { version } = await onServer(node.url);
    const by = (url: string, announcement: string) => change({ announcement }, url, { basedOn: version });
    const answers = await Promise.all([by(node.url, "One."), by(other.url, "Two.")]);
    expect(answers.map(verdict).sort()).toEqual(["accepted", "stale_version/settings_changed"]);
    const won = answers.find((answer) => answer.ok);
    expect((await onServer(other.url)).values.announcement).toBe(won?.ok ? won.value.values.announcement : "");
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ rejection: { recovery: "resync" } });
  });

  test("[MT12, SY5] a repeated change is made once and answered as accepted, from any node, and its msgId is good for nothing else", async () => {
    const msgId = randomUUID();
    const { version: basedOn } = await onServer(node.url);
    const first = granted(await change({ announcement: "Once." }, node.url, { msgId, basedOn }));
    const again = granted(await change({ announcement: "Once." }, other.url, { msgId, basedOn }));
    expect(again).toEqual({ ...first, duplicate: true });
    expect(verdict(await change({ announcement: "Twice." }, other.url, { msgId, basedOn }))).toBe(
      "msg_id_reused/msg_id_reused",
    );
    granted(await change({ announcement: "Something else since." }));
    const late = granted(await change({ announcement: "Once." }, other.url, { msgId, basedOn }));
    expect(late).toMatchObject({ duplicate: true, values: { announcement: "Something else since." } });
  });

  test("[MT12, SY6] what is not understood is refused by name and changes nothing", async () => {
    const before = await onServer(node.url);
    const asked = async (patch: object) => {
      const input = { json: { msgId: randomUUID(), basedOn: before.version, patch } };
      return refusalIn((await postJson(`${node.url}/trpc/admin.changeSettings`, input, ADMIN_SECRET)).body);
    };
    for (const patch of [{}, { nothing: 1 }, { newMatches: "ajar" }, { botDelayMs: -1 }, { announcement: "a\nb" }]) {
      expect(await asked(patch)).toMatch(/^invalid_message\//);
    }
    expect(verdict(await change({ closedGames: ["tic-tac-toe", "no-such-game"] }))).toBe(
      "invalid_message/no_such_game",
    );
    expect(await onServer(node.url)).toEqual(before);
  });

  test("[MT12] closed to new matches, nobody begins one, those there are go on and are joined, and a repeated create finds its match", async () => {
    await using match = await startedMatch(node.url);
    const input = { msgId: randomUUID(), game: "tic-tac-toe", options: {} };
    const open = granted(await match.anna.api.match.create.mutate(input));
    granted(await change({ newMatches: "closed" }));
    const again = match.anna.again(other.url);
    const refused = { ...input, msgId: randomUUID() };
    for (const player of [match.anna, again]) {
      await eventually(async () => verdict(await player.api.match.create.mutate(refused)) !== "accepted");
      expect(verdict(await player.api.match.create.mutate(refused))).toBe("game_unavailable/no_new_matches");
      expect(granted(await player.api.match.create.mutate(input)).matchId).toBe(open.matchId);
    }
    granted(await match.anna.mark(match.matchId, 0, 2));
    expect((await match.bob.join(open.code)).matchId).toBe(open.matchId);
    granted(await change({ newMatches: "open" }));
    expect(verdict(await match.anna.api.match.create.mutate({ ...input, msgId: randomUUID() }))).toBe("accepted");
    await again.close();
  });

  test("[MT12] a game that is closed is offered as closed, and the others go on", async () => {
    granted(await change({ closedGames: ["holdem"] }));
    const games = await (await fetch(`${node.url}/trpc/games.list`)).json();
    const list = (games as { result: { data: { json: { id: string; closed?: true }[] } } }).result.data.json;
    expect(list.filter(({ closed }) => closed).map(({ id }) => id)).toEqual(["holdem"]);
    await using match = await startedMatch(node.url);
    const input = { msgId: randomUUID(), game: "holdem" };
    expect(verdict(await match.anna.api.match.create.mutate(input))).toBe("game_unavailable/game_closed");
  });

  test("[MT12] they hold when every process was killed, and go for the next one from its first request on", async () => {
    const own = await ownDatabase();
    const server = await spawnServer({ env: { ...env, DATABASE_URL: own.url } });
    granted(await change({ announcement: "Still here.", newMatches: "closed" }, server.url));
    await server.kill();
    await server.start();
    const anna = await StockPlayer.guest(server.url, "Anna");
    const created = await anna.api.match.create.mutate({ msgId: randomUUID(), game: "tic-tac-toe" });
    expect(verdict(created)).toBe("game_unavailable/no_new_matches");
    expect((await anna.api.server.settings.query()).values).toMatchObject({ announcement: "Still here." });
    await anna.close();
    await server.dispose();
    await own[Symbol.asyncDispose]();
  });
});

describe("of a match", () => {
  test("[MT12] who made it names it while it runs, and everybody in it is told, on every node", async () => {
    await using match = await startedMatch(node.url, {}, other.url);
    const bob = match.bob.watch(match.matchId);
    await bob.reaches(2);
    const { version, values } = granted(await changeMatch(match.anna, match.matchId, { title: "Table 4, final" }));
    expect(values).toEqual({ ...MATCH_DEFAULTS, title: "Table 4, final" });
    await titled(bob, "Table 4, final");
    expect(told(bob)?.match).toEqual({ version, values });
    await using late = await startTestNode({ databaseUrl: database.url, redisUrl: redis.url, env });
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
    const answer = await post<Answer>(node.url, "admin.changeMatchSettings", input, ADMIN_SECRET);
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
    await using slow = await startTestNode({ databaseUrl: database.url, clock, env });
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
    await using tidy = await startTestNode({ databaseUrl: database.url, clock, env: { ...env, RETENTION_DAYS: "1" } });
    await using match = await startedMatch(tidy.url);
    const { matchId } = match;
    granted(await changeMatch(match.anna, matchId, { title: "Short" }));
    granted(await match.anna.api.match.resign.mutate({ msgId: randomUUID(), matchId }));
    const rows = () => database.sql`SELECT 1 FROM settings WHERE scope = ${matchId}`;
    expect(await rows()).toHaveLength(1);
    await database.sql`UPDATE matches SET ended_at = 1 WHERE match_id = ${matchId}`;
    await clock.advance(62_000);
    await eventually(async () => (await rows()).length === 0);
  });
});

describe("of a game", () => {
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
});

describe("when messages do not come", () => {
  /** A clock that starts at the real time, as tokens of other nodes need it, and stands still. */
  const stillClock = () => new TestClock(Date.now());

  test("[MT12, DU7.1] a change made on a node that never says so is told within a second, because storage is asked", async () => {
    const own = await ownDatabase();
    const clock = stillClock();
    // Without Redis no node hears of another at all.
    await using one = await startTestNode({ databaseUrl: own.url, env });
    await using two = await startTestNode({ databaseUrl: own.url, clock, env });
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
    const proxy = await SilentProxy.open(redis.port);
    const clock = stillClock();
    await using deaf = await startTestNode({ databaseUrl: database.url, redisUrl: proxy.url, clock, env });
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
    await using alive = await startTestNode({ databaseUrl: own.url, clock, env });
    await using match = await startedMatch(alive.url);
    const anna = match.anna.watch(match.matchId);
    await anna.reaches(2);
    const msgId = randomUUID();
    const doomed = await startTestNode({ databaseUrl: own.url, env });
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
    await using one = await startTestNode({ databaseUrl: own.url, env });
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
});
