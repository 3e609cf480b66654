/** May the platform or an administrator do this now? Outcomes and versions are checked against what the match is. */
import { ABSENT, RETURNED, type ResolveCommand, type ResumeCommand, type RollbackCommand, SYSTEM } from "./command.js";
import type { MatchHead, MatchState } from "./commit.js";
import type { Context, ResumeContext } from "./game.js";
import { contextOf } from "./propose-auto.js";
import { type Case, nothing, type Proposal, proposal } from "./proposal.js";
import { accept, reject, type Result } from "./result.js";
import { seededChance } from "./seeded-chance.js";

export function proposePause(state: MatchState): Result<Proposal> {
  if (state.outcome !== null) return reject("game_over", "match_over");
  if (state.status === "open") return reject("invalid_action", "not_started");
  return state.pause === undefined ? accept(nothing(null)) : reject("invalid_action", "already_paused");
}

export function proposeResume({ match, head, command, ctx }: Case<ResumeCommand>): Result<Proposal> {
  const { state } = head;
  const isReturn = command.actorId === SYSTEM && command.reason === RETURNED;
  // Who comes back ends what their absence began, and nothing that somebody decided.
  if (isReturn && state.pause !== undefined && state.pause.reason !== ABSENT) {
    return reject("match_paused", "match_paused");
  }
  if (state.outcome !== null) return reject("game_over", "match_over");
  if (state.status !== "paused") return reject("invalid_action", "not_paused");
  const chance = seededChance({ seed: ctx.seed, entropy: state.entropy, version: head.version + 1 });
  const events = match.game.onResume?.(state.game, resumeContext(contextOf(state, ctx.now, chance), isReturn)) ?? [];
  if (state.pause === undefined && events.length === 0) return reject("invalid_action", "not_paused");
  return accept(proposal(null, events, chance));
}

function resumeContext(ctx: Context, isReturn: boolean): ResumeContext {
  return isReturn ? { ...ctx, why: "returned" } : ctx;
}

export function proposeResolve(state: MatchState, { winners, scores }: ResolveCommand): Result<Proposal> {
  if (state.outcome !== null) return reject("game_over", "match_over");
  if (state.game === null) return reject("invalid_action", "not_started");
  const isSeat = (seat: number) => Number.isInteger(seat) && seat >= 0 && seat < state.seats.length;
  const ascending = winners.every((seat, i) => isSeat(seat) && (i === 0 || seat > (winners[i - 1] ?? -1)));
  if (!ascending) return reject("invalid_message", "bad_winners", "Winners are seats of the match, ascending.");
  const counted = scores === null || (scores.length === state.seats.length && scores.every(Number.isFinite));
  return counted ? accept(nothing(null)) : reject("invalid_message", "bad_scores", "There is one score for each seat.");
}

export function proposeRollback(head: MatchHead, { to, restored, salt }: RollbackCommand): Result<Proposal> {
  const { state, version } = head;
  if (!Number.isInteger(to) || to < 1 || to >= version) return reject("invalid_message", "no_such_version");
  if (restored.game === null) return reject("invalid_action", "not_started", "At that version play had not begun.");
  if (restored.outcome !== null) return reject("invalid_action", "ended_there", "At that version the match was over.");
  if (state.outcome === null || salt !== null) return accept(nothing(null));
  const message = "The match is over and its log is public: say acrossEnd to undo the end all the same.";
  return reject("game_over", "log_is_public", message);
}
