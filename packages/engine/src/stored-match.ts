/**
 * What storage has of a match, held against itself: every column says what the log says, what the facts hash to, or
 * what was sealed when the match was created. Nothing here reads; it is given rows and answers with the head or a fault.
 */
import { canonicalJson } from "./canonical.js";
import type { Commit, MatchHead } from "./commit.js";
import { IntegrityFault } from "./fault.js";
import { createHead, type Match } from "./genesis.js";
import { hashJson, type Sha256 } from "./hashing.js";
import { asJson } from "./json.js";
import { fitsCommitment } from "./log-audit.js";
import { applyCommit } from "./match.js";
import type { HeadRow, NewMatch, StoredMatch } from "./match-store.js";
import { isIntact, stateHashOf } from "./seal.js";

type Sealed = Pick<NewMatch, "watchKey" | "visibility" | "creatorId" | "createMsgId" | "createPayloadHash">;

/**
 * The seal of what is stored beside the facts when a match is created, and never changed; and, apart from it, of the
 * code, which is given back at the end.
 */
export function sealOf(
  match: Sealed & { readonly facts: { readonly matchId: string }; readonly code: string },
  sha256?: Sha256,
): string {
  const { matchId } = match.facts;
  return `${sealOfCreation(matchId, match, sha256)} ${sealOfCode(matchId, match.code, sha256)}`;
}

function sealOfCreation(matchId: string, { watchKey, visibility, ...sealed }: Sealed, sha256?: Sha256): string {
  const { creatorId, createMsgId, createPayloadHash } = sealed;
  const named = [matchId, watchKey, visibility, creatorId, createMsgId, createPayloadHash];
  return hashJson(["holdfast/created/1", ...named], sha256);
}

function sealOfCode(matchId: string, code: string, sha256?: Sha256): string {
  return hashJson(["holdfast/code/1", matchId, code], sha256);
}

/** The commits that tie a snapshot to the log: the first of all, and the one it is of. Null: the log has no such commit. */
export interface Anchors {
  readonly first: Commit | null;
  readonly atSnapshot: Commit | null;
}

/**
 * The head of a stored match. A snapshot past the beginning needs its anchors; the commits between them are not looked
 * at here. @throws IntegrityFault
 */
export function headOfStored(match: Match, stored: StoredMatch, anchors: Anchors | null): MatchHead {
  try {
    return checkedHead(match, stored, anchors);
  } catch (cause) {
    if (cause instanceof IntegrityFault) throw cause;
    // What was stored is not even of the shape that the checks expect.
    throw fault(match, stored.headRow.version, "what is stored makes no sense", { cause });
  }
}

function checkedHead(match: Match, stored: StoredMatch, anchors: Anchors | null): MatchHead {
  const sealed = sealMisfit(stored, match.sha256);
  if (sealed !== null) throw fault(match, 0, sealed);
  const genesis = genesisOf(match);
  const { snapshot } = stored;
  if (snapshot.version > 0) checkAnchors(match, { snapshot, genesis, anchors });
  else if (snapshot.hash !== genesis.hash || !isStateOf(match, snapshot, genesis)) {
    throw fault(match, 0, "the snapshot is not the match as it was created");
  }
  return followTail(match, stored, snapshot.version > 0 ? snapshot : genesis);
}

/** Why the row of a match does not go with its head at the row's version, or null. */
export function rowMisfit(row: HeadRow, code: string | null, head: MatchHead): string | null {
  const { state } = head;
  const isOver = state.outcome !== null;
  const differs = (name: string) => `the match's row has another ${name} than its log`;
  if (row.version !== head.version) return differs("version");
  if (row.hash !== head.hash) return differs("hash");
  if (row.status !== state.status) return differs("status");
  if (row.deadline !== state.deadline) return differs("deadline");
  if (!same(row.toMove, state.toMove)) return differs("turn");
  if (!same(row.outcome, state.outcome)) return differs("outcome");
  if (!same(row.holders, state.seats)) return differs("holder of a seat");
  if (row.endedAt !== (isOver ? (state.last?.at ?? null) : null)) return differs("end");
  if (isOver && code !== null) return "the match is over, and still has a code";
  return state.status === "open" && code === null ? "the match is open, and has no code" : null;
}

/** Why stored commits are not an unbroken part of a log that goes on from `after`, or null. Decides and folds nothing. */
export function chainMisfit(match: Match, after: number, commits: readonly Commit[]): IntegrityFault | null {
  let parent: Commit | null = null;
  let expected = after + 1;
  for (const commit of commits) {
    const { version } = commit;
    if (version !== expected) return fault(match, expected, "the log has a gap");
    if (commit.matchId !== match.facts.matchId) return fault(match, version, "the commit is of another match");
    if (parent !== null && commit.parentHash !== parent.hash) return fault(match, version, "the chain is broken");
    if (!isIntact(commit, match.sha256)) return fault(match, version, CHANGED);
    parent = commit;
    expected += 1;
  }
  return null;
}

const CHANGED = "the commit was changed after it was written";

/** Why what was stored at the creation of a match is not what is there now, or null. */
export function sealMisfit(
  { facts, seed, seal, code, created, ...stored }: StoredMatch,
  sha256?: Sha256,
): string | null {
  const { matchId, commitment } = facts;
  if (!fitsCommitment(seed, commitment)) return "the seed is not the one committed to";
  // Matches of before there were seals have none.
  if (seal === null) return null;
  const [creation, ofCode] = seal.split(" ");
  if (creation !== sealOfCreation(matchId, { ...stored, ...created }, sha256)) {
    return "what was stored when it was created has changed";
  }
  if (code === null || ofCode === sealOfCode(matchId, code, sha256)) return null;
  return "its code is not the one it was created with";
}

function genesisOf(match: Match): MatchHead {
  try {
    return createHead(match.game, match.facts, match.sha256);
  } catch (cause) {
    throw fault(match, 0, "its facts are impossible", { cause });
  }
}

interface Anchored {
  readonly snapshot: MatchHead;
  readonly genesis: MatchHead;
  readonly anchors: Anchors | null;
}

function checkAnchors(match: Match, { snapshot, genesis, anchors }: Anchored): void {
  const { first = null, atSnapshot = null } = anchors ?? {};
  if (first === null || atSnapshot === null) throw fault(match, snapshot.version, "the log ends before its snapshot");
  const broken = chainMisfit(match, 0, [first]) ?? chainMisfit(match, snapshot.version - 1, [atSnapshot]);
  if (broken !== null) throw broken;
  if (first.parentHash !== genesis.hash) throw fault(match, 0, "its facts are not those it was created with");
  if (atSnapshot.hash !== snapshot.hash || stateHashOf(snapshot.state, match.sha256) !== atSnapshot.stateHash) {
    throw fault(match, snapshot.version, "the snapshot is not the state of its commit");
  }
}

/** The row is read before the tail, which may have grown meanwhile: the row is held against the head as it was then. */
function followTail(match: Match, { tail, headRow, code }: StoredMatch, from: MatchHead): MatchHead {
  let head = from;
  let misfit = headRow.version < from.version ? "the match's row is behind its snapshot" : null;
  let isRowSeen = misfit !== null;
  const look = () => {
    if (head.version !== headRow.version || isRowSeen) return;
    isRowSeen = true;
    misfit = rowMisfit(headRow, code, head);
  };
  look();
  for (const commit of tail) {
    head = applyCommit(match, head, commit);
    look();
  }
  if (!isRowSeen) misfit = "the log ends before the version that the match's row names";
  if (misfit !== null) throw fault(match, headRow.version, misfit);
  return head;
}

function isStateOf(match: Match, { state }: MatchHead, genesis: MatchHead): boolean {
  return stateHashOf(state, match.sha256) === stateHashOf(genesis.state, match.sha256);
}

// oxlint-disable-next-line max-params -- where, what, and why, in the order one says them
function fault({ facts }: Match, version: number, problem: string, options?: { cause: unknown }): IntegrityFault {
  return new IntegrityFault(facts.matchId, version, problem, options);
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(asJson(a)) === canonicalJson(asJson(b));
}
