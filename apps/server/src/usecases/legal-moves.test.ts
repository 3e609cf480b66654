import { randomUUID } from "node:crypto";
import type { AnyGame, LegalMoves } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { COUNTING } from "../../../../tests/support/counting-game.js";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { intervene } from "./administer.js";
import { RefusedError } from "./deps.js";
import { resignMatch } from "./give-up.js";
import { joinMatch } from "./join-match.js";
import { legalMoves, MAX_LEGAL_LENGTH } from "./legal-moves.js";
import { playMove } from "./play-move.js";

const TIC_TAC_TOE = { game: "tic-tac-toe" } as const;
const cells = (legal: LegalMoves<{ type: string }> | null) => legal?.all.filter(({ type }) => type === "move").length;

async function begun(names?: readonly string[]) {
  const parts = serverParts();
  const table = await tableOf(parts, names, TIC_TAC_TOE);
  const [anna = userSession("Anna"), bob = userSession("Bob")] = table.players;
  return { ...table, parts, anna, bob, matchId: table.live.id };
}

/** What a query refused with. */
async function refusalOf(query: Promise<unknown>) {
  const why = await query.then(
    () => null,
    (error: unknown) => error,
  );
  if (why instanceof RefusedError) return `${why.rejection.code}/${why.rejection.reason}`;
  return why === null ? "answered" : String(why);
}

describe("those who have a part in a match", () => {
  test("[MT4.1] whoever is to move is told every move, the others only what they may do meanwhile", async () => {
    const { parts, anna, bob, matchId } = await begun();
    const forAnna = await legalMoves(parts, anna, { matchId });
    expect(forAnna).toMatchObject({ matchId, epoch: 1, version: 2 });
    expect(cells(forAnna.legal)).toBe(9);
    const forBob = await legalMoves(parts, bob, { matchId });
    expect(cells(forBob.legal)).toBe(0);
    expect(forBob.legal?.all).toContainEqual({ type: "resign" });
  });

  test("[MT4.1] every move that is told is accepted, and after it the others are told theirs", async () => {
    const { parts, anna, bob, matchId } = await begun();
    const { legal, version } = await legalMoves(parts, anna, { matchId });
    const [move] = legal?.all ?? [];
    const played = { matchId, msgId: randomUUID(), basedOn: version, move: { ...move } };
    expect(await playMove(parts, anna, played)).toMatchObject({ ok: true });
    expect(cells((await legalMoves(parts, bob, { matchId })).legal)).toBe(8);
  });

  test("[MT4.1] nothing can be played before the start, while the platform has paused, and after the end", async () => {
    const { parts, anna, code, matchId } = await begun(["Anna"]);
    expect(await legalMoves(parts, anna, { matchId })).toMatchObject({ version: 1, legal: null });
    await joinMatch(parts, userSession("Bob"), { msgId: randomUUID(), code });
    const because = { matchId, msgId: randomUUID(), reason: "A referee looks at it." };
    await intervene(parts, { kind: "pause", ...because });
    expect(await legalMoves(parts, anna, { matchId })).toMatchObject({ version: 3, legal: null });
    await intervene(parts, { kind: "resume", ...because, msgId: randomUUID() });
    expect((await legalMoves(parts, anna, { matchId })).legal).not.toBe(null);
    await resignMatch(parts, anna, { matchId, msgId: randomUUID() });
    expect(await legalMoves(parts, anna, { matchId })).toMatchObject({ legal: null });
  });

  test("[MT4.1] on a node that is behind the answer is of the version the client holds, at least", async () => {
    const { parts, anna, bob, matchId } = await begun();
    const other = parts.another();
    await other.matches.get(matchId);
    await playMove(parts, anna, { matchId, msgId: randomUUID(), basedOn: 2, move: { type: "move", cell: 4 } });
    expect(await legalMoves(other, bob, { matchId })).toMatchObject({ version: 2 });
    const told = await legalMoves(other, bob, { matchId, knownVersion: 3 });
    expect([told.version, cells(told.legal)]).toEqual([3, 8]);
    expect(await refusalOf(legalMoves(other, bob, { matchId, knownVersion: 4 }))).toBe("desync/version_ahead");
  });
});

describe("those who have none", () => {
  test("[MT4.1] an observer of a public match is told of no move", async () => {
    const parts = serverParts();
    const { live } = await tableOf(parts, undefined, { ...TIC_TAC_TOE, visibility: "public" });
    const olga = userSession("Olga");
    expect(await legalMoves(parts, olga, { matchId: live.id })).toMatchObject({ version: 2, legal: null });
  });

  test("[MT4.1] a stranger is told the same of a private match as of one that does not exist", async () => {
    const { parts, matchId } = await begun();
    const olga = userSession("Olga");
    for (const id of [matchId, randomUUID()]) {
      expect(await refusalOf(legalMoves(parts, olga, { matchId: id }))).toBe("not_found/no_such_match");
    }
  });

  test("[MT4.1] a host without a seat is told the host's moves and no player's", async () => {
    const parts = serverParts();
    const { live, players, code } = await tableOf(parts, ["Hanna"], { ...TIC_TAC_TOE, as: "host" });
    for (const name of ["Anna", "Bob"]) await joinMatch(parts, userSession(name), { msgId: randomUUID(), code });
    const [hanna = userSession("Hanna")] = players;
    expect(await legalMoves(parts, hanna, { matchId: live.id })).toMatchObject({ legal: { all: [], forms: [] } });
  });
});

describe("rules that answer badly", () => {
  async function withMoves(legal: () => unknown) {
    const game = { ...COUNTING, id: "odd", legalMoves: legal } as AnyGame;
    const parts = serverParts({ games: [game] });
    const { live, players } = await tableOf(parts, undefined, { game: "odd" });
    return refusalOf(legalMoves(parts, players[0] ?? userSession("Anna"), { matchId: live.id }));
  }

  test("[SY6.1] too many moves, no moves at all, and rules that throw are refused, and the match lives on", async () => {
    const many = Array.from({ length: MAX_LEGAL_LENGTH / 10 }, () => ({ type: "count" }));
    expect(await withMoves(() => ({ all: many }))).toContain("too_many_moves");
    expect(await withMoves(() => ({ all: "everything" }))).toContain("bad_moves");
    expect(await withMoves(() => ({ all: [{ type: "count", n: 1n }] }))).toContain("rules_threw");
    expect(await withMoves(() => ({ all: [{ type: "count" }] }))).toBe("answered");
  });
});
