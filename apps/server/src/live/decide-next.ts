/** Decides on what comes first: time that is owed, a turn whose time is up, or the command itself. */
import { type Command, type Decided, decideCommit, type Result, rejection, type Seat, SYSTEM } from "@holdfast/engine";
import { absenceOf, absentPauseOf } from "./absence-policy.js";
import { creditedAt, creditOwed, isCreditGoneBy } from "./credit.js";
import { dueSeat } from "./due-seat.js";
import type { Ending } from "./ending.js";
import { faultPlace } from "./fault-place.js";
import { fingerprintOf } from "./fingerprint.js";
import type { LiveMatch } from "./live-match.js";
import { runOf } from "./rules-watch.js";
import type { SubmitDeps } from "./submit-deps.js";

export interface Next {
  readonly next: Command;
  readonly decided: Result<Decided>;
}

/**
 * What is owed for an outage is given before anything else is looked at: nobody's time has run out, or been used, in it.
 * Then a deadline that has passed is settled, by the request that finds it; but not before a move that was received in
 * time has had its time to get here too. A credit or timeout that the rules refuse holds nothing up.
 */
// oxlint-disable-next-line max-params -- the first three are what everything here is given
export function decideNext(
  deps: SubmitDeps,
  live: LiveMatch,
  command: Command,
  { came: receivedAt, ending }: { readonly came: number; readonly ending: Ending },
): Next {
  const { outages, graceMs } = deps.matches;
  const { lost, isHeard } = ending;
  if (command.kind === "credit" && isCreditGoneBy(live, command)) return { next: command, decided: NOT_DUE };
  const credit = command.kind === "credit" ? command : creditOwed(live, outages, lost);
  if (credit !== null) {
    const decided = decide(deps, live, credit, creditedAt(credit, outages.corrected(deps.ports.clock.now())));
    if (decided.ok || credit === command) return { next: credit, decided };
  }
  const timeout = isHeard && outages.isClockRight ? timeoutDue(live, receivedAt - graceMs) : null;
  if (timeout !== null && timeout.msgId !== command.msgId && !live.rules.isBarred(runOf(live, timeout))) {
    const decided = decide(deps, live, timeout, receivedAt);
    if (decided.ok) return { next: timeout, decided };
  }
  if (command.kind === "timeout" && !isHeard) return { next: command, decided: NOT_DUE };
  if (isGoneBy(live, command)) return { next: command, decided: NOT_DUE };
  return { next: command, decided: decide(deps, live, command, heldAt(live, receivedAt)) };
}

function timeoutDue(live: LiveMatch, now: number): Command | null {
  const seat = dueSeat(live, now);
  return seat === null ? null : timeoutOf(live, seat);
}

/**
 * The log's time does not go back: what was received before its last commit counts as received with it, and what was in
 * time stays in time. A turn never begins in an outage that was made good for before.
 */
function heldAt({ head }: LiveMatch, receivedAt: number): number {
  const { last, deadline } = head.state;
  if (last === null || receivedAt >= last.at) return receivedAt;
  return Math.max(receivedAt, Math.min(last.at, (deadline ?? Number.POSITIVE_INFINITY) - 1));
}

const NOT_DUE: Result<never> = { ok: false, rejection: rejection("invalid_action", "not_due") };

/** The timeout of this version: the same from every node, so that it goes in once. */
export function timeoutOf(live: LiveMatch, seat: Seat): Command {
  return { kind: "timeout", actorId: SYSTEM, msgId: `timeout:${live.head.version}`, seat };
}

function decide(deps: SubmitDeps, live: LiveMatch, command: Command, now: number): Result<Decided> {
  const onFault = (fault: unknown) =>
    deps.ports.log.error({ matchId: live.id, kind: command.kind, fault: faultPlace(fault) }, "the rules threw");
  const ctx = { now, seed: live.hosted.seed, onFault, payloadHash: fingerprintOf(command) };
  return live.rules.during(runOf(live, command), () => decideCommit(live, live.head, command, ctx));
}

/**
 * A timeout is for one version and no other, also where the next turn's time is up by now: that has a timeout of its own. So
 * is an absence: whoever it is of may have come back and played, and whoever is still away is found so anew.
 */
function isGoneBy(live: LiveMatch, command: Command): boolean {
  if (command.kind === "timeout") return command.msgId !== timeoutOf(live, command.seat).msgId;
  if (command.kind === "absence") return command.msgId !== absenceOf(live, command.seats).msgId;
  const isForAbsent = command.kind === "pause" && command.actorId === SYSTEM;
  return isForAbsent && command.msgId !== absentPauseOf(live).msgId;
}
