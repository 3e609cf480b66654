/** Reading a log again, trusting what was recorded and checking every hash. `log-audit.ts` trusts nothing. */
import type { Commit, MatchHead } from "./commit.js";
import { createHead, type Match } from "./genesis.js";
import { applyCommit } from "./match.js";

/** The head that a log leads to, from the beginning or from a snapshot. @throws IntegrityFault */
export function replayLog(match: Match, commits: readonly Commit[], from?: MatchHead): MatchHead {
  return commits.reduce(
    (head, commit) => applyCommit(match, head, commit),
    from ?? createHead(match.game, match.facts),
  );
}
