/** What a msgId has made of a match before: the same request again has the first answer, another one under its msgId none. */
import { type Command, type Commit, type Result, rejection, type StoredCommit } from "@holdfast/engine";
import { fingerprintOf } from "./fingerprint.js";
import type { LiveMatch } from "./live-match.js";
import type { SubmitDeps } from "./submit-deps.js";

export interface Submitted {
  readonly commit: Commit;
  /** The msgId had been accepted before; nothing new was written. */
  readonly duplicate: boolean;
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
export function repeatedInLog(
  deps: SubmitDeps,
  live: LiveMatch,
  command: Command,
  found: StoredCommit,
): Result<Submitted> {
  const earlier = deps.matches.logs.checked(live, found);
  return earlier.ok ? repeated(command, earlier.value) : earlier;
}

export function repeated(command: Command, earlier: StoredCommit): Result<Submitted> {
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
