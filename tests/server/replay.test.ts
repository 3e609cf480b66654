/** What is left of a match, and what is told of it while it is played: over sockets, over HTTP, and in a file. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { GAMES } from "@holdfast/games";
import type { ReplayLog } from "@holdfast/protocol";
import { createClient } from "@holdfast/sdk";
import { runBot } from "@holdfast/sdk/bot";
import { verifyReplay } from "@holdfast/sdk/verify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_SECRET, administrator } from "../support/admin.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { granted, StockPlayer, startedMatch } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url, env: { ADMIN_SECRET, BOT_DELAY: "0" } });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

/** Every card that a text names. */
function cardsIn(told: unknown): ReadonlySet<string> {
  return new Set([...JSON.stringify(told).matchAll(/"([2-9TJQKA][cdhs])"/g)].map(([, card]) => card ?? ""));
}

/** What a seat was dealt, as far as this log tells. */
function holeCards(log: ReplayLog, seat: number): readonly string[] {
  const dealt = log.commits.flatMap((commit) => (commit as unknown as { events: Dealt[] }).events);
  return dealt.find((event) => event.type === "hole.dealt" && event.seat === seat)?.cards ?? [];
}
interface Dealt {
  readonly type: string;
  readonly seat?: number;
  readonly cards?: readonly string[];
}

/** Two players of hold'em, dealt in, and somebody who watches. */
async function dealtTable() {
  const [anna, bob] = [await StockPlayer.guest(node.url, "Anna"), await StockPlayer.guest(node.url, "Bob")];
  const request = { msgId: randomUUID(), game: "holdem", seats: 2, options: { mode: "sng", betweenHandsMs: 0 } };
  const grant = granted(await anna.api.match.create.mutate(request));
  await bob.join(grant.code);
  const { token } = granted(await bob.api.match.observe.mutate({ key: grant.watchKey }));
  const olga = StockPlayer.withToken(node.url, { playerId: "", name: "", token });
  const people = [anna, bob, olga] as const;
  const close = async () => void (await Promise.all(people.map((one) => one.close())));
  return { anna, bob, olga, grant, matchId: grant.matchId, [Symbol.asyncDispose]: close };
}
/** Everybody puts everything in, hand after hand, until one has all the chips. */
async function playOut({ anna, bob, matchId }: Awaited<ReturnType<typeof dealtTable>>): Promise<void> {
  for (;;) {
    const { state } = granted(await anna.api.match.resume.mutate({ matchId }));
    if (state.outcome !== null) return;
    const mover = state.toMove[0] === 0 ? anna : bob;
    const asked = { msgId: randomUUID(), matchId, basedOn: state.version };
    const allIn = await mover.api.match.move.mutate({ ...asked, move: { type: "all-in" } });
    if (!allIn.ok)
      granted(await mover.api.match.move.mutate({ ...asked, msgId: randomUUID(), move: { type: "call" } }));
  }
}
const replayFor = (player: StockPlayer, matchId: string): Promise<ReplayLog> =>
  player.api.match.replay.query({ matchId });

describe("while it is played", () => {
  test("[MT8, MT4] a replay tells each player the own cards, observers none, and nobody the seed or the deck", async () => {
    await using table = await dealtTable();
    const { matchId } = table;
    const [anna, bob, olga] = [
      await replayFor(table.anna, matchId),
      await replayFor(table.bob, matchId),
      await replayFor(table.olga, matchId),
    ];
    expect([anna, bob, olga].map(({ seed, hostId }) => ({ seed, hostId }))).toEqual(
      [0, 1, 2].map(() => ({ seed: null, hostId: null })),
    );
    await playOut(table);
    const whole = await replayFor(table.olga, matchId);
    const [ofAnna, ofBob] = [holeCards(whole, 0), holeCards(whole, 1)];
    expect(new Set([...ofAnna, ...ofBob]).size).toBe(4);
    expect(cardsIn(anna)).toEqual(new Set(ofAnna));
    expect(cardsIn(bob)).toEqual(new Set(ofBob));
    expect(cardsIn(olga)).toEqual(new Set());
    for (const log of [anna, bob, olga]) expect(JSON.stringify(log)).not.toContain(whole.seed);
  });

  test("[MT8, MT4] once it is over everybody who may see it gets the same whole log, deck and seed (the twin)", async () => {
    await using table = await dealtTable();
    const { matchId } = table;
    await playOut(table);
    const logs = await Promise.all([table.anna, table.bob, table.olga].map((one) => replayFor(one, matchId)));
    for (const log of logs) expect(log).toEqual(logs[0]);
    expect(cardsIn(logs[0]).size).toBe(52);
    expect(logs[0]?.seed).toMatch(/^[0-9a-f]{64}$/);
    const stranger = await StockPlayer.guest(node.url, "Zoe");
    await expect(replayFor(stranger, matchId)).rejects.toThrow(/no such match/i);
    await stranger.close();
  });
});

describe("when it is over", () => {
  test("[MT9] it is in the history of each player with result and duration, and no longer among the running ones", async () => {
    await using match = await startedMatch(node.url);
    const { matchId, anna, bob } = match;
    const [before] = await anna.api.match.mine.query();
    expect(before).toMatchObject({ matchId, status: "playing", endedAt: null, startedAt: expect.any(Number) });
    granted(await anna.api.match.resign.mutate({ msgId: randomUUID(), matchId }));
    const [kept] = await database.sql`
      SELECT outcome, players, started_at, ended_at FROM match_results WHERE match_id = ${matchId}`;
    for (const player of [anna, bob]) {
      expect(await player.api.match.mine.query()).toEqual([]);
      const [past] = await player.api.match.mine.query({ finished: true });
      expect(past).toMatchObject({ matchId, status: "finished", outcome: { winners: [1], reason: "resign" } });
      const times = { startedAt: Number(kept?.["started_at"]), endedAt: Number(kept?.["ended_at"]) };
      expect(past).toMatchObject(times);
      expect(times.endedAt - times.startedAt).toBeGreaterThanOrEqual(0);
      expect(past?.startedAt).toBe(before?.startedAt);
      expect(past?.seats.map(({ name }) => name)).toEqual(["Anna", "Bob"]);
    }
    const players = JSON.parse(String(kept?.["players"])) as { name: string }[];
    expect(players.map(({ name }) => name)).toEqual(["Anna", "Bob"]);
    expect(JSON.parse(String(kept?.["outcome"]))).toMatchObject({ winners: [1] });
  });

  test("[MT9] an open match that is left alone has neither a beginning nor an end (the twin)", async () => {
    const anna = await StockPlayer.guest(node.url, "Anna");
    await anna.create();
    expect(await anna.api.match.mine.query()).toMatchObject([{ status: "open", startedAt: null, endedAt: null }]);
    await anna.close();
  });

  test("[MT8.1] the SDK gives its log, and verifies it against what was published at the start", async () => {
    const [anna, bob] = ["Anna", "Bob"].map((name) => createClient({ url: node.url, guest: { name } }));
    if (!anna || !bob) throw new Error("two clients");
    const match = await anna.create("wildspark", {}, { entropy: "of Anna" });
    await bob.join(match.code ?? "", { entropy: "of Bob" });
    await eventually(() => match.snapshot?.view);
    const early = await match.replay();
    expect(verifyReplay(early, GAMES.wildspark)).toMatchObject({ ok: false, version: 0 });
    expect((await match.resign()).ok).toBe(true);
    const log = await match.replay();
    expect(log).toEqual(await bob.replay(match.id));
    const known = { commitment: early.commitment, entropy: "of Bob" };
    const verdict = verifyReplay(log, GAMES.wildspark, known);
    expect(verdict).toMatchObject({ ok: true, version: log.version, outcome: { winners: [1] } });
    expect(verdict.ok && verdict.draws).toBeGreaterThan(70);
    for (const client of [anna, bob]) client.close();
  });

  test("[MT8.1, MT13] a match against a bot of the server verifies like any other", async () => {
    const anna = createClient({ url: node.url, guest: { name: "Anna" } });
    const match = await anna.create("wildspark", { maxTurns: 20 });
    await match.addBot();
    const { outcome } = await runBot({ match, seed: "against a bot" });
    const verdict = verifyReplay(await match.replay(), GAMES.wildspark);
    expect(verdict).toMatchObject({ ok: true, outcome });
    anna.close();
  });

  test("[MT8.1] what administrators did is verified too, an end that was undone included", async () => {
    await using match = await startedMatch(node.url, { firstSeat: "random" });
    const { matchId, anna, bob } = match;
    const admin = administrator(node.url);
    granted(await admin.act("pause", { matchId }));
    granted(await admin.act("resume", { matchId }));
    granted(await anna.api.match.resign.mutate({ msgId: randomUUID(), matchId }));
    const first = await replayFor(bob, matchId);
    granted(await admin.act("rollback", { matchId, to: 2, acrossEnd: true }));
    expect((await replayFor(bob, matchId)).seed).toBeNull();
    granted(await admin.act("resolve", { matchId, winners: [1] }));
    const log = await replayFor(bob, matchId);
    expect(log.version).toBe(first.version + 2);
    const known = { commitment: match.grant.commitment };
    expect(verifyReplay(log, GAMES["tic-tac-toe"], known)).toMatchObject({ ok: true, outcome: { winners: [1] } });
    expect(verifyReplay(first, GAMES["tic-tac-toe"], known)).toMatchObject({ ok: true, outcome: { reason: "resign" } });
  });

  test("[MT8.1] a match that somebody hosts verifies too: its host is told with the seed", async () => {
    const host = await StockPlayer.guest(node.url, "Hilde");
    const players = [await StockPlayer.guest(node.url, "Anna"), await StockPlayer.guest(node.url, "Bob")] as const;
    const request = { msgId: randomUUID(), game: "tic-tac-toe", as: "host" as const };
    const { matchId, code } = granted(await host.api.match.create.mutate(request));
    for (const player of players) await player.join(code);
    expect((await replayFor(host, matchId)).hostId).toBeNull();
    granted(await players[0].api.match.resign.mutate({ msgId: randomUUID(), matchId }));
    const log = await replayFor(host, matchId);
    expect(log.hostId).toBe(host.session.playerId);
    expect(verifyReplay(log, GAMES["tic-tac-toe"]).ok).toBe(true);
    await Promise.all([host, ...players].map((one) => one.close()));
  });
});

describe("downloaded over HTTP into a file", () => {
  const CLI = fileURLToPath(new URL("../../packages/sdk/dist/cli.js", import.meta.url));
  const RULES = fileURLToPath(new URL("../../packages/games/dist/index.js", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "holdfast-replay-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function holdfast(...args: readonly string[]): Promise<{ code: number; said: string }> {
    const done = await promisify(execFile)(process.execPath, [CLI, ...args]).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
      (failed: { code: number; stdout: string; stderr: string }) => ({
        code: failed.code,
        said: failed.stdout + failed.stderr,
      }),
    );
    return done;
  }

  async function download(): Promise<{ path: string; text: string; commitment: string }> {
    await using table = await dealtTable();
    const { matchId, anna, grant } = table;
    await playOut(table);
    const input = encodeURIComponent(JSON.stringify({ json: { matchId } }));
    const headers = { authorization: `Bearer ${anna.session.token}` };
    const text = await (await fetch(`${node.url}/trpc/match.replay?input=${input}`, { headers })).text();
    const path = join(folder, `${matchId}.json`);
    writeFileSync(path, text);
    return { path, text, commitment: grant.commitment };
  }

  test("[MT8.1] it is verified by a command, as it came", async () => {
    const { path, commitment } = await download();
    const sound = await holdfast("verify", path, "--games", RULES, "--commitment", commitment);
    expect(sound).toMatchObject({ code: 0, said: expect.stringMatching(/^Sound: holdem, \d+ commits and \d+ draws/) });
    const unnoted = await holdfast("verify", path, "--games", RULES);
    expect(unnoted).toMatchObject({ code: 0, said: expect.stringContaining("--commitment") });
    const other = await holdfast("verify", path, "--games", RULES, "--commitment", "0".repeat(64));
    expect(other).toMatchObject({
      code: 1,
      said: expect.stringContaining("NOT sound at version 0: another commitment"),
    });
  });

  test("[MT8.1] what was changed in it is named, and so is what could not be looked at", async () => {
    const { path, text } = await download();
    writeFileSync(path, text.replace('"payload":{"type":"all-in"}', '"payload":{"type":"fold"}'));
    const changed = await holdfast("verify", path, "--games", RULES);
    expect(changed).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^NOT sound at version 3: the commit was changed/),
    });
    writeFileSync(path, "not json");
    expect(await holdfast("verify", path, "--games", RULES)).toMatchObject({
      code: 2,
      said: expect.stringContaining("is not JSON"),
    });
    writeFileSync(path, text.replaceAll('"holdem"', '"checkers"'));
    const unknown = await holdfast("verify", path, "--games", RULES);
    expect(unknown).toMatchObject({ code: 2, said: expect.stringContaining("The rules of checkers@1 are in none of") });
    expect(await holdfast("verify", path)).toMatchObject({
      code: 2,
      said: expect.stringContaining("--games <module>"),
    });
    expect(await holdfast("dance")).toMatchObject({ code: 2, said: expect.stringContaining("holdfast <command>") });
  });
});
