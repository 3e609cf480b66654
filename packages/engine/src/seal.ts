/** Hashes that make a log tamper-evident: of the state after a commit, and of the commit with its parent's hash. */
import { canonicalJson } from "./canonical.js";
import type { Commit, MatchState } from "./commit.js";
import { hashJson, type Sha256, sha256Hex } from "./hashing.js";
import { asJson } from "./json.js";

/** Characters of canonical JSON a match's state may take. */
export const MAX_STATE_LENGTH = 65_536;

/** The hash of a state, or null when the state is larger than a match may be. */
export function stateHashOf(state: MatchState, sha256: Sha256 = sha256Hex): string | null {
  const text = canonicalJson(asJson(state));
  return text.length > MAX_STATE_LENGTH ? null : sha256(text);
}

/** The hash that names a commit: over everything in it except the hash itself. */
export function commitHashOf(commit: Omit<Commit, "hash">, sha256: Sha256 = sha256Hex): string {
  const content = [
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
  ];
  return hashJson(content, sha256);
}
