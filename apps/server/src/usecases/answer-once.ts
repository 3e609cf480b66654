/**
 * One msgId, one answer. Accepted changes are in the log for ever and found there; refusals are
 * remembered for the dedupe window, so that a repeated request hears the same "no" again.
 */
import type { Command, Rejection, Result } from "@holdfast/engine";
import { committedBefore, fingerprintOf, MSG_ID_REUSED, type Submitted, submit } from "../live/submit.js";
import type { LiveMatch } from "../live/live-match.js";
import type { Deps } from "./deps.js";

/** What the caller gets for a change that is in the log. */
export interface Receipt {
  readonly matchId: string;
  readonly version: number;
  readonly at: number;
  readonly duplicate: boolean;
  readonly durable: boolean;
}

/** Submits the command unless this msgId was answered before. @throws StorageUnavailable */
export async function answerOnce(deps: Deps, live: LiveMatch, command: Command): Promise<Result<Receipt>> {
  const { dedupe } = deps.ports.coordination;
  const receivedAt = deps.ports.clock.now();
  const payloadHash = `${live.id}:${fingerprintOf(command)}`;
  const known = await dedupe.recall(command.actorId, command.msgId);
  if (known && known.payloadHash !== payloadHash) return { ok: false, rejection: MSG_ID_REUSED };
  if (known && !known.outcome.ok) {
    // Whoever refused it may have stood still before saying so, while another node accepted it.
    const earlier = await committedBefore(deps, live, command);
    return earlier === null ? known.outcome : receipted(live, earlier);
  }

  const result = await submit({ ports: deps.ports, matches: deps.matches }, live, command, receivedAt);
  if (!result.ok && isFinal(live, result.rejection)) {
    await dedupe.remember(command.actorId, command.msgId, { payloadHash, outcome: result });
  }
  return receipted(live, result);
}

function receipted(live: LiveMatch, result: Result<Submitted>): Result<Receipt> {
  return result.ok ? { ok: true, value: receiptOf(live, result.value) } : result;
}

/** Whether this "no" is the request's answer; "come back later" must not become it. */
function isFinal(live: LiveMatch, refusal: Rejection): boolean {
  return refusal.recovery !== "retry" && refusal !== MSG_ID_REUSED && refusal !== live.frozen;
}

function receiptOf(live: LiveMatch, { commit, duplicate }: Submitted): Receipt {
  return { matchId: live.id, version: commit.version, at: commit.receivedAt, duplicate, durable: true };
}
