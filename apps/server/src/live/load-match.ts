/** Brings a match from storage into memory and proves on the way that its log is whole. */
import {
  type AnyGame,
  applyCommit,
  createHead,
  IntegrityFault,
  type MatchHead,
  type MatchStore,
  rejection,
  type Rejection,
  replayLog,
  type StoredCommit,
  type StoredMatch,
  stateHashOf,
  StorageUnavailable,
} from "@holdfast/engine";
import { LiveMatch } from "./live-match.js";
import { nativeSha256 } from "./native-sha256.js";

export type FindGame = (gameId: string, rulesVersion: number) => AnyGame | null;
export interface LoadDeps {
  readonly store: MatchStore;
  readonly findGame: FindGame;
  readonly now: () => number;
  readonly onCorrupt: (matchId: string, fault: IntegrityFault) => void;
}

export const CORRUPT: Rejection = rejection(
  "game_unavailable",
  "match_corrupt",
  "This match's log does not verify. It is frozen until an operator has looked at it.",
  { recovery: "none" },
);
const RULES_MISSING: Rejection = rejection(
  "game_unavailable",
  "rules_version_missing",
  "This server does not have the rules this match was started with.",
);

/**
 * The match at its newest version, or why it cannot be served; null when there is none.
 * @throws StorageUnavailable
 */
export async function loadMatch(deps: LoadDeps, matchId: string): Promise<LiveMatch | Rejection | null> {
  const stored = await deps.store.loadMatch(matchId);
  if (!stored) return null;
  const game = deps.findGame(stored.facts.gameId, stored.facts.rulesVersion);
  if (!game) return RULES_MISSING;
  try {
    const head = await verifiedHead(deps.store, game, stored);
    const { facts, seed, epoch, code, watchKey, visibility } = stored;
    const live = new LiveMatch({ game, facts, seed, epoch, code, watchKey, visibility, loadedAt: deps.now() }, head);
    await learnNames(deps.store, live);
    return live;
  } catch (fault) {
    if (!(fault instanceof IntegrityFault)) throw fault;
    deps.onCorrupt(matchId, fault);
    return CORRUPT;
  }
}

async function verifiedHead(store: MatchStore, game: AnyGame, stored: StoredMatch): Promise<MatchHead> {
  const match = { game, facts: stored.facts, sha256: nativeSha256 };
  const { snapshot, tail } = stored;
  const from = snapshot.version === 0 ? createHead(game, stored.facts) : snapshot;
  if (snapshot.version > 0) await checkSnapshot(store, stored);
  return replayLog(match, tail, from);
}

/** A snapshot is only a shortcut: it must be exactly what the commit at its version says it was. */
async function checkSnapshot(store: MatchStore, { facts, snapshot }: StoredMatch): Promise<void> {
  const [at] = await store.readCommits(facts.matchId, snapshot.version - 1, 1);
  const same = at?.commit.hash === snapshot.hash && at.commit.stateHash === stateHashOf(snapshot.state, nativeSha256);
  if (!same) throw new IntegrityFault(facts.matchId, snapshot.version, "the snapshot is not the state of its commit");
}

const PAGE = 200;

/** Adds to a match in memory what the log has beyond it. @throws IntegrityFault, StorageUnavailable */
export async function catchUp(store: MatchStore, live: LiveMatch): Promise<void> {
  for (;;) {
    const page = await store.readCommits(live.id, live.head.version, PAGE);
    for (const stored of page) absorb(live, stored);
    if (page.length < PAGE) break;
  }
  await learnNames(store, live).catch(ignoreOutage);
}

/** The log is what counts: a name that is missing now is learned the next time. */
function ignoreOutage(fault: unknown): void {
  if (!(fault instanceof StorageUnavailable)) throw fault;
}

function absorb(live: LiveMatch, stored: StoredCommit): void {
  // A commit of this very node may have been taken in while the page was read.
  if (stored.commit.version <= live.head.version) return;
  live.advance(stored, applyCommit(live, live.head, stored.commit));
}

/** Makes sure that everybody seated has a name to show. */
async function learnNames(store: MatchStore, live: LiveMatch): Promise<void> {
  const unknown = live.head.state.seats.filter((id) => id !== null).filter((id) => !live.names.has(id));
  if (unknown.length === 0) return;
  const players = await store.players(unknown);
  if (players.size > 0) live.learn([...players].map(([id, { name }]) => [id, name]));
}
