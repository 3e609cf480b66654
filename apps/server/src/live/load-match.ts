/** Brings a match from storage into memory and proves on the way that its log is whole. */
import {
  type Anchors,
  type AnyGame,
  applyCommit,
  headOfStored,
  IntegrityFault,
  type MatchFacts,
  type MatchStore,
  rejection,
  type Rejection,
  type StoredCommit,
  type StoredMatch,
  StorageUnavailable,
  SYSTEM,
} from "@holdfast/engine";
import { LiveMatch } from "./live-match.js";
import { nativeSha256 } from "./native-sha256.js";
import type { SettingsBoard } from "./settings-board.js";
import { type RulesRun, type RulesWatch, STALLED, UNWATCHED } from "./rules-watch.js";

export type FindGame = (gameId: string, rulesVersion: number) => AnyGame | null;
export interface LoadDeps {
  readonly store: MatchStore;
  readonly findGame: FindGame;
  readonly now: () => number;
  /** Left out: nobody watches. */
  readonly rules?: RulesWatch;
  /** Left out: nothing is set while servers run. */
  readonly settings?: Pick<SettingsBoard, "follow" | "unfollow" | "of" | "adopt"> | undefined;
  readonly onCorrupt: (matchId: string, fault: IntegrityFault) => void;
  readonly onMissingRules: (matchId: string, facts: MatchFacts) => void;
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
  let stored: StoredMatch | null = null;
  try {
    stored = await deps.store.loadMatch(matchId);
    return stored && (await verified(deps, stored));
  } catch (fault) {
    if (!(fault instanceof IntegrityFault)) throw fault;
    const line = (await deps.store.versionsOf([matchId])).get(matchId);
    // A match may be cleaned up between the reading of its row and of its log: then there is none.
    if (line === undefined) return null;
    // Or its log was taken back between the two: they need not fit.
    if (stored !== null && line.epoch > stored.epoch) return loadMatch(deps, matchId);
    deps.onCorrupt(matchId, fault);
    return CORRUPT;
  }
}

async function verified(deps: LoadDeps, stored: StoredMatch): Promise<LiveMatch | Rejection> {
  const { facts, seed, epoch, code, watchKey, visibility } = stored;
  const { matchId } = facts;
  if (stored.settings) deps.settings?.adopt(stored.settings);
  const game = deps.findGame(facts.gameId, facts.rulesVersion);
  if (!game) {
    deps.onMissingRules(matchId, facts);
    return RULES_MISSING;
  }
  const anchors = await anchorsOf(deps.store, stored);
  const { rules = UNWATCHED } = deps;
  const match = { game, facts, sha256: nativeSha256 };
  if (rules.isBarred(loadOf(matchId))) return STALLED;
  const head = rules.during(loadOf(matchId), () => headOfStored(match, stored, anchors));
  const { creatorId } = stored.created;
  const hosted = { game, facts, seed, epoch, code, watchKey, visibility, creatorId, loadedAt: deps.now() };
  const live = new LiveMatch(hosted, head, rules);
  live.learn(stored.names);
  await learnNames(deps.store, live);
  return live;
}

function loadOf(matchId: string): RulesRun {
  return { subject: matchId, actorId: SYSTEM, msgId: "load" };
}

/** A snapshot is only a shortcut: it must lead back to how the match began, and be what the commit at its version says. */
async function anchorsOf(store: MatchStore, { facts, snapshot }: StoredMatch): Promise<Anchors | null> {
  if (snapshot.version === 0) return null;
  const [[first], [atSnapshot]] = await Promise.all([
    store.readCommits(facts.matchId, 0, 1),
    store.readCommits(facts.matchId, snapshot.version - 1, 1),
  ]);
  return { first: first?.commit ?? null, atSnapshot: atSnapshot?.commit ?? null };
}

const PAGE = 200;

/**
 * Adds to a match in memory what the log has beyond it. @returns false: the log is in another epoch, and nothing of that
 * may be told as if it were of this one. @throws IntegrityFault, StorageUnavailable
 */
export async function catchUp(store: MatchStore, live: LiveMatch): Promise<boolean> {
  for (;;) {
    const page = await store.readCommits(live.id, live.head.version, PAGE);
    if (page.some(({ epoch }) => epoch !== live.epoch)) return false;
    for (const { commit, at } of page) absorb(live, { commit, at });
    if (page.length < PAGE) break;
  }
  await learnNames(store, live).catch(ignoreOutage);
  return true;
}

/** The log is what counts: a name that is missing now is learned the next time. */
function ignoreOutage(fault: unknown): void {
  if (!(fault instanceof StorageUnavailable)) throw fault;
}

function absorb(live: LiveMatch, stored: StoredCommit): void {
  // A commit of this very node may have been taken in while the page was read.
  if (stored.commit.version <= live.head.version) return;
  const head = live.rules.during(loadOf(live.id), () => applyCommit(live, live.head, stored.commit));
  live.advance(stored, head);
}

/** Makes sure that everybody seated has a name to show; asks for those that did not come with the match. */
async function learnNames(store: MatchStore, live: LiveMatch): Promise<void> {
  const unknown = live.head.state.seats.filter((id) => id !== null).filter((id) => !live.names.has(id));
  if (unknown.length === 0) return;
  const players = await store.players(unknown);
  if (players.size > 0) live.learn([...players].map(([id, { name }]) => [id, name]));
}
