/**
 * An auditor of one log: decides every commit anew with the seed, and believes nothing that was recorded. Commits are
 * given one by one, in order, so that a log of any length is checked in little memory.
 */
import { rollbackOf } from "./administration.js";
import { canonicalJson } from "./canonical.js";
import { CanonicalMemory } from "./canonical-memory.js";
import { commandOf } from "./command-of.js";
import type { Commit, MatchHead } from "./commit.js";
import { IntegrityFault } from "./fault.js";
import { createHead, type Match } from "./genesis.js";
import { asJson, isSameJson } from "./json.js";
import { applyCommit, decideCommit, misfit, placeMisfit } from "./match.js";
import type { Result } from "./result.js";
import { stateHashOf } from "./seal.js";
import { commitmentOf } from "./seeded-chance.js";

export class LogAudit {
  #head: MatchHead;
  /** The match, with a memory of the state that was written last. What does not fit is looked at again without it. */
  readonly #quick: Match;
  /** By version, from 1: what a rollback says it restored must be what was there. */
  readonly #stateHashes: string[] = [];

  /** @throws IntegrityFault when the seed is not the one that was committed to, or the facts cannot be. */
  constructor(
    private readonly match: Match,
    private readonly seed: string,
  ) {
    const { matchId, commitment } = match.facts;
    if (!fitsCommitment(seed, commitment)) {
      throw new IntegrityFault(matchId, 0, "the seed is not the one committed to");
    }
    const memory = new CanonicalMemory();
    this.#quick = { ...match, textOf: (state) => memory.text(state) };
    try {
      this.#head = createHead(match.game, match.facts);
    } catch (cause) {
      throw new IntegrityFault(matchId, 0, "its facts are impossible", { cause });
    }
  }

  /** Where the log leads as far as it was given. */
  get head(): MatchHead {
    return this.#head;
  }

  /**
   * Checks the next commit: it follows, its hashes are right, and its seat, draws, events and state are what the
   * rules and the seed dictate. `payloadHash` also covers the version a player had seen, which the log does not keep;
   * the commit's own hash protects it. @throws IntegrityFault
   */
  check(commit: Commit): void {
    this.#head = this.#headIfSame(commit) ?? this.#headAfter(commit);
    this.#stateHashes.push(commit.stateHash);
  }

  /**
   * The head after a commit that is, to its last value, what is decided again: then its own hash needs no making. Null:
   * it is to be looked at step by step.
   */
  #headIfSame(commit: Commit): MatchHead | null {
    if (commit.kind === "rollback" || placeMisfit(this.match, this.#head, commit) !== null) return null;
    try {
      const decided = this.#decide(this.#quick, commit);
      return decided.ok && isSameJson(asJson(decided.value.commit), asJson(commit)) ? decided.value.head : null;
    } catch {
      return null;
    }
  }

  #headAfter(commit: Commit): MatchHead {
    const problem = misfit(this.match, this.#head, commit);
    if (problem !== null) throw this.#fault(commit, problem);
    const decided = this.#decideAgain(commit);
    const difference = decided.ok ? differenceTo(decided.value.commit, commit) : refusalIn(decided);
    if (difference !== null || !decided.ok) {
      // The log alone may show that it was changed: that is the plainer thing to say.
      applyCommit(this.match, this.#head, commit);
      throw this.#fault(commit, difference ?? "");
    }
    return { ...decided.value.head, hash: commit.hash };
  }

  #decideAgain(commit: Commit) {
    this.#checkRestored(commit);
    return this.#decide(this.match, commit);
  }

  #decide(match: Match, commit: Commit) {
    const command = commandOf(match, this.#head, commit);
    const { receivedAt: now, payloadHash } = commit;
    return decideCommit(match, this.#head, command, { now, seed: this.seed, payloadHash });
  }

  #checkRestored(commit: Commit): void {
    if (commit.kind !== "rollback") return;
    const { to, restored } = rollbackOf(commit.payload);
    if (stateHashOf(restored, this.match.sha256) === this.#stateHashes[to - 1]) return;
    throw this.#fault(commit, `it restores what was not the state at version ${to}`);
  }

  #fault({ version }: Commit, problem: string): IntegrityFault {
    return new IntegrityFault(this.match.facts.matchId, version, problem);
  }
}

/** The head of a whole log, audited. @throws IntegrityFault at the first commit that differs. */
export function verifyLog(match: Match, commits: readonly Commit[], seed: string): MatchHead {
  const audit = new LogAudit(match, seed);
  for (const commit of commits) audit.check(commit);
  return audit.head;
}

/** Whether a seed is what was promised; one that is no seed at all is not. */
export function fitsCommitment(seed: string, commitment: string): boolean {
  try {
    return commitmentOf(seed) === commitment;
  } catch {
    return false;
  }
}

function refusalIn(refused: Extract<Result<never>, { ok: false }>): string {
  const { code, reason } = refused.rejection;
  return `the rules refuse it (${code}/${reason})`;
}

function differenceTo(again: Commit, commit: Commit): string | null {
  // Nearly always they are the same to the last byte, and the hashes say so at once.
  if (again.hash === commit.hash) return null;
  if (!same(again.draws, commit.draws)) return "its draws are not those of the seed";
  if (!same(again.events, commit.events)) return "its events are not those of the rules";
  if (again.seat !== commit.seat) return "it is booked on another seat";
  if (again.stateHash !== commit.stateHash) return "it leads to another state";
  return "it is not what was asked for";
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(asJson(a)) === canonicalJson(asJson(b));
}
