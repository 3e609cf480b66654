/** Administrators on a real node: who is one, what they do to a match, and what the players are told of it. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_SECRET, administrator, refusalIn } from "../support/admin.js";
import { collectedLog } from "../support/collected-log.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { granted, newGuest, postJson, StockPlayer, startedMatch, verdict } from "../support/stock-player.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
let other: TestNode;
const log = collectedLog();
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url, env: { ADMIN_SECRET }, log });
  other = await startTestNode({ databaseUrl: database.url, env: { ADMIN_SECRET } });
});
afterAll(async () => {
  await node.stop();
  await other.stop();
  await database[Symbol.asyncDispose]();
});

type Started = Awaited<ReturnType<typeof startedMatch>>;
async function playTopRow({ anna, bob, matchId }: Started): Promise<void> {
  const order = [anna, bob, anna, bob, anna];
  for (const [i, cell] of [0, 3, 1, 4, 2].entries()) granted((await order[i]?.mark(matchId, cell, 2 + i)) as never);
}

describe("who is one", () => {
  const input = { matchId: randomUUID(), msgId: randomUUID(), reason: "Mine." };

  test("[MT2.1] only the secret opens admin.*: no token, no player and no wrong secret does", async () => {
    const { token } = await newGuest(node.url, "Mallory");
    const asked = async (secret?: string) =>
      refusalIn((await postJson(`${node.url}/trpc/admin.pause`, { json: input }, secret)).body);
    expect(await asked()).toBe("forbidden/not_admin");
    expect(await asked(token)).toBe("forbidden/not_admin");
    expect(await asked(`${ADMIN_SECRET}.`)).toBe("unauthorized/bad_token");
    expect(await asked(ADMIN_SECRET.slice(1))).toBe("unauthorized/bad_token");
    expect(verdict(await administrator(node.url).act("pause", input))).toBe("not_found/no_such_match");
  });

  test("[MT2.1] over a socket the secret opens admin.* too, and nothing that needs a player", async () => {
    await using match = await startedMatch(node.url);
    const admin = StockPlayer.withToken(node.url, { playerId: "", name: "", token: ADMIN_SECRET });
    const { matchId } = match;
    granted(await admin.api.admin.pause.mutate({ matchId, msgId: randomUUID(), reason: "Wait." }));
    await expect(admin.api.match.mine.query({})).rejects.toMatchObject({
      data: { rejection: { reason: "no_token" } },
    });
    await expect(
      match.anna.api.admin.pause.mutate({ matchId, msgId: randomUUID(), reason: "Wait." }),
    ).rejects.toMatchObject({ data: { rejection: { code: "forbidden", reason: "not_admin" } } });
    await admin.close();
  });

  test("[MT2.1] a server without the setting has no administration, whatever is sent", async () => {
    await using closed = await startTestNode({ databaseUrl: database.url });
    const asked = async (secret?: string) =>
      refusalIn((await postJson(`${closed.url}/trpc/admin.pause`, { json: input }, secret)).body);
    expect(await asked()).toBe("forbidden/admin_not_available");
    expect(await asked(ADMIN_SECRET)).toBe("unauthorized/bad_token");
  });

  test("[MT2.1, OP1] whatever an administrator tries is on record, without the secret", async () => {
    const matchId = randomUUID();
    await administrator(node.url).act("abort", { matchId });
    const line = log.lines.find(
      ({ fields }) => "action" in fields && "matchId" in fields && fields.matchId === matchId,
    );
    expect(line).toMatchObject({ level: "warn", fields: { action: "abort" } });
    expect(JSON.stringify(log.lines)).not.toContain(ADMIN_SECRET);
  });
});

describe("what they do", () => {
  test("[MT10] a pause reaches every viewer with its reason, stops moves and clocks, and ends where it began", async () => {
    await using match = await startedMatch(node.url, { turnMs: 60_000 }, other.url);
    const { anna, bob, matchId } = match;
    const [mine, theirs] = [anna.watch(matchId), bob.watch(matchId)];
    const before = await mine.reaches(2);
    const admin = administrator(node.url);
    const paused = granted(await admin.act("pause", { matchId, reason: "The server room floods." }));
    for (const watch of [mine, theirs]) {
      const told = await watch.reaches(paused.version);
      expect(told).toMatchObject({ status: "paused", toMove: [], deadline: null });
      expect(told.pause).toEqual({ reason: "The server room floods.", since: paused.at });
      const notice = { kind: "pause", by: "admin", reason: "The server room floods." };
      expect(told.events.at(-1)).toMatchObject({ version: 3, events: [], notice });
    }
    expect(verdict(await anna.mark(matchId, 0, 2))).toBe("match_paused/match_paused");
    const resumed = granted(await administrator(other.url).act("resume", { matchId }));
    const after = await theirs.reaches(resumed.version);
    expect(after).toMatchObject({ status: "playing", toMove: before.toMove });
    expect(after.pause).toBeUndefined();
    expect((after.deadline ?? 0) - resumed.at).toBe((before.deadline ?? 0) - paused.at);
    expect(verdict(await anna.mark(matchId, 0, 2))).toBe("accepted");
  });

  test("[MT10, MT9] a resolved match has the decided outcome, in history too", async () => {
    await using match = await startedMatch(node.url);
    const { matchId } = match;
    const watch = match.bob.watch(matchId);
    const request = { matchId, winners: [1], scores: [0, 2.5] };
    const { version } = granted(await administrator(node.url).act("resolve", request));
    const outcome = { status: "finished", winners: [1], scores: [0, 2.5], reason: "resolved" };
    expect(await watch.reaches(version)).toMatchObject({ status: "finished", outcome, toMove: [] });
    const [row] = await database.sql`SELECT outcome FROM match_results WHERE match_id = ${matchId}`;
    expect(JSON.parse(String(row?.["outcome"]))).toEqual(outcome);
    expect(verdict(await match.anna.mark(matchId, 0, 2))).toBe("game_over/match_over");
  });

  test("[MT10] an aborted match is over for everybody, without a winner", async () => {
    await using match = await startedMatch(node.url);
    const { matchId } = match;
    granted(await administrator(node.url).act("abort", { matchId }));
    const row = await match.anna.api.match.get.query({ matchId });
    expect(row).toMatchObject({ status: "aborted", outcome: { winners: [], reason: "aborted_by_admin" }, code: null });
  });

  test("[MT10] a rollback shows everybody, on every node, the position as it was, and play goes on from there", async () => {
    await using match = await startedMatch(node.url, {}, other.url);
    const { anna, bob, matchId } = match;
    granted(await anna.mark(matchId, 0, 2));
    granted(await bob.mark(matchId, 4, 3));
    granted(await anna.mark(matchId, 1, 4));
    const [mine, theirs] = [anna.watch(matchId), bob.watch(matchId)];
    // Whoever begins to watch after the rollback is not told of it as news.
    await Promise.all([mine.reaches(5), theirs.reaches(5)]);
    const { version } = granted(await administrator(other.url).act("rollback", { matchId, to: 3 }));
    expect(version).toBe(6);
    for (const watch of [mine, theirs]) {
      const told = await watch.reaches(version);
      expect(told.view).toMatchObject({ board: ["X", null, null, null, null, null, null, null, null], toMove: 1 });
      expect(told.events.at(-1)?.notice).toMatchObject({ kind: "rollback", by: "admin", to: 3 });
    }
    expect(verdict(await bob.mark(matchId, 8, 5))).toBe("stale_version/stale_version");
    granted(await bob.mark(matchId, 8, 6));
    const page = await anna.api.match.events.query({ matchId });
    expect(page.commits.map((one) => one.version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test("[MT10, MT9] an end is undone only on purpose: then its result is gone, and the next end is the result", async () => {
    await using match = await startedMatch(node.url);
    const { anna, matchId } = match;
    await playTopRow(match);
    const results = () => database.sql`SELECT version FROM match_results WHERE match_id = ${matchId}`;
    expect(await results()).toMatchObject([{ version: 7 }]);
    const admin = administrator(node.url);
    expect(verdict(await admin.act("rollback", { matchId, to: 6 }))).toBe("game_over/log_is_public");
    granted(await admin.act("rollback", { matchId, to: 6, acrossEnd: true }));
    expect(await results()).toEqual([]);
    expect((await anna.api.match.mine.query({})).map((one) => one.matchId)).toEqual([matchId]);
    expect((await anna.api.match.replay.query({ matchId })).seed).toBeNull();
    granted(await anna.mark(matchId, 8, 8));
    granted(await admin.act("resolve", { matchId, winners: [] }));
    expect(await results()).toMatchObject([{ version: 10 }]);
  });

  test("[MT10, MT4] what a rollback restores and the secret it adds are told to nobody before the end", async () => {
    await using match = await startedMatch(node.url);
    const { anna, matchId } = match;
    const watch = anna.watch(matchId);
    await playTopRow(match);
    granted(await administrator(node.url).act("rollback", { matchId, to: 6, acrossEnd: true }));
    await watch.reaches(8);
    const [row] = await database.sql`SELECT payload FROM commits WHERE match_id = ${matchId} AND version = 8`;
    const { salt } = JSON.parse(String(row?.["payload"])) as { salt: string };
    expect(salt).toMatch(/^[0-9a-f]{64}$/);
    const told = async () =>
      JSON.stringify([
        watch.frames,
        await anna.api.match.events.query({ matchId }),
        await anna.api.match.replay.query({ matchId }),
        await anna.api.match.resume.mutate({ matchId }),
      ]);
    const before = await told();
    expect(before).not.toContain(salt);
    expect(before).not.toContain("restored");
    granted(await anna.api.match.resign.mutate({ msgId: randomUUID(), matchId }));
    expect(await told()).toContain(salt);
  });

  test("[MT10, SY5] a repeated request answers with the first commit, on another node too; other content is refused", async () => {
    await using match = await startedMatch(node.url);
    const { anna, matchId } = match;
    granted(await anna.mark(matchId, 0, 2));
    const asked = { matchId, msgId: randomUUID(), to: 2 };
    const first = granted(await administrator(node.url).act("rollback", asked));
    expect(first).toMatchObject({ version: 4, duplicate: false });
    for (const { url } of [node, other]) {
      expect(granted(await administrator(url).act("rollback", asked))).toEqual({ ...first, duplicate: true });
    }
    const changed = { ...asked, reason: "Something else." };
    expect(verdict(await administrator(node.url).act("rollback", changed))).toBe("msg_id_reused/msg_id_reused");
  });

  test("[MT10, SY6] what makes no sense is refused with a reason, and nothing has changed", async () => {
    await using match = await startedMatch(node.url);
    const { matchId } = match;
    const admin = administrator(node.url);
    expect(verdict(await admin.act("resume", { matchId }))).toBe("invalid_action/not_paused");
    expect(verdict(await admin.act("rollback", { matchId, to: 2 }))).toBe("invalid_message/no_such_version");
    expect(verdict(await admin.act("rollback", { matchId, to: 1 }))).toBe("invalid_action/not_started");
    expect(verdict(await admin.act("resolve", { matchId, winners: [7] }))).toBe("invalid_message/bad_winners");
    for (const wrong of [{ reason: "" }, { reason: "x".repeat(301) }, { msgId: "1" }, { more: 1 }]) {
      const { body } = await admin.post("pause", { matchId, msgId: randomUUID(), reason: "Wait.", ...wrong });
      expect(refusalIn(body)).toBe("invalid_message/bad_shape");
    }
    expect(await match.anna.api.match.get.query({ matchId })).toMatchObject({ version: 2, status: "playing" });
  });
});
