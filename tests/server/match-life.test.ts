/** A match from its creation to its history, as stock clients see it on a real node and a real Postgres. */
import { randomUUID } from "node:crypto";
import { type Commit, type MatchFacts, verifyLog } from "@holdfast/engine";
import { findGame } from "@holdfast/games";
import type { Json } from "@holdfast/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { newGuest, postJson, StockPlayer, startedMatch, granted, verdict } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

/** X wins with the top row on the fifth move. */
const TOP_ROW = [0, 3, 1, 4, 2] as const;

async function playTopRow(match: Awaited<ReturnType<typeof startedMatch>>): Promise<void> {
  for (const [turn, cell] of TOP_ROW.entries()) {
    const player = turn % 2 === 0 ? match.anna : match.bob;
    granted(await player.mark(match.matchId, cell, 2 + turn));
  }
}

describe("over the socket", () => {
  test("[MT1] a match is created, joined by its code however it is typed, played to its end, and listed", async () => {
    await using match = await startedMatch(node.url);
    expect(match.grant.code).toMatch(/^[2-9A-HJ-NP-Z]{6}$/);
    const [mine] = await match.anna.api.match.mine.query();
    expect(mine).toMatchObject({ matchId: match.matchId, status: "playing", seat: 0, yourTurn: true });
    await playTopRow(match);
    expect(await match.anna.api.match.mine.query()).toEqual([]);
    const [past] = await match.bob.api.match.mine.query({ finished: true });
    expect(past).toMatchObject({
      matchId: match.matchId,
      status: "finished",
      outcome: { winners: [0], reason: "line" },
    });
    const one = await match.bob.api.match.get.query({ matchId: match.matchId });
    expect(one).toEqual(past);
  });

  test("[MT1] a code typed in lower case with spaces and dashes opens the same match", async () => {
    const anna = await StockPlayer.guest(node.url, "Anna");
    const bob = await StockPlayer.guest(node.url, "Bob");
    const { code, matchId } = await anna.create();
    const typed = ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3).toLowerCase()} `;
    expect((await bob.join(typed)).matchId).toBe(matchId);
    await Promise.all([anna.close(), bob.close()]);
  });

  test("[MT1] leaving before the start frees the seat, later it gives the match up", async () => {
    const anna = await StockPlayer.guest(node.url, "Anna");
    const bob = await StockPlayer.guest(node.url, "Bob");
    const { code, matchId } = await anna.create();
    const leaving = { msgId: randomUUID(), matchId };
    const first = granted(await anna.api.match.leave.mutate(leaving));
    expect(granted(await anna.api.match.leave.mutate(leaving))).toEqual({ ...first, duplicate: true });
    expect((await bob.join(code)).seat).toBe(0);
    expect((await anna.join(code)).seat).toBe(1);
    granted(await bob.api.match.leave.mutate({ msgId: randomUUID(), matchId }));
    const watch = anna.watch(matchId);
    const end = await eventually(() => watch.states.at(-1));
    expect(end.outcome).toMatchObject({ winners: [1], reason: "resign" });
    await Promise.all([anna.close(), bob.close()]);
  });

  test("[MT1] resigning ends the match for both, also out of turn", async () => {
    await using match = await startedMatch(node.url);
    const watch = match.anna.watch(match.matchId);
    granted(await match.bob.api.match.resign.mutate({ msgId: randomUUID(), matchId: match.matchId }));
    const end = await watch.reaches(3);
    expect(end.outcome).toMatchObject({ winners: [0], reason: "resign" });
  });

  test("[MT1] creating again with the same msgId finds the same match, with other options it is refused", async () => {
    const anna = await StockPlayer.guest(node.url, "Anna");
    const request = { msgId: randomUUID(), game: "tic-tac-toe", options: { bestOf: 3 } };
    const first = granted(await anna.api.match.create.mutate(request));
    const again = granted(await anna.api.match.create.mutate(request));
    expect(again).toMatchObject({ matchId: first.matchId, code: first.code, seat: 0, duplicate: true });
    const other = await anna.api.match.create.mutate({ ...request, options: { bestOf: 5 } });
    expect(verdict(other)).toBe("msg_id_reused/msg_id_reused");
    await anna.close();
  });

  test("[SY8] every viewer is told every version, one by one, without a gap", async () => {
    await using match = await startedMatch(node.url);
    const watches = [match.anna.watch(match.matchId), match.bob.watch(match.matchId)];
    await Promise.all(watches.map((watch) => watch.reaches(2)));
    await playTopRow(match);
    for (const watch of watches) {
      await watch.reaches(7);
      expect(watch.states.map(({ version }) => version)).toEqual([2, 3, 4, 5, 6, 7]);
      expect(watch.states.slice(1).map(({ from }) => from)).toEqual([2, 3, 4, 5, 6]);
    }
  });

  test("[SY1] a refused move changes nothing: no version, no event, no row", async () => {
    await using match = await startedMatch(node.url);
    const watch = match.anna.watch(match.matchId);
    await watch.reaches(2);
    expect(verdict(await match.bob.mark(match.matchId, 4, 2))).toBe("invalid_turn/not_your_turn");
    granted(await match.anna.mark(match.matchId, 0, 2));
    expect(verdict(await match.bob.mark(match.matchId, 0, 3))).toBe("invalid_action/cell_taken");
    granted(await match.bob.mark(match.matchId, 8, 3));
    await watch.reaches(4);
    const moves =
      await database.sql`SELECT version, msg_id FROM commits WHERE match_id = ${match.matchId} AND kind = 'move' ORDER BY version`;
    expect(moves.map(({ version }) => version)).toEqual([3, 4]);
    expect(watch.states.map(({ version }) => version)).toEqual([2, 3, 4]);
  });
});

describe("those who watch", () => {
  test("[MT3] an observer link gives a token that watches this match, and the players see how many watch", async () => {
    await using match = await startedMatch(node.url);
    const anna = match.anna.watch(match.matchId);
    await anna.reaches(2);
    const stranger = await StockPlayer.guest(node.url, "Olga");
    const grant = granted(await stranger.api.match.observe.mutate({ key: match.grant.watchKey }));
    const session = { playerId: "", name: "", token: grant.token };
    const observer = StockPlayer.withToken(node.url, session);
    const seen = observer.watch(match.matchId);
    const state = await seen.reaches(2);
    expect(state.you).toEqual({ role: "observer", seat: null });
    await eventually(() => anna.frames.at(-1)?.spectators === 1);
    await observer.close();
    await eventually(() => anna.frames.at(-1)?.spectators === 0);
    await stranger.close();
  });

  test("[MT2] an observer cannot move, resign, leave or act as a host, and nothing changes when it tries", async () => {
    await using match = await startedMatch(node.url);
    const { matchId } = match;
    const grant = granted(await match.bob.api.match.observe.mutate({ key: match.grant.watchKey }));
    const observer = StockPlayer.withToken(node.url, { playerId: "", name: "", token: grant.token });
    const attempts = [
      await observer.mark(matchId, 0, 2),
      await observer.api.match.resign.mutate({ msgId: randomUUID(), matchId }),
      await observer.api.match.leave.mutate({ msgId: randomUUID(), matchId }),
      await observer.api.match.move.mutate({ msgId: randomUUID(), matchId, basedOn: 2, move: { type: "resume" } }),
    ];
    expect(attempts.map(verdict)).toEqual(attempts.map(() => "forbidden/observer"));
    const { state } = granted(await match.anna.api.match.resume.mutate({ matchId }));
    expect(state.version).toBe(2);
    await observer.close();
  });

  test("[MT2] a host who does not play adjudicates a paused match; players cannot", async () => {
    const host = await StockPlayer.guest(node.url, "Hilde");
    const players = [await StockPlayer.guest(node.url, "Anna"), await StockPlayer.guest(node.url, "Bob")] as const;
    const request = { msgId: randomUUID(), game: "tic-tac-toe", as: "host" as const };
    const { matchId, code, role, seat } = granted(await host.api.match.create.mutate(request));
    expect({ role, seat }).toEqual({ role: "host", seat: null });
    for (const player of players) await player.join(code);
    const adjudicate = { type: "adjudicate", winner: 1 };
    const asPlayer = await players[1].api.match.move.mutate({
      msgId: randomUUID(),
      matchId,
      basedOn: 2,
      move: adjudicate,
    });
    expect(verdict(asPlayer)).toBe("forbidden/not_host");
    const tooEarly = await host.api.match.move.mutate({ msgId: randomUUID(), matchId, basedOn: 2, move: adjudicate });
    expect(verdict(tooEarly)).toBe("invalid_action/wrong_phase");
    await Promise.all([host, ...players].map((one) => one.close()));
  });

  test("[MT4] each viewer's view names only that viewer as `you`", async () => {
    await using match = await startedMatch(node.url);
    const [anna, bob] = [match.anna.watch(match.matchId), match.bob.watch(match.matchId)];
    expect((await anna.reaches(2)).view).toMatchObject({ you: { seat: 0, mark: "X" } });
    expect((await bob.reaches(2)).view).toMatchObject({ you: { seat: 1, mark: "O" } });
  });

  test("[MT3] a private match is found by nothing but its key: not by code, id or list", async () => {
    await using match = await startedMatch(node.url);
    const stranger = await StockPlayer.guest(node.url, "Olga");
    const { api } = stranger;
    expect(verdict(await api.match.observe.mutate({ code: match.grant.code }))).toBe("not_found/no_such_match");
    expect(verdict(await api.match.observe.mutate({ matchId: match.matchId }))).toBe("not_found/no_such_match");
    expect(verdict(await api.match.resume.mutate({ matchId: match.matchId }))).toBe("not_found/no_such_match");
    expect(verdict(await api.match.resume.mutate({ matchId: randomUUID() }))).toBe("not_found/no_such_match");
    expect(await api.match.list.query({ status: "playing" })).toEqual([]);
    await stranger.close();
  });

  test("[MT3] a public match is listed and can be watched by its code (the twin of the private one)", async () => {
    const anna = await StockPlayer.guest(node.url, "Anna");
    const request = { msgId: randomUUID(), game: "tic-tac-toe", visibility: "public" as const };
    const { matchId, code } = granted(await anna.api.match.create.mutate(request));
    const stranger = await StockPlayer.guest(node.url, "Olga");
    expect((await stranger.api.match.list.query({})).map((one) => one.matchId)).toContain(matchId);
    expect(verdict(await stranger.api.match.observe.mutate({ code }))).toBe("accepted");
    await Promise.all([anna.close(), stranger.close()]);
  });
});

describe("afterwards", () => {
  test("[MT9] a finished match leaves result, duration and replay, and is no longer running", async () => {
    await using match = await startedMatch(node.url);
    await playTopRow(match);
    const [result] = await database.sql`SELECT * FROM match_results WHERE match_id = ${match.matchId}`;
    expect(result).toBeDefined();
    expect(Number(result?.["ended_at"]) - Number(result?.["started_at"])).toBeGreaterThanOrEqual(0);
    const log = await match.bob.api.match.replay.query({ matchId: match.matchId });
    expect(log.commits).toHaveLength(7);
  });

  test("[MT8] the finished log re-derives every commit from the revealed seed, which fits the commitment", async () => {
    await using match = await startedMatch(node.url, { firstSeat: "random" });
    const playing = await match.anna.api.match.replay.query({ matchId: match.matchId });
    expect(playing.seed).toBeNull();
    granted(await match.anna.api.match.resign.mutate({ msgId: randomUUID(), matchId: match.matchId }));
    const log = await match.anna.api.match.replay.query({ matchId: match.matchId });
    const game = findGame("tic-tac-toe");
    if (game === null || log.seed === null) throw new Error("a finished match shows its seed");
    const { matchId, rulesVersion, options, seatCount, createdAt, commitment } = log;
    const facts: MatchFacts = {
      matchId,
      gameId: log.game,
      rulesVersion,
      options,
      seatCount,
      hostId: null,
      commitment,
      createdAt,
    };
    const head = verifyLog({ game, facts }, log.commits as unknown as readonly Commit[], log.seed);
    expect(head.version).toBe(log.version);
    expect(commitment).toBe(match.grant.commitment);
  });

  test("[MT8] no answer before the end contains the seed", async () => {
    await using match = await startedMatch(node.url);
    const [row] = await database.sql`SELECT seed FROM matches WHERE match_id = ${match.matchId}`;
    const seed = String(row?.["seed"]);
    expect(seed).toMatch(/^[0-9a-f]{64}$/);
    const { api } = match.anna;
    const { matchId } = match;
    const said = [
      await api.match.get.query({ matchId }),
      await api.match.resume.mutate({ matchId }),
      await api.match.replay.query({ matchId }),
      match.grant,
    ];
    expect(JSON.stringify(said)).not.toContain(seed);
    granted(await api.match.resign.mutate({ msgId: randomUUID(), matchId }));
    expect(JSON.stringify(await api.match.replay.query({ matchId }))).toContain(seed);
  });
});

describe("over HTTP", () => {
  test("[MT1] the same procedures create, join, play and read a match", async () => {
    const [anna, bob] = [await newGuest(node.url, "Anna"), await newGuest(node.url, "Bob")];
    const call = async (path: string, input: object, token: string) => {
      const { body } = await postJson(`${node.url}/trpc/${path}`, { json: input }, token);
      return (body as { result: { data: { json: { ok: true; value: Record<string, Json> } } } }).result.data.json.value;
    };
    const created = await call("match.create", { msgId: randomUUID(), game: "tic-tac-toe" }, anna.token);
    const { matchId, code } = created as { matchId: string; code: string };
    await call("match.join", { msgId: randomUUID(), code }, bob.token);
    const move = { msgId: randomUUID(), matchId, basedOn: 2, move: { type: "move", cell: 4 } };
    expect(await call("match.move", move, anna.token)).toMatchObject({ version: 3, duplicate: false });
    expect(await call("match.move", move, anna.token)).toMatchObject({ version: 3, duplicate: true });
    const resumed = await call("match.resume", { matchId }, bob.token);
    expect(resumed).toMatchObject({ state: { version: 3, toMove: [1] } });
    const input = encodeURIComponent(JSON.stringify({ json: { matchId } }));
    const answer = await fetch(`${node.url}/trpc/match.get?input=${input}`, {
      headers: { authorization: `Bearer ${bob.token}` },
    });
    expect(await answer.json()).toMatchObject({ result: { data: { json: { matchId, version: 3, yourTurn: true } } } });
  });
});
