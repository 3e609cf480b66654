/** What an administrator sets for a whole server while it runs, on real nodes: who changes it, who is told, and what it does. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ADMIN_SECRET, refusalIn } from "../support/admin.js";
import { ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import {
  announced,
  changeServer,
  SERVER_DEFAULTS,
  SETTINGS_ENV,
  serverSettings,
  told,
} from "../support/live-settings.js";
import { type SettingsNodes, startSettingsNodes } from "../support/settings-nodes.js";
import { spawnServer } from "../support/spawn-server.js";
import { granted, postJson, StockPlayer, startedMatch, verdict } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let nodes: SettingsNodes;
let node: TestNode;
let other: TestNode;
beforeAll(async () => {
  nodes = await startSettingsNodes();
  ({ node, other } = nodes);
});
afterAll(() => nodes.stop());
beforeEach(async () => {
  const { values } = await serverSettings(node.url);
  if (JSON.stringify(values) !== JSON.stringify(SERVER_DEFAULTS)) granted(await change({ ...SERVER_DEFAULTS }));
});
const change = (patch: object, url = node.url, more: object = {}) => changeServer(url, patch, more);

test("[MT12] an administrator's change is told to everybody in every match, on every node, and no version is spent on it", async () => {
  await using match = await startedMatch(node.url, {}, other.url);
  const [anna, bob] = [match.anna.watch(match.matchId), match.bob.watch(match.matchId)];
  await Promise.all([anna.reaches(2), bob.reaches(2)]);
  const { version } = granted(await change({ announcement: "We close at six." }));
  await Promise.all([announced(anna, "We close at six."), announced(bob, "We close at six.")]);
  for (const watch of [anna, bob]) {
    expect(told(watch)?.server).toEqual({ version, values: { ...SERVER_DEFAULTS, announcement: "We close at six." } });
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
  await using fresh = await startTestNode({ databaseUrl: empty.url, env: SETTINGS_ENV });
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
  expect(result.data.json).toEqual({ version, values: { ...SERVER_DEFAULTS, announcement: "Hello." } });
  await using match = await startedMatch(node.url);
  const patch = { announcement: "I am in charge." };
  const input = { json: { msgId: randomUUID(), basedOn: version, patch } };
  const { body } = await postJson(`${node.url}/trpc/admin.changeSettings`, input, match.anna.session.token);
  expect(refusalIn(body)).toBe("forbidden/not_admin");
  expect((await serverSettings(node.url)).version).toBe(version);
});

test("[MT12] of two administrators who change them at once one is first, and the other is told to look again", async () => {
  const { version } = await serverSettings(node.url);
  const by = (url: string, announcement: string) => change({ announcement }, url, { basedOn: version });
  const answers = await Promise.all([by(node.url, "One."), by(other.url, "Two.")]);
  expect(answers.map(verdict).sort()).toEqual(["accepted", "stale_version/settings_changed"]);
  const won = answers.find((answer) => answer.ok);
  expect((await serverSettings(other.url)).values.announcement).toBe(won?.ok ? won.value.values.announcement : "");
  expect(answers.find((answer) => !answer.ok)).toMatchObject({ rejection: { recovery: "resync" } });
});

test("[MT12, SY5] a repeated change is made once and answered as accepted, from any node, and its msgId is good for nothing else", async () => {
  const msgId = randomUUID();
  const { version: basedOn } = await serverSettings(node.url);
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
  const before = await serverSettings(node.url);
  const asked = async (patch: object) => {
    const input = { json: { msgId: randomUUID(), basedOn: before.version, patch } };
    return refusalIn((await postJson(`${node.url}/trpc/admin.changeSettings`, input, ADMIN_SECRET)).body);
  };
  for (const patch of [{}, { nothing: 1 }, { newMatches: "ajar" }, { botDelayMs: -1 }, { announcement: "a\nb" }]) {
    expect(await asked(patch)).toMatch(/^invalid_message\//);
  }
  expect(verdict(await change({ closedGames: ["tic-tac-toe", "no-such-game"] }))).toBe("invalid_message/no_such_game");
  expect(await serverSettings(node.url)).toEqual(before);
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
  const server = await spawnServer({ env: { ...SETTINGS_ENV, DATABASE_URL: own.url } });
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
