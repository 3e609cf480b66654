/** Is somebody's time up, may it be given more? And what the rules do when it is up. */
import { flagAt, nextFlag } from "./clocks.js";
import type { CreditCommand, ExtendCommand, TimeoutCommand } from "./command.js";
import type { MatchHead, MatchState } from "./commit.js";
import type { TimeoutContext } from "./game.js";
import type { Match } from "./genesis.js";
import { asJson } from "./json.js";
import { type Case, nothing, type Proposal } from "./proposal.js";
import { proposeAuto } from "./propose-auto.js";
import { accept, reject, type Result } from "./result.js";
import type { Seat } from "./seat.js";
import { lostMs, standstillsOwed } from "./standstill.js";

/** The seat whose time is up, or null. The server applies its timeout before it looks at anything else. */
export function dueTimeout(match: Match, head: MatchHead, now: number): Seat | null {
  const { deadline, game, time } = head.state;
  if (deadline === null || now < deadline) return null;
  const flag = time?.clocks ? nextFlag(time.clocks) : null;
  if (flag !== null && flag.at <= deadline) return flag.seat;
  return match.game.timing(game)?.seats[0] ?? null;
}

/** Whose time is up at the deadline, and how long before it the rules want them warned; null without a deadline. */
export function onTheClock(match: Match, { deadline, game, time }: MatchState): OnTheClock | null {
  if (deadline === null) return null;
  const timing = match.game.timing(game);
  const flag = time?.clocks ? nextFlag(time.clocks) : null;
  const seats = flag !== null && flag.at <= deadline ? [flag.seat] : (timing?.seats ?? []);
  return { seats, warnMs: timing?.warnMs ?? null };
}
export interface OnTheClock {
  readonly seats: readonly Seat[];
  readonly warnMs: readonly number[] | null;
}

/** Whether this seat may do nothing any more because its time is up. */
export function isLate(match: Match, state: MatchState, { seat, now }: { seat: Seat; now: number }): boolean {
  return lateFor(match, state, { seat, now }) !== null;
}

/** What of this seat's has run out by now, or null. */
function lateFor(
  match: Match,
  { deadline, game, time }: MatchState,
  { seat, now }: { readonly seat: Seat; readonly now: number },
): Required<Pick<TimeoutContext, "why" | "dueAt">> | null {
  if (deadline === null || now < deadline) return null;
  const clocks = time?.clocks;
  const flag = clocks ? flagAt(clocks, seat) : null;
  if (flag !== null && flag <= now) return { why: "clock", dueAt: flag };
  const turnEndsAt = clocks ? clocks.turnEndsAt : deadline;
  if (turnEndsAt === null || now < turnEndsAt) return null;
  return match.game.timing(game)?.seats.includes(seat) ? { why: "turn", dueAt: turnEndsAt } : null;
}

/** The auto-action of a seat whose time is up; the loss of one whose time was up too often in a row. */
export function proposeTimeout(asked: Case<TimeoutCommand>): Result<Proposal> {
  const { match, head, command, ctx } = asked;
  const { seat } = command;
  const late = lateFor(match, head.state, { seat, now: ctx.now });
  if (late === null) return reject("invalid_action", "not_due");
  const { game, time } = head.state;
  const lossAfter = match.game.timing(game)?.lossAfter ?? 0;
  const isLast = lossAfter > 0 && (time?.timeouts?.[seat] ?? 0) + 1 >= lossAfter;
  if (isLast) {
    const lost = proposeAuto(asked, seat, (rules, then) => rules.onLeave(game, seat, { ...then, why: "timeouts" }));
    if (lost.ok) return lost;
  }
  return proposeAuto(asked, seat, (rules, then) => rules.onTimeout(game, seat, { ...then, ...late }));
}

/** Once a turn, for a seat on the clock whose time is not up yet; clocks of seats are never extended. */
export function proposeExtend({ match, head, command, ctx }: Case<ExtendCommand>): Result<Proposal> {
  const { status, turn, time, game, deadline } = head.state;
  if (status !== "playing" || !isWholeMs(command.ms)) return reject("invalid_action", "not_extendable");
  const turnEndsAt = time?.clocks ? time.clocks.turnEndsAt : deadline;
  if (turnEndsAt === null || !match.game.timing(game)?.seats.includes(command.seat)) {
    return reject("invalid_action", "not_extendable");
  }
  if (ctx.now >= turnEndsAt) return reject("invalid_turn", "deadline_passed");
  return time?.extended === turn ? reject("invalid_action", "already_extended") : accept(nothing(command.seat));
}

/** What standstills took of the running turn, if they are still to be made good for; the rules move their own times. */
export function proposeCredit({ match, head, command, ctx }: Case<CreditCommand>): Result<Proposal> {
  const { standstills } = command;
  // What has not ended at this commit would be owed again after it.
  const areSound = standstills.every(
    ({ from, to, until }) => isWholeMs(from) && from < to && to <= until && to <= ctx.now,
  );
  if (!areSound) return reject("invalid_message", "bad_standstill");
  const owed = standstillsOwed(head.state, standstills);
  const isAll = owed.length > 0 && owed.length === standstills.length;
  const lost = isAll ? lostMs(head.state, owed) : 0;
  if (lost === 0) return reject("invalid_action", "no_effect");
  const events = match.game.onGivenBack?.(head.state.game, lost) ?? [];
  return accept({ ...nothing(null), events: events.map(asJson) });
}

function isWholeMs(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms > 0;
}
