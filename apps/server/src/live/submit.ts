/**
 * The one way a match changes: decide on the head in memory, append under the fence, and only then
 * tell anybody. Whoever loses the race reads on and decides again. A crash at any line leaves
 * nothing, or a commit that every other node will find in the log.
 */
import {
  type AppendEntry,
  type Command,
  type Commit,
  type Decided,
  decideCommit,
  type MatchHead,
  payloadHashOf,
  type Result,
  rejection,
  type Seat,
  type StoredCommit,
  StorageUnavailable,
  type Standstill,
  SYSTEM,
  timeRuns,
} from "@holdfast/engine";
import type { Ports } from "../ports.js";
import { creditedAt, creditOwed, isCreditGoneBy, lateBeginning } from "./credit.js";
import { MOVE_PENDING, type Patience, patienceFor, whileHeld } from "./hold.js";
import type { LiveMatch } from "./live-match.js";
import type { LiveMatches } from "./live-matches.js";
import { lostWithNodes } from "./lost-with-nodes.js";
import { dueSeat } from "./due-seat.js";
import { faultPlace } from "./fault-place.js";
import { nativeSha256 } from "./native-sha256.js";
import { type RulesRun, STALLED } from "./rules-watch.js";

const CONTENDED = rejection("routing_failed", "contended", "Too many others were faster. Try again.");
/** A snapshot is stored every so many versions, and at the end. */
const SNAPSHOT_EVERY = 50;
/** Lost races in a row after which the client is asked to come back: somebody else makes progress each time. */
const MAX_LOST = 64;
/** And so many without anybody making progress. */
const MAX_STUCK = 2;

/** By then every node has said what it had received, or is not waited for any more. */
const HEARD_WITHIN_MS = 8_000;
const LOOK_AGAIN_MS = 100;

/** What is turned away in an outage may ask again after this. */
const HELD_BACK_MS = 1_000;

export interface Submitted {
  readonly commit: Commit;
  /** The msgId had been accepted before; nothing new was written. */
  readonly duplicate: boolean;
}
export interface SubmitDeps {
  readonly ports: Pick<Ports, "store" | "coordination" | "clock" | "log">;
  readonly matches: LiveMatches;
}

/** How a command came. */
export interface Arrival {
  /** When the server received it, epoch milliseconds: whether it is in time. */
  readonly receivedAt: number;
  /**
   * The answer this msgId may have had before. It is waited for in the command's own place in the queue, so that nothing
   * that came later is decided on before it.
   */
  readonly answeredBefore?: () => Promise<Result<Submitted> | null>;
  /** As far as this node knows there is no such answer: it is only asked for where it could differ from the decision. */
  readonly isUnheardOf?: boolean;
}

/**
 * Commits a command, or says why it was refused. Sending the same (actorId, msgId) again answers with
 * the first commit. While storage is away a player's own deed is held, one at a time. Must not be called from inside
 * the match's queue.
 * @throws StorageUnavailable when the outcome is not known; the same msgId finds out later.
 */
export async function submit(
  deps: SubmitDeps,
  live: LiveMatch,
  command: Command,
  arrival: Arrival,
): Promise<Result<Submitted>> {
  const first = await submitOnce(deps, live, command, arrival);
  return isTooLate(command, first) ? submitLate(deps, live, command, { arrival, first }) : first;
}

function isTooLate(command: Command, result: Result<Submitted>): boolean {
  return command.kind === "move" && !result.ok && result.rejection.reason === "deadline_passed";
}

/**
 * An earlier try of it may have been in time on another node, and be on its way: until the timeout is in the log, that may
 * still win, and "too late" would not be true. Or a node did not serve, and more time is about to be given.
 */
async function submitLate(
  deps: SubmitDeps,
  live: LiveMatch,
  command: Command,
  { arrival, first }: { readonly arrival: Arrival; readonly first: Result<Submitted> },
): Promise<Result<Submitted>> {
  const { clock } = deps.ports;
  const { graceMs, outages } = deps.matches;
  for (let waited = 0; waited < HEARD_WITHIN_MS; waited += Math.max(graceMs, LOOK_AGAIN_MS)) {
    // What is remembered of an earlier turn is not waited for: the timeout is in the log, or the turn has more time now.
    const over = endedAt(live, outages.corrected(arrival.receivedAt));
    if (over > 0) await new Promise<void>((resolve) => void clock.after(graceMs, resolve));
    const isTold = over === 0 || (await outages.haveHeardAll(live.id, over));
    const again = await submitOnce(deps, live, command, { ...arrival, receivedAt: clock.now() });
    if (again.ok) return again;
    if (isTold || !isTooLate(command, again)) return first;
  }
  throw new StorageUnavailable(HELD_BACK_MS);
}

async function submitOnce(
  deps: SubmitDeps,
  live: LiveMatch,
  command: Command,
  { receivedAt, answeredBefore, isUnheardOf = false }: Arrival,
): Promise<Result<Submitted>> {
  const { clock, store } = deps.ports;
  const { health } = store;
  const patience = patienceFor(command, clock);
  if (health.state !== "up") {
    if (!patience.isHeld) throw new StorageUnavailable(HELD_BACK_MS);
    if (live.pending.hasOther(command)) return { ok: false, rejection: MOVE_PENDING };
  }
  const inDoubt = isUnheardOf ? answeredBefore : undefined;
  const decided = () => decideAndAppend(deps, live, command, { receivedAt, patience, inDoubt });
  const attempt = isUnheardOf ? decided : async () => (await answeredBefore?.()) ?? decided();
  return live.pending.until(command, () => live.queue.run(() => whileHeld(attempt, patience, { health, clock })));
}

interface Received {
  readonly receivedAt: number;
  readonly patience: Patience;
  readonly inDoubt: Arrival["answeredBefore"];
}

async function decideAndAppend(
  deps: SubmitDeps,
  live: LiveMatch,
  command: Command,
  { receivedAt, patience, inDoubt }: Received,
): Promise<Result<Submitted>> {
  let stuck = 0;
  let ask = inDoubt;
  for (let lost = 0; lost < MAX_LOST; lost += 1) {
    const earlier = live.recentBy(command.actorId, command.msgId);
    if (earlier) return repeated(command, earlier);
    const refused = live.refusing.answerTo(command, () => fingerprintOf(command));
    if (refused) return { ok: false, rejection: refused };
    if (live.frozen) return { ok: false, rejection: live.frozen };
    if (live.rules.isSuspect(runOf(live, command)) && (await isBarred(live, command)))
      return { ok: false, rejection: STALLED };
    if (claimsMore(live, command) && (await isAhead(deps, live, command))) return desync();
    const knownAt = timeRuns(live.head.state) ? endedAt(live, receivedAt) : null;
    if (knownAt !== null && !deps.matches.outages.knowsOf(knownAt)) await deps.matches.outages.catchUp(knownAt);

    // A clock that is wrong makes nobody late, and no turn longer.
    const came = deps.matches.outages.corrected(receivedAt);
    const ending = isOver(live, came) ? await whatEnds(deps, live, came) : NOTHING_ENDS;
    const { next, decided } = decideNext(deps, live, command, { ending, came });
    if (!decided.ok) {
      if (await isBehind(deps, live)) continue;
      // An earlier try of this very msgId may be what makes it illegal now: the log is asked before "no" is said.
      return (await committedBefore(deps, live, command)) ?? decided;
    }

    if (ask !== undefined && next === command && !isOnHead(live, command)) {
      const answered = await ask();
      if (answered !== null) return answered;
      ask = undefined;
      continue;
    }
    const appended = await deps.ports.store.append(entryOf(live, decided.value), patience.left());
    if (appended.status === "appended") {
      announce(deps, live, decided.value, appended.at);
      if (next === command) return { ok: true, value: { commit: decided.value.commit, duplicate: false } };
      continue;
    }
    if (appended.status === "refused") return unstorable(deps, live, appended.reason);
    const { version } = live.head;
    await deps.matches.levelling.level(live);
    if (appended.status === "duplicate" && next === command) return repeatedInLog(deps, live, command, appended);
    // Nobody was faster, and still it is lost: either the match's row is not what it was, or there is no way on here.
    if (live.head.version > version || live.frozen) continue;
    stuck += 1;
    if (stuck > MAX_STUCK) break;
    await deps.matches.levelling.lookAgain(live);
  }
  return { ok: false, rejection: CONTENDED };
}

/** A timeout is for one version and no other, also where the next turn's time is up by now: that has a timeout of its own. */
function isTimeoutGoneBy(live: LiveMatch, command: Command): boolean {
  return command.kind === "timeout" && command.msgId !== timeoutOf(live, command.seat).msgId;
}

/**
 * The command is meant for this very version. Rules are pure, and whoever decided on it before did so on no earlier one:
 * it cannot have been refused then and be acceptable now. But for one that claimed a version before there was one, which
 * nobody can have seen: "version_ahead" holds until there is.
 */
function isOnHead(live: LiveMatch, command: Command): boolean {
  return command.kind === "move" && command.basedOn === live.head.version;
}

/** The deadline, where it is over by then; otherwise a time long ago. */
function endedAt({ head }: LiveMatch, receivedAt: number): number {
  const { deadline } = head.state;
  return deadline !== null && receivedAt >= deadline ? deadline : 0;
}

interface Next {
  readonly next: Command;
  readonly decided: Result<Decided>;
}
interface Ending {
  /** Stretches for which somebody on the clock is owed time, beside those in which nobody could play. */
  readonly lost: readonly Standstill[];
  /** No move that came before the deadline is on its way to the log any more, from any node. */
  readonly isHeard: boolean;
}

const NOTHING_ENDS: Ending = { lost: [], isHeard: false };

function isOver({ head }: LiveMatch, came: number): boolean {
  const { deadline } = head.state;
  return deadline !== null && came >= deadline;
}

/** What has to be known before a deadline that is over by then is held against somebody. @throws StorageUnavailable */
async function whatEnds(deps: SubmitDeps, live: LiveMatch, came: number): Promise<Ending> {
  const { outages, graceMs } = deps.matches;
  const deadline = live.head.state.deadline ?? came;
  const isHeard = came - graceMs >= deadline && (await outages.haveHeardAll(live.id, deadline));
  return { isHeard, lost: [...lateBeginning(live), ...(await lostWithNodes(deps.ports, outages, live))] };
}

/**
 * What is owed for an outage is given before anything else is looked at: nobody's time has run out, or been used, in it.
 * Then a deadline that has passed is settled, by the request that finds it; but not before a move that was received in
 * time has had its time to get here too. A credit or timeout that the rules refuse holds nothing up.
 */
// oxlint-disable-next-line max-params -- the first three are what everything here is given
function decideNext(
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
  if (isTimeoutGoneBy(live, command)) return { next: command, decided: NOT_DUE };
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

function runOf(live: LiveMatch, { actorId, msgId }: Command): RulesRun {
  return { subject: live.id, actorId, msgId };
}

/** What has stopped one server is tried once more, on whichever; then never again. @throws StorageUnavailable */
async function isBarred(live: LiveMatch, command: Command): Promise<boolean> {
  await live.rules.refresh();
  return live.rules.isBarred(runOf(live, command));
}

const FINGERPRINT = Symbol("fingerprint");

/** The command's payload hash, computed once however often it is needed. */
export function fingerprintOf(command: Command & { [FINGERPRINT]?: string }): string {
  command[FINGERPRINT] ??= payloadHashOf(command, nativeSha256);
  return command[FINGERPRINT];
}

/** The client has seen a version this node has not. */
function claimsMore(live: LiveMatch, command: Command): boolean {
  return command.kind === "move" && command.basedOn > live.head.version;
}

/** The log is asked before the client is doubted. @throws StorageUnavailable */
async function isAhead(deps: SubmitDeps, live: LiveMatch, command: Command): Promise<boolean> {
  await deps.matches.levelling.level(live);
  // Or the log was taken back, and this node does not know it yet either.
  if (claimsMore(live, command)) await deps.matches.levelling.regain(live);
  return claimsMore(live, command);
}

/** A refusal on old news would not be true: the log is read on, and a match that moved is decided on again. */
async function isBehind(deps: SubmitDeps, live: LiveMatch): Promise<boolean> {
  const { version } = live.head;
  await deps.matches.levelling.level(live);
  return live.head.version > version || live.frozen !== null;
}

/** What this msgId made of the match before, or null. @throws StorageUnavailable */
export async function committedBefore(
  deps: Pick<SubmitDeps, "matches">,
  live: LiveMatch,
  command: Command,
): Promise<Result<Submitted> | null> {
  const { actorId, msgId } = command;
  const recent = live.recentBy(actorId, msgId);
  if (recent) return repeated(command, recent);
  const earlier = await deps.matches.logs.findCommit(live, actorId, msgId);
  if (!earlier.ok) return earlier;
  return earlier.value ? repeated(command, earlier.value) : null;
}

// oxlint-disable-next-line max-params -- the first three are what everything here is given
function repeatedInLog(deps: SubmitDeps, live: LiveMatch, command: Command, found: StoredCommit): Result<Submitted> {
  const earlier = deps.matches.logs.checked(live, found);
  return earlier.ok ? repeated(command, earlier.value) : earlier;
}

function repeated(command: Command, earlier: StoredCommit): Result<Submitted> {
  if (earlier.commit.payloadHash === fingerprintOf(command)) {
    return { ok: true, value: { commit: earlier.commit, duplicate: true } };
  }
  return { ok: false, rejection: MSG_ID_REUSED };
}

export const MSG_ID_REUSED = rejection(
  "msg_id_reused",
  "msg_id_reused",
  "This msgId was used before for something else. Every new request needs a new one.",
);

function desync(): Result<never> {
  return {
    ok: false,
    rejection: rejection("desync", "version_ahead", "You are ahead of the match's log. Fetch its state again."),
  };
}

function unstorable(deps: SubmitDeps, live: LiveMatch, reason: string): Result<never> {
  deps.ports.log.warn({ matchId: live.id, reason }, "a commit could not be stored");
  return { ok: false, rejection: rejection("invalid_message", "unstorable", "This cannot be stored.") };
}

function announce(deps: SubmitDeps, live: LiveMatch, { commit, head }: Decided, at: number): void {
  live.advance({ commit, at }, head);
  const { epoch, id: matchId } = live;
  deps.ports.coordination.wakeups.publish({ kind: "version", matchId, epoch, version: commit.version });
}

function entryOf(live: LiveMatch, { commit, head }: Decided): AppendEntry {
  const { status, deadline, toMove, outcome } = head.state;
  const due = commit.version % SNAPSHOT_EVERY === 0 || outcome !== null || status === "aborted";
  const seating = seatChange(live.head, head);
  return { epoch: live.epoch, commit, status, deadline, toMove, outcome, snapshot: due ? head.state : null, seating };
}

function seatChange(before: MatchHead, after: MatchHead): AppendEntry["seating"] {
  const seat = after.state.seats.findIndex((playerId, i) => playerId !== before.state.seats[i]);
  return seat < 0 ? null : { seat, playerId: after.state.seats[seat] ?? null };
}
