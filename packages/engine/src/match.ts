/**
 * A match as a pure fold over its commits. `decideCommit` makes the next commit, `applyCommit` follows
 * one that was made; both end in the same fold and the same hashes.
 */
import { type Command, payloadHashOf, payloadOf } from "./command.js";
import type { Commit, MatchHead } from "./commit.js";
import { IntegrityFault } from "./fault.js";
import { foldChange } from "./fold.js";
import type { Match } from "./genesis.js";
import type { DecideContext } from "./proposal.js";
import { propose } from "./propose.js";
import { accept, reject, type Result } from "./result.js";
import { isIntact, newCommitHash, stateHashOf } from "./seal.js";

export interface CommitContext extends DecideContext {
  /** Told what a rule threw, for the log; the asker only hears `rules_error`. */
  readonly onFault?: (fault: unknown) => void;
  /** `payloadHashOf(command)`, if the caller has computed it already. */
  readonly payloadHash?: string;
}
export interface Decided {
  readonly commit: Commit;
  readonly head: MatchHead;
}

/**
 * The commit that this command makes on `head`, with the head after it; or why it is refused. Pure: the
 * same arguments give the same commit, byte for byte. Nothing happened until the commit is stored.
 */
// oxlint-disable-next-line max-params -- a decision has exactly these four sides, and callers read better with them apart
export function decideCommit(match: Match, head: MatchHead, command: Command, ctx: CommitContext): Result<Decided> {
  try {
    const proposed = propose({ match, head, command, ctx });
    if (!proposed.ok) return proposed;
    const draft: Draft = {
      matchId: match.facts.matchId,
      version: head.version + 1,
      kind: command.kind,
      actorId: command.actorId,
      seat: proposed.value.seat,
      msgId: command.msgId,
      payloadHash: ctx.payloadHash ?? payloadHashOf(command, match.sha256),
      payload: payloadOf(command),
      events: proposed.value.events,
      draws: proposed.value.draws,
      receivedAt: ctx.now,
      rulesVersion: match.facts.rulesVersion,
      parentHash: head.hash,
      stateHash: "",
      hash: "",
    };
    return seal(match, head, draft);
  } catch (fault) {
    ctx.onFault?.(fault);
    return reject("rules_error", "rules_threw");
  }
}

/** A commit on its way, whose hashes are still empty. Filled in where it is: a copy would cost more than a hash. */
type Draft = { -readonly [Key in keyof Commit]: Commit[Key] };

function seal(match: Match, head: MatchHead, draft: Draft): Result<Decided> {
  const state = foldChange(match, head.state, draft);
  const stateHash = stateHashOf(state, match.sha256, match.textOf);
  if (stateHash === null) return reject("rules_error", "state_too_large");
  draft.stateHash = stateHash;
  const hash = newCommitHash(draft, match.sha256);
  if (hash === null) return reject("rules_error", "commit_too_large");
  draft.hash = hash;
  return accept({ commit: draft, head: { version: draft.version, hash, state } });
}

/**
 * The head after a commit from the log. Decides nothing and draws nothing: the events are folded again and
 * every hash is checked.
 * @throws IntegrityFault when the commit does not belong here or does not add up.
 */
export function applyCommit(match: Match, head: MatchHead, commit: Commit): MatchHead {
  const problem = misfit(match, head, commit);
  if (problem !== null) throw new IntegrityFault(match.facts.matchId, commit.version, problem);
  const state = refold(match, head, commit);
  if (stateHashOf(state, match.sha256) !== commit.stateHash) {
    throw new IntegrityFault(match.facts.matchId, commit.version, "the events do not lead to the recorded state");
  }
  return { version: commit.version, hash: commit.hash, state };
}

/** Why a commit cannot be the next of this log, whatever the rules say; or null. */
export function misfit(match: Match, head: MatchHead, commit: Commit): string | null {
  const misplaced = placeMisfit(match, head, commit);
  if (misplaced !== null) return misplaced;
  return isIntact(commit, match.sha256) ? null : "the commit was changed after it was written";
}

/** The same, as far as it can be said without making the commit's own hash. */
export function placeMisfit({ facts }: Match, head: MatchHead, commit: Commit): string | null {
  if (commit.matchId !== facts.matchId) return "the commit is of another match";
  if (commit.version !== head.version + 1) return `the commit does not follow version ${head.version}`;
  if (commit.parentHash !== head.hash) return "the commit was made on another history";
  if (commit.rulesVersion !== facts.rulesVersion) return `rules v${commit.rulesVersion} wrote it, not these`;
  return null;
}

function refold(match: Match, head: MatchHead, commit: Commit): MatchHead["state"] {
  try {
    return foldChange(match, head.state, commit);
  } catch (cause) {
    throw new IntegrityFault(match.facts.matchId, commit.version, "the rules cannot fold its events", { cause });
  }
}
