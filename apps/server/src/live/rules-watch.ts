/**
 * Rules are somebody else's program: they may throw, never come back, or answer nonsense. Everything here that runs
 * them says so first, on whose behalf, so that whoever watches from outside knows what it was that never came back.
 */
import { type Command, type Rejection, rejection } from "@holdfast/engine";

/** Rules that are about to run: of what, and for whose request. */
export interface RulesRun {
  /** A match's id, or the name of a game that is not a match yet. */
  readonly subject: string;
  readonly actorId: string;
  readonly msgId: string;
}

/** What the rules are given to do for a command in a match. */
export function runOf({ id }: { readonly id: string }, { actorId, msgId }: Command): RulesRun {
  return { subject: id, actorId, msgId };
}

export interface RulesWatch {
  /** Runs `work`, which runs rules, to its end. */
  during<T>(run: RulesRun, work: () => T): T;
  /** Whether a server is known to have stopped over this run, or over others of its match. */
  isSuspect(run: RulesRun): boolean;
  /** Whether that has happened so often that it is not tried again. */
  isBarred(run: RulesRun): boolean;
  /** Asks anew what is known, of all nodes together. @throws StorageUnavailable */
  refresh(): Promise<void>;
}

/** Nobody watches: for tests, and for programs that run a node inside themselves. */
export const UNWATCHED: RulesWatch = {
  during: (_run, work) => work(),
  isSuspect: () => false,
  isBarred: () => false,
  refresh: async () => {},
};

export const STALLED: Rejection = rejection(
  "rules_error",
  "rules_stalled",
  "This has stopped a server more than once, and is not tried again. An operator has to look at it.",
);
const THREW: Rejection = rejection("rules_error", "rules_threw", "The rules of this game failed. Nothing has changed.");

/** Rules that did not answer as they should outside of a decision, where there is no rejection to answer with. */
export class RulesFault extends Error {
  constructor(
    readonly subject: string,
    readonly rejection: Rejection = THREW,
    options?: { cause: unknown },
  ) {
    super(`rules of ${subject}: ${rejection.reason}`, options);
    this.name = "RulesFault";
  }
}

/** What rules answer outside of a decision. @throws RulesFault, also for whatever they throw. */
export function askRules<T>(watch: RulesWatch, run: RulesRun, work: () => T): T {
  if (watch.isBarred(run)) throw new RulesFault(run.subject, STALLED);
  try {
    return watch.during(run, work);
  } catch (cause) {
    throw cause instanceof RulesFault ? cause : new RulesFault(run.subject, THREW, { cause });
  }
}
