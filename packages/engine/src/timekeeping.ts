/**
 * The time of a match, folded: the running turn and its deadline, clocks, timeouts in a row, time given back. What a
 * state keeps of it beyond the deadline is absent as long as there is nothing to keep.
 */
import { chargeClocks, type ClocksKept, nextFlag, planClocks, shiftClocks, stopClocks } from "./clocks.js";
import type { Commit, MatchState, TimeKept } from "./commit.js";
import type { Timing } from "./game.js";
import type { Json } from "./json.js";
import type { Seat } from "./seat.js";

export interface TimeAfter {
  readonly turn: string | null;
  readonly deadline: number | null;
  readonly time: TimeKept | undefined;
}

type Before = Pick<MatchState, "turn" | "deadline" | "time" | "seats">;
type At = Pick<Commit, "kind" | "seat" | "receivedAt">;

/** Time after a change that the rules made: `before` their timing as it was, `after` as it is, null where none is. */
export function timeAfter(state: Before, before: Timing | null, after: Timing | null, change: At): TimeAfter {
  const turn = after === null ? null : after.turn;
  const turnEndsAt = turnEndAfter(state, after, change.receivedAt);
  const { time } = state;
  const tracks = (before?.lossAfter ?? 0) > 0;
  if (time === undefined && after?.clocks === undefined && !tracks) return { turn, deadline: turnEndsAt, time };
  const clocks = clocksAfter(state, after, { ...change, turnEndsAt });
  const timeouts = timeoutsAfter(state, change, tracks);
  const extended = time?.extended === turn ? time?.extended : undefined;
  return { turn, deadline: clocks ? deadlineOf(clocks) : turnEndsAt, time: timeOf({ extended, timeouts, clocks }) };
}

/** The running deadline stays as long as the turn does. */
function turnEndAfter({ turn, deadline, time }: Before, after: Timing | null, now: number): number | null {
  if (after === null || after.ms <= 0) return null;
  const running = time?.clocks ? time.clocks.turnEndsAt : deadline;
  return after.turn === turn && running !== null ? running : now + after.ms;
}

/** Whose time had run out stops at that moment; everybody else's clock is charged up to the change itself. */
function clocksAfter(
  { turn, deadline, time }: Before,
  after: Timing | null,
  { kind, receivedAt: at, turnEndsAt }: At & Pick<ClocksKept, "turnEndsAt">,
): ClocksKept | undefined {
  const kept = time?.clocks;
  const plan = after?.clocks;
  if (plan === undefined) return kept && stopClocks(chargeClocks(kept, at));
  const atFlag = kind === "timeout" && deadline !== null ? Math.min(at, deadline) : at;
  const charged = kept && mixed(chargeClocks(kept, at), chargeClocks(kept, atFlag), plan.seats);
  return planClocks(charged, { plan, at, isNewTurn: after?.turn !== turn, turnEndsAt });
}

function mixed(
  whole: ClocksKept,
  toFlag: ClocksKept,
  plan: readonly ({ readonly runs: boolean } | null)[],
): ClocksKept {
  if (whole.at === toFlag.at) return whole;
  const seats = whole.seats.map((clock, seat) => (plan[seat]?.runs ? clock : (toFlag.seats[seat] ?? null)));
  return { ...whole, seats };
}

/** The moment at which somebody's time is up if nobody does anything. */
export function deadlineOf(clocks: ClocksKept): number | null {
  const flag = nextFlag(clocks)?.at ?? null;
  if (flag === null || clocks.turnEndsAt === null) return flag ?? clocks.turnEndsAt;
  return Math.min(flag, clocks.turnEndsAt);
}

function timeoutsAfter({ time, seats }: Before, { kind, seat }: At, tracks: boolean): TimeKept["timeouts"] {
  const counts = time?.timeouts ?? seats.map(() => 0);
  if (seat === null) return time?.timeouts;
  if (kind === "timeout" && tracks) return counts.map((count, i) => (i === seat ? count + 1 : count));
  if (kind !== "move" || counts[seat] === 0) return time?.timeouts;
  const after = counts.map((count, i) => (i === seat ? 0 : count));
  return after.some((count) => count > 0) ? after : undefined;
}

interface Parts {
  readonly extended: string | undefined;
  readonly timeouts: TimeKept["timeouts"];
  readonly clocks: ClocksKept | undefined;
}

function timeOf({ extended, timeouts, clocks }: Parts): TimeKept | undefined {
  if (extended === undefined && timeouts === undefined && clocks === undefined) return undefined;
  return {
    ...(extended === undefined ? {} : { extended }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(clocks === undefined ? {} : { clocks }),
  };
}

/** The same state with other time. */
export function withTime<S extends Partial<Pick<MatchState, "time">>>(state: S, time: TimeKept | undefined): S {
  const { time: _before, ...rest } = state;
  return (time === undefined ? rest : { ...rest, time }) as S;
}

/** The turn lasts so much longer; clocks of seats go on as they did. */
export function extendTurn(state: MatchState, ms: number): MatchState {
  const { time, deadline, turn } = state;
  const clocks = time?.clocks && { ...time.clocks, turnEndsAt: later(time.clocks.turnEndsAt, ms) };
  const after = { ...time, ...(turn === null ? {} : { extended: turn }), ...(clocks ? { clocks } : {}) };
  return { ...state, deadline: clocks ? deadlineOf(clocks) : later(deadline, ms), time: after };
}

/** As if `ms` of the running turn had not gone by, for everybody. */
export function giveBack(state: MatchState, ms: number): MatchState {
  const { time, deadline } = state;
  const given = { ...state, deadline: later(deadline, ms) };
  return time?.clocks ? { ...given, time: { ...time, clocks: shiftClocks(time.clocks, ms) } } : given;
}

function later(at: number | null, ms: number): number | null {
  return at === null ? null : at + ms;
}

/** Time that is taken up again at a later moment: nothing went by in between, and no turn has been extended yet. */
export function standingAt(time: TimeKept | undefined, at: number): TimeKept | undefined {
  if (time?.clocks === undefined) return timeOf({ extended: undefined, timeouts: time?.timeouts, clocks: undefined });
  const { held: _then, ...clocks } = time.clocks;
  return timeOf({ extended: undefined, timeouts: time.timeouts, clocks: { ...clocks, at, turnEndsAt: null } });
}

/** An end: whatever ran has stopped. */
export function endTime(time: TimeKept | undefined, at: number): TimeKept | undefined {
  return time?.clocks ? { ...time, clocks: stopClocks(chargeClocks(time.clocks, at)) } : time;
}
