/**
 * An audit of one stored match, from its first commit: everything is decided again with the match's own seed, and
 * everything else that is stored of it is held against that. Called by `npm run verify` and by `admin.verify`.
 */
import {
  canonicalJson,
  IntegrityFault,
  type Json,
  LogAudit,
  type MatchHead,
  type MatchHistory,
  type MatchKeeper,
  type MatchStore,
  rowMisfit,
  type StoredMatch,
  sealMisfit,
  stateHashOf,
} from "@holdfast/engine";
import type { FindGame } from "../live/load-match.js";
import { nativeSha256 } from "../live/native-sha256.js";

export interface VerifyDeps {
  readonly store: Pick<MatchStore, "loadMatch" | "readCommits" | "versionsOf">;
  readonly keeper: Pick<MatchKeeper, "historyOf">;
  readonly findGame: FindGame;
  /** Told after each page of commits. */
  readonly onProgress?: (commits: number) => void;
}

/** What an audit found. `unknown`: there are no rules here to decide by. */
export type Verdict =
  | { readonly found: "sound"; readonly matchId: string; readonly version: number }
  | { readonly found: "wrong"; readonly matchId: string; readonly version: number; readonly problem: string }
  | { readonly found: "unknown"; readonly matchId: string; readonly rules: string };

const MAX_TRIES = 5;

/** The verdict on a match as it is now; null when there is none. @throws StorageUnavailable */
export async function verifyMatch(deps: VerifyDeps, matchId: string): Promise<Verdict | null> {
  let looked: number | null = null;
  for (let tries = 1; ; tries++) {
    try {
      const stored = await deps.store.loadMatch(matchId);
      if (stored === null) return null;
      looked = stored.headRow.version;
      return await audit(deps, stored);
    } catch (cause) {
      const fault = integrityFaultOf(cause, matchId);
      // Somebody plays, or it is cleaned up, while it is read: what was read at different times need not agree.
      if (tries < MAX_TRIES && (await hasChanged(deps, matchId, looked))) continue;
      return { found: "wrong", matchId, version: fault.version, problem: fault.problem };
    }
  }
}

/** What the checks were not written for, because nothing of that shape is ever stored, was not stored by us. */
function integrityFaultOf(cause: unknown, matchId: string): IntegrityFault {
  if (cause instanceof IntegrityFault) return cause;
  if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
  return new IntegrityFault(matchId, 0, "what is stored makes no sense", { cause });
}

async function hasChanged(deps: VerifyDeps, matchId: string, looked: number | null): Promise<boolean> {
  const version = (await deps.store.versionsOf([matchId])).get(matchId)?.version ?? null;
  return version !== looked;
}

async function audit(deps: VerifyDeps, stored: StoredMatch): Promise<Verdict> {
  const { facts, headRow } = stored;
  const { matchId, gameId, rulesVersion } = facts;
  const game = deps.findGame(gameId, rulesVersion);
  if (!game) return { found: "unknown", matchId, rules: `${gameId}@${rulesVersion}` };
  const sealed = sealMisfit(stored);
  if (sealed !== null) throw new IntegrityFault(matchId, 0, sealed);
  const log = new LogAudit({ game, facts, sha256: nativeSha256 }, stored.seed);
  const beginning = await followLog(deps, stored, log);
  const misfit =
    rowMisfit(headRow, stored.code, log.head) ?? historyMisfit(stored, beginning, await deps.keeper.historyOf(matchId));
  if (misfit !== null) throw new IntegrityFault(matchId, headRow.version, misfit);
  return { found: "sound", matchId, version: headRow.version };
}

const PAGE = 200;

/** Audits up to the version that the row names. @returns when play began; null when it has not. */
async function followLog(deps: VerifyDeps, stored: StoredMatch, log: LogAudit): Promise<number | null> {
  const { facts, headRow, snapshot } = stored;
  let beganAt: number | null = null;
  checkSnapshot(snapshot, log.head, facts.matchId);
  while (log.head.version < headRow.version) {
    const limit = Math.min(PAGE, headRow.version - log.head.version);
    const page = await deps.store.readCommits(facts.matchId, log.head.version, limit);
    if (page.length === 0)
      throw new IntegrityFault(facts.matchId, log.head.version + 1, "the log ends before its head");
    for (const { commit } of page) {
      log.check(commit);
      if (hasBegun(log.head)) beganAt ??= commit.receivedAt;
      checkSnapshot(snapshot, log.head, facts.matchId);
    }
    deps.onProgress?.(page.length);
  }
  if (snapshot.version <= headRow.version) return beganAt;
  throw new IntegrityFault(facts.matchId, snapshot.version, "the snapshot is ahead of the match's row");
}

/** As the database notes it: a match that is called off before it began never began. */
function hasBegun({ state }: MatchHead): boolean {
  return state.status !== "open" && state.status !== "aborted";
}

function checkSnapshot(snapshot: MatchHead, head: MatchHead, matchId: string): void {
  if (snapshot.version !== head.version) return;
  if (
    snapshot.hash === head.hash &&
    stateHashOf(snapshot.state, nativeSha256) === stateHashOf(head.state, nativeSha256)
  )
    return;
  throw new IntegrityFault(matchId, head.version, "the snapshot is not the state at its version");
}

function historyMisfit(stored: StoredMatch, beganAt: number | null, history: MatchHistory | null): string | null {
  if (history === null) return null;
  if (history.startedAt !== beganAt) return "the match's row says that play began at another time";
  const { result } = history;
  if (stored.headRow.outcome === null)
    return result === null ? null : "history has a result, and the match is not over";
  return resultMisfit(stored, history);
}

function resultMisfit({ headRow: row, facts }: StoredMatch, { startedAt, result }: MatchHistory): string | null {
  if (result === null) return "the match is over, and history has no result";
  if (result.startedAt !== (startedAt ?? facts.createdAt)) return "history has another beginning than the log";
  const same = result.version === row.version && result.endedAt === row.endedAt && result.gameId === facts.gameId;
  if (!same || !isSame(result.outcome as unknown as Json, row.outcome as unknown as Json)) {
    return "history has another result than the log";
  }
  const players = Array.isArray(result.players) ? result.players : [];
  const seated = players.map((player: Json) => Object(player).playerId ?? null);
  return isSame(seated, row.holders) ? null : "history has other players than the log";
}

function isSame(a: Json, b: Json): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
