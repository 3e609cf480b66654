/**
 * `@holdfast/sdk/verify`: whether a match was played by its rules and with the seed that was promised before it began.
 * Everything is decided again from the seed; nothing that the log says of itself is believed. Runs wherever JavaScript
 * does. The rules are the caller's: a server cannot vouch for its own.
 */
import {
  type AnyGame,
  canonicalJson,
  type Commit,
  eraseGame,
  type GameDefinition,
  type GameTypes,
  IntegrityFault,
  type Json,
  LogAudit,
  type Match,
  type Outcome,
  parseOptions,
  type Sha256,
} from "@holdfast/engine";
import type { ReplayLog } from "./index.js";

export type { GameDefinition, GameTypes } from "@holdfast/engine";

/** What the caller knows of the match from elsewhere. */
export interface Known {
  /** The commitment, noted when the match began: a log that was made up afterwards has another one. */
  readonly commitment?: string;
  /** What one added to the randomness when creating or joining: it must be in the log. */
  readonly entropy?: string;
  /** SHA-256 of a text, where the platform has a fast one that answers at once. In Node that is the default. */
  readonly sha256?: (text: string) => string;
}
export type ReplayVerdict =
  | {
      readonly ok: true;
      /** Commits that were decided again, and the draws of chance in them. */
      readonly version: number;
      readonly draws: number;
      readonly outcome: Outcome;
    }
  | {
      readonly ok: false;
      /** The first version that differs; 0: what the match began with, or the log as a whole. */
      readonly version: number;
      readonly problem: string;
    };

/**
 * Plays a finished match again from its log (`match.replay()`): every move by these rules, every draw from the revealed
 * seed, every hash. The answer names the first thing that differs. Never throws, whatever it is given as a log.
 */
export function verifyReplay<T extends GameTypes>(
  log: ReplayLog,
  game: GameDefinition<T>,
  known: Known = {},
): ReplayVerdict {
  let reached = 0;
  try {
    const { audit, commits } = begin(log, eraseGame(game), known);
    let draws = 0;
    for (const commit of commits) {
      reached += 1;
      audit.check(commit);
      draws += commit.draws.length;
    }
    const { version, state } = audit.head;
    if (state.outcome === null) return differs(version + 1, "the log ends before the match is over");
    if (version !== log.version) return differs(version + 1, `the log ends before version ${log.version}, its last`);
    return { ok: true, version, draws, outcome: state.outcome };
  } catch (fault) {
    if (fault instanceof IntegrityFault) return differs(reached, fault.problem);
    if (fault instanceof NotVerifiable) return differs(0, fault.message);
    // What the checks were not written for was not written by a server.
    return differs(reached, "it is not of the shape of a log");
  }
}

/** The log cannot even be begun with. */
class NotVerifiable extends Error {}

function begin(log: ReplayLog, game: AnyGame, known: Known): { audit: LogAudit; commits: readonly Commit[] } {
  const commits = commitsIn(log);
  if (log.game !== game.id || log.rulesVersion !== game.rulesVersion) {
    throw new NotVerifiable(
      `it was played by ${log.game}@${log.rulesVersion}, and these are the rules of ${game.id}@${game.rulesVersion}`,
    );
  }
  if (log.seed === null) throw new NotVerifiable("the seed is not revealed before the match is over");
  if (known.commitment !== undefined && known.commitment !== log.commitment) {
    throw new NotVerifiable("another commitment was published when the match began");
  }
  const match = matchOf(log, game, known.sha256);
  checkOptions(match);
  if (known.entropy !== undefined) checkEntropy(commits, known.entropy);
  return { audit: new LogAudit(match, log.seed), commits };
}

/** Shape is not looked at more closely: a commit that is none fails its hash. */
function commitsIn(log: ReplayLog): readonly Commit[] {
  if (!Array.isArray(Object(log).commits)) throw new NotVerifiable("it is not of the shape of a log");
  return log.commits as unknown as readonly Commit[];
}

function matchOf(log: ReplayLog, game: AnyGame, sha256: Sha256 | undefined): Match {
  const { matchId, rulesVersion, options, seatCount, createdAt, commitment } = log;
  // A server of before hosts were told has none to tell.
  const facts = { matchId, rulesVersion, options, seatCount, createdAt, commitment, hostId: log.hostId ?? null };
  return { game, facts: { ...facts, gameId: log.game }, ...(sha256 ? { sha256 } : {}) };
}

/** What was agreed on must be something that the rules allow, with every default filled in. */
function checkOptions({ game, facts: { options } }: Match): void {
  const parsed = parseOptions(game, options);
  if (!parsed.ok || canonicalJson(parsed.value) !== canonicalJson(options)) {
    throw new NotVerifiable("the rules do not allow its options");
  }
}

function checkEntropy(commits: readonly Commit[], entropy: Json): void {
  if (commits.some(({ kind, payload }) => kind === "join" && payload === entropy)) return;
  throw new NotVerifiable("the randomness that you added is not in it");
}

function differs(version: number, problem: string): ReplayVerdict {
  return { ok: false, version, problem };
}
