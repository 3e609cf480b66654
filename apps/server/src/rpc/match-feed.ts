/** A watcher as a subscription: frames that several subscribers share are serialised once. */
import { isPatch, type MatchFrame, type PatchFrame } from "@holdfast/protocol";
import { FEED, type Feed, type FeedEnd, type FeedReader, Shared } from "@holdfast/trpc-ws";
import { tracked, type TrackedEnvelope } from "@trpc/server";
import { type Frame, SENT, type StepFrame } from "../live/frame.js";
import type { Watcher } from "../live/watcher.js";
import type { Session } from "../usecases/deps.js";
import type { RpcDeps } from "./context.js";
import { frameText } from "./frame-text.js";
import { refused } from "./refusals.js";
import { stepPatch } from "./step-patch.js";

/** The id by which a client resumes: `epoch:version`. */
export function eventId({ epoch, version }: { readonly epoch: number; readonly version: number }): string {
  return `${epoch}:${version}`;
}

/** The epoch and version of such an id, or null when it is none of ours. */
export function parseEventId(id: string | null | undefined): { epoch: number; version: number } | null {
  const [, epoch, version] = /^(\d{1,9}):(\d{1,9})$/.exec(id ?? "") ?? [];
  return epoch === undefined || version === undefined ? null : { epoch: Number(epoch), version: Number(version) };
}

/** What the feed of one request is made with; `signal` is aborted when the client has hung up. */
export interface FeedRequest {
  readonly session: Session;
  readonly watcher: Watcher;
  readonly signal: AbortSignal | undefined;
}

export function matchFeed(
  deps: Pick<RpcDeps, "attend" | "ports">,
  { session, watcher, signal }: FeedRequest,
): Feed<MatchFrame, PatchFrame> {
  const open = (wake: () => void): FeedReader<MatchFrame | PatchFrame> => {
    const leave = deps.attend(watcher, session);
    watcher.open(wake);
    return {
      take: () => nextOf(watcher, deps.ports.clock.now()),
      close() {
        watcher.close();
        leave();
      },
    };
  };
  return { [FEED]: open, [Symbol.asyncIterator]: () => iterate(open, signal) };
}

function nextOf(watcher: Watcher, now: number): Shared<MatchFrame | PatchFrame> | FeedEnd | null {
  const next = watcher.take(now);
  if (next === null) return null;
  if (!("kind" in next)) return next.rejection === null ? {} : { error: refused(next.rejection) };
  return sharedOf(next);
}

/** Made once of each frame, for everybody who is told it. */
function sharedOf(frame: Frame): Shared<MatchFrame | PatchFrame> {
  const made = frame[SENT];
  if (made instanceof Shared) return made as Shared<MatchFrame | PatchFrame>;
  const shared = frame.kind === "step" ? stepOf(frame) : new Shared<MatchFrame>(eventId(frame), frame, frameText);
  frame[SENT] = shared;
  return shared;
}

function stepOf(step: StepFrame): Shared<MatchFrame | PatchFrame> {
  const made = stepPatch(step);
  return made === null ? sharedOf(step.whole()) : new Shared<PatchFrame>(null, made.patch, () => made.text);
}

/**
 * The same feed for transports that iterate: one frame at a time, the newest when asked. A generator cannot be
 * ended from outside while it waits, so it listens for the client hanging up by itself.
 */
async function* iterate(
  open: (wake: () => void) => FeedReader<MatchFrame | PatchFrame>,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrackedEnvelope<MatchFrame> | PatchFrame> {
  let wake = () => {};
  let news = new Promise<void>((resolve) => {
    wake = resolve;
  });
  if (signal?.aborted) return;
  const reader = open(() => wake());
  const hangUp = () => wake();
  signal?.addEventListener("abort", hangUp);
  try {
    while (!signal?.aborted) {
      const next = reader.take();
      if (next instanceof Shared) {
        yield isPatch(next.value) ? next.value : tracked(eventId(next.value), next.value);
        continue;
      }
      if (next?.error !== undefined) throw next.error;
      if (next !== null) return;
      await news;
      news = new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal?.removeEventListener("abort", hangUp);
    reader.close();
  }
}
