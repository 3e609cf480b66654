/** Reading a log again: quickly, trusting what was recorded, or as an auditor who decides everything anew. */
import { canonicalJson } from "./canonical.js";
import type { Command } from "./command.js";
import { SYSTEM } from "./command.js";
import type { Commit, MatchHead } from "./commit.js";
import { IntegrityFault } from "./fault.js";
import { createHead, type Match } from "./genesis.js";
import { asJson, type Json } from "./json.js";
import { applyCommit, decideCommit } from "./match.js";
import { commitmentOf } from "./seeded-chance.js";

/** The head that a log leads to, from the beginning or from a snapshot. @throws IntegrityFault */
export function replayLog(match: Match, commits: readonly Commit[], from?: MatchHead): MatchHead {
  return commits.reduce(
    (head, commit) => applyCommit(match, head, commit),
    from ?? createHead(match.game, match.facts),
  );
}

/**
 * The head of a log in which every commit was decided again with the revealed seed: the seed fits the
 * published commitment, and each draw, event and hash is what the rules and the seed dictate.
 * `payloadHash` covers the version a player had seen, which the log does not keep; the chain protects it.
 * @throws IntegrityFault at the first commit that differs.
 */
export function verifyLog(match: Match, commits: readonly Commit[], seed: string): MatchHead {
  const { matchId, commitment } = match.facts;
  if (commitmentOf(seed) !== commitment) throw new IntegrityFault(matchId, 0, "the seed is not the one committed to");
  return commits.reduce(
    (head, commit) => {
      const after = applyCommit(match, head, commit);
      checkDecision(match, { head, commit, seed });
      return after;
    },
    createHead(match.game, match.facts),
  );
}

interface Checked {
  readonly head: MatchHead;
  readonly commit: Commit;
  readonly seed: string;
}

function checkDecision(match: Match, { head, commit, seed }: Checked): void {
  const fail = (problem: string) => new IntegrityFault(match.facts.matchId, commit.version, problem);
  const decided = decideCommit(match, head, commandOf(match, head, commit), { now: commit.receivedAt, seed });
  if (!decided.ok) throw fail(`the rules refuse it (${decided.rejection.code}/${decided.rejection.reason})`);
  const again = decided.value.commit;
  if (!same(again.draws, commit.draws)) throw fail("its draws are not those of the seed");
  if (!same(again.events, commit.events)) throw fail("its events are not those of the rules");
  if (again.seat !== commit.seat) throw fail("it is booked on another seat");
  if (again.stateHash !== commit.stateHash) throw fail("it leads to another state");
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(asJson(a)) === canonicalJson(asJson(b));
}

/** The command that a commit answered, as far as the log tells. */
function commandOf(match: Match, head: MatchHead, commit: Commit): Command {
  const { actorId, msgId, payload, seat } = commit;
  switch (commit.kind) {
    case "join":
      return { kind: "join", actorId, msgId, seat, entropy: textOf(payload) };
    case "leave":
      return { kind: "leave", actorId, msgId };
    case "move": {
      const host = match.facts.hostId === actorId;
      return { kind: "move", actorId, msgId, seat, host, basedOn: head.version, move: payload };
    }
    case "resign":
      return { kind: "resign", actorId, msgId, seat: seat ?? -1 };
    case "timeout":
      return { kind: "timeout", actorId: SYSTEM, msgId, seat: seat ?? -1 };
    case "absence":
      return { kind: "absence", actorId: SYSTEM, msgId, seats: seatsOf(payload) };
    case "abort":
    case "pause":
    case "resume":
      return { kind: commit.kind, actorId, msgId, reason: textOf(payload) ?? "" };
  }
}

function textOf(payload: Json): string | null {
  return typeof payload === "string" ? payload : null;
}

function seatsOf(payload: Json): readonly number[] {
  return Array.isArray(payload) ? payload.filter((seat) => typeof seat === "number") : [];
}
