/**
 * The one way a match changes: decide on the head in memory, append under the fence, and only then
 * tell anybody. Whoever loses the race reads on and decides again. A crash at any line leaves
 * nothing, or a commit that every other node will find in the log.
 */
import { type Command, type Decided, type Result, rejection, StorageUnavailable, timeRuns } from "@holdfast/engine";
import { decideNext } from "./decide-next.js";
import { committedBefore, repeated, repeatedInLog, type Submitted } from "./earlier-commit.js";
import { endedAt, isOver, NOTHING_ENDS, whatEnds } from "./ending.js";
import { entryOf } from "./entry-of.js";
import { fingerprintOf } from "./fingerprint.js";
import { MOVE_PENDING, type Patience, patienceFor, whileHeld } from "./hold.js";
import type { LiveMatch } from "./live-match.js";
import { runOf, STALLED } from "./rules-watch.js";
import type { SubmitDeps } from "./submit-deps.js";

const CONTENDED = rejection("routing_failed", "contended", "Too many others were faster. Try again.");
/** Lost races in a row after which the client is asked to come back: somebody else makes progress each time. */
const MAX_LOST = 64;
/** And so many without anybody making progress. */
const MAX_STUCK = 2;

/** By then every node has said what it had received, or is not waited for any more. */
const HEARD_WITHIN_MS = 8_000;
const LOOK_AGAIN_MS = 100;

/** What is turned away in an outage may ask again after this. */
const HELD_BACK_MS = 1_000;

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
export function submit(
  deps: SubmitDeps,
  live: LiveMatch,
  command: Command,
  arrival: Arrival,
): Promise<Result<Submitted>> {
  return submitOnce(deps, live, command, arrival).then((first) =>
    isTooLate(command, first) ? submitLate(deps, live, command, { arrival, first }) : first,
  );
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

function submitOnce(
  deps: SubmitDeps,
  live: LiveMatch,
  command: Command,
  { receivedAt, answeredBefore, isUnheardOf = false }: Arrival,
): Promise<Result<Submitted>> {
  const { clock, store } = deps.ports;
  const { health } = store;
  const patience = patienceFor(command, clock);
  if (health.state !== "up") {
    if (!patience.isHeld) return Promise.reject(new StorageUnavailable(HELD_BACK_MS));
    if (live.pending.hasOther(command)) return Promise.resolve({ ok: false, rejection: MOVE_PENDING });
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

/**
 * The command is meant for this very version. Rules are pure, and whoever decided on it before did so on no earlier one:
 * it cannot have been refused then and be acceptable now. Claiming a version before there is one is not refused: that is
 * left undecided.
 */
function isOnHead(live: LiveMatch, command: Command): boolean {
  return command.kind === "move" && command.basedOn === live.head.version;
}

/** What has stopped one server is tried once more, on whichever; then never again. @throws StorageUnavailable */
async function isBarred(live: LiveMatch, command: Command): Promise<boolean> {
  await live.rules.refresh();
  return live.rules.isBarred(runOf(live, command));
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

function desync(): Result<never> {
  return {
    ok: false,
    rejection: rejection(
      "desync",
      "version_ahead",
      "There is no such version, so this is undecided. Fetch the state again.",
    ),
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
