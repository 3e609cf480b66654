/**
 * H-b: the log of a match is one gapless chain of hashes in which every commit is what the rules make of the one
 * before it, and no msgId is in it twice.
 */
import { createHash } from "node:crypto";
import { createHead, type Match, type MatchHead, replayLog, type StoredCommit, verifyLog } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import { COUNTING } from "../../support/counting-game.js";
import type { History, MatchLog, Violation } from "./history.js";

/** One match of a history, read again by rules of the checker's own. */
export interface ReadMatch {
  readonly log: MatchLog;
  readonly match: Match;
  /** By version, as far as the log could be read. */
  readonly heads: readonly MatchHead[];
  readonly byMsgId: ReadonlyMap<string, StoredCommit>;
  /** The same for what the log had in earlier epochs, and itself: by epoch, oldest first. */
  readonly byEpoch: ReadonlyMap<number, ReadMatch>;
}

const KNOWN = new Map([...Object.values(GAMES), COUNTING].map((game) => [game.id, game]));
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export function readLogs(history: Pick<History, "logs">): {
  readonly matches: ReadonlyMap<string, ReadMatch>;
  readonly violations: readonly Violation[];
} {
  const violations: Violation[] = [];
  const matches = new Map<string, ReadMatch>();
  for (const log of history.logs) {
    const report = (what: string) => void violations.push({ rule: "H-b", what: `${log.facts.matchId}: ${what}` });
    const byEpoch = new Map<number, ReadMatch>();
    for (const life of [...(log.earlier ?? []), log]) {
      const read = readMatch({ ...log, ...life }, report);
      if (read) byEpoch.set(life.epoch, { ...read, byEpoch });
    }
    const newest = byEpoch.get(log.epoch);
    if (newest) matches.set(log.facts.matchId, newest);
  }
  return { matches, violations };
}

/** The key of a msgId in its match. */
export function keyOf(actorId: string, msgId: string): string {
  return `${actorId}/${msgId}`;
}

function readMatch(log: MatchLog, report: (what: string) => void): Omit<ReadMatch, "byEpoch"> | null {
  const game = KNOWN.get(log.facts.gameId);
  if (!game) {
    report(`nobody knows the game ${log.facts.gameId}`);
    return null;
  }
  const match: Match = { game, facts: log.facts, sha256 };
  const heads: MatchHead[] = [createHead(game, log.facts)];
  const byMsgId = new Map<string, StoredCommit>();
  for (const stored of log.commits) {
    const { actorId, msgId, version } = stored.commit;
    const key = keyOf(actorId, msgId);
    if (byMsgId.has(key)) report(`${key} is in the log twice, as ${byMsgId.get(key)?.commit.version} and ${version}`);
    byMsgId.set(key, stored);
    const next = nextHead(match, heads.at(-1), stored, report);
    if (next === null) return { log, match, heads, byMsgId };
    heads.push(next);
  }
  checkDecisions(match, log, report);
  return { log, match, heads, byMsgId };
}

// oxlint-disable-next-line max-params -- one step of a fold, and where to complain
function nextHead(
  match: Match,
  head: MatchHead | undefined,
  { commit }: StoredCommit,
  report: (what: string) => void,
): MatchHead | null {
  try {
    return replayLog(match, [commit], head);
  } catch (fault) {
    report(String(fault));
    return null;
  }
}

/** Each commit is decided again with the seed: draws, events and seats must be those of the rules. */
function checkDecisions(match: Match, { commits, seed }: MatchLog, report: (what: string) => void): void {
  try {
    verifyLog(
      match,
      commits.map(({ commit }) => commit),
      seed,
    );
  } catch (fault) {
    report(String(fault));
  }
}
