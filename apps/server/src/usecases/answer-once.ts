/**
 * One msgId, one answer. Accepted changes are in the log for ever and found there; refusals are
 * remembered for the dedupe window, so that a repeated request hears the same "no" again.
 */
import { type Command, isUndecided, type Rejection, type Result } from "@holdfast/engine";
import { committedBefore, MSG_ID_REUSED, type Submitted } from "../live/earlier-commit.js";
import { fingerprintOf } from "../live/fingerprint.js";
import { submit } from "../live/submit.js";
import type { LiveMatch } from "../live/live-match.js";
import type { Remembered } from "../ports.js";
import type { Deps } from "./deps.js";

/** What the caller gets for a change that is in the log. */
export interface Receipt {
  readonly matchId: string;
  readonly version: number;
  readonly at: number;
  readonly duplicate: boolean;
  readonly durable: boolean;
}

/**
 * Submits the command unless this msgId was answered before. Requests are decided on in the order in which they came:
 * one that has to wait for what is remembered of it keeps its place, so that nothing later overtakes it.
 * @throws StorageUnavailable
 */
export async function answerOnce(
  deps: Deps,
  live: LiveMatch,
  command: Command,
  receivedAt: number = deps.ports.clock.now(),
): Promise<Result<Receipt>> {
  const { dedupe } = deps.ports.coordination;
  const payloadHash = payloadHashIn(live, command);
  const within = (at: number) => deps.ports.clock.now() - at <= dedupe.windowMs;
  const isUnheardOf = command.kind === "move" && !within(live.refusedAt);
  const isUnlikely = command.kind === "move" && !within(live.heardOfRefusalAt);
  const recall = () => dedupe.recall(command.actorId, command.msgId, isUnlikely);
  let recalled = isUnheardOf ? null : recall();
  const answeredBefore = async () => {
    recalled ??= recall();
    return answerIn(await recalled, payloadHash, () => committedBefore(deps, live, command));
  };
  const deciders = { ports: deps.ports, matches: deps.matches };
  const result = await submit(deciders, live, command, { receivedAt, answeredBefore, isUnheardOf });
  const { isDurable } = deps.ports.store;
  if (result.ok || !isFinal(live, result.rejection)) return receipted(live, result, isDurable);
  const first = isUnheardOf ? await answeredBefore() : null;
  if (first !== null) return receipted(live, first, isDurable);
  return refuse(deps, live, command, { payloadHash, outcome: result });
}

/**
 * The same "no" again for a request that is not put to the rules, as whoever asks has no part in the match: they may have one
 * when another copy comes. What it made of the match before is its answer. @throws StorageUnavailable
 */
export async function refuseOnce(
  deps: Deps,
  live: LiveMatch,
  command: Command,
  rejection: Rejection,
): Promise<Result<Receipt>> {
  const { ports } = deps;
  const payloadHash = payloadHashIn(live, command);
  const before = await committedBefore(deps, live, command);
  const known = await ports.coordination.dedupe.recall(command.actorId, command.msgId);
  const first = before ?? (await answerIn(known, payloadHash, async () => null));
  if (first !== null) return receipted(live, first, ports.store.isDurable);
  return refuse(deps, live, command, { payloadHash, outcome: { ok: false, rejection } });
}

function payloadHashIn(live: LiveMatch, command: Command): string {
  return `${live.id}:${fingerprintOf(command)}`;
}

/** Whatever this node had begun to decide on before is done first: another copy of the request may have been accepted. */
async function refuse(
  deps: Deps,
  live: LiveMatch,
  command: Command,
  refusal: Remembered & { readonly outcome: { readonly ok: false } },
): Promise<Result<Receipt>> {
  const { rejection } = refusal.outcome;
  // This node need not wait to hear of its own refusals: a copy may come before the wake-up.
  live.refusedAt = live.heardOfRefusalAt = deps.ports.clock.now();
  const end = live.refusing.begin(command, { payloadHash: fingerprintOf(command), rejection });
  try {
    const isThere = await live.queue.run(async () => live.recentBy(command.actorId, command.msgId) !== null);
    const faster = isThere ? await committedBefore(deps, live, command) : null;
    if (faster !== null) return receipted(live, faster, deps.ports.store.isDurable);
    await rememberRefusal(deps, live, command, refusal);
    return { ok: false, rejection };
  } finally {
    end();
  }
}

/** Every node that has the match in memory, this one too, is told to look for it from now on. */
async function rememberRefusal(deps: Deps, live: LiveMatch, command: Command, refusal: Remembered): Promise<void> {
  const { dedupe, wakeups } = deps.ports.coordination;
  await dedupe.remember(command.actorId, command.msgId, refusal);
  wakeups.publish({ kind: "refused", matchId: live.id });
}

function receipted(live: LiveMatch, result: Result<Submitted>, durable: boolean): Result<Receipt> {
  if (!result.ok) return result;
  const { commit, duplicate } = result.value;
  return { ok: true, value: { matchId: live.id, version: commit.version, at: commit.receivedAt, duplicate, durable } };
}

type Answer = Result<Submitted> | null;

/** The answer that this msgId has had already, or null if it has to be found. */
async function answerIn(
  known: Remembered | null,
  payloadHash: string,
  committed: () => Promise<Answer>,
): Promise<Answer> {
  if (known === null) return null;
  if (known.payloadHash !== payloadHash) return { ok: false, rejection: MSG_ID_REUSED };
  if (known.outcome.ok) return null;
  // Whoever refused it may have stood still before saying so, while another node accepted it.
  return (await committed()) ?? known.outcome;
}

/** Whether this "no" is the request's answer; "come back later" must not become it, nor what does not tell. */
function isFinal(live: LiveMatch, refusal: Rejection): boolean {
  return refusal.recovery !== "retry" && !isUndecided(refusal) && refusal !== MSG_ID_REUSED && refusal !== live.frozen;
}
