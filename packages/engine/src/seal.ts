/** Hashes that make a log tamper-evident: of the state after a commit, and of the commit with its parent's hash. */
import { canonicalJson } from "./canonical.js";
import type { Commit, MatchState } from "./commit.js";
import { type Sha256, sha256Hex } from "./hashing.js";
import { asJson, type Json } from "./json.js";

/** Characters of canonical JSON a match's state may take. */
export const MAX_STATE_LENGTH = 65_536;
/** And a commit, events and draws included; a rollback carries a whole state. */
export const MAX_COMMIT_LENGTH = 2 * MAX_STATE_LENGTH;
/** And what is asked for in a move. */
export const MAX_MOVE_LENGTH = 4_096;

/**
 * The hash of a state, or null when the state is larger than a match may be. `textOf` is `canonicalJson`, or something that
 * says the same and is faster at states of one match.
 */
export function stateHashOf(
  state: MatchState,
  sha256: Sha256 = sha256Hex,
  textOf: (value: Json) => string = canonicalJson,
): string | null {
  const text = textOf(asJson(state));
  return text.length > MAX_STATE_LENGTH ? null : sha256(text);
}

/** Whether a commit is what its hash says it is. What JSON cannot even write is not. */
export function isIntact(commit: Commit, sha256: Sha256 = sha256Hex): boolean {
  try {
    return commitHashOf(commit, sha256) === commit.hash;
  } catch {
    return false;
  }
}

type Unnamed = Omit<Commit, "hash">;

/** The hash that names a commit: over everything in it except the hash itself. */
export function commitHashOf(commit: Unnamed, sha256: Sha256 = sha256Hex): string {
  return sha256(commitText(commit));
}

/** The same for a new commit; null when it is larger than a commit may be. */
export function newCommitHash(commit: Unnamed, sha256: Sha256 = sha256Hex): string | null {
  const text = commitText(commit);
  return text.length > MAX_COMMIT_LENGTH ? null : sha256(text);
}

function commitText(commit: Unnamed): string {
  return canonicalJson([
    "holdfast/commit/1",
    commit.matchId,
    commit.version,
    commit.kind,
    commit.actorId,
    commit.seat,
    commit.msgId,
    commit.payloadHash,
    commit.payload,
    commit.events,
    asJson(commit.draws),
    commit.receivedAt,
    commit.rulesVersion,
    commit.parentHash,
    commit.stateHash,
  ]);
}
