/**
 * A pull-when-writable source for a subscription. The adapter calls `take` only while the socket's
 * outgoing bytes are under budget, so a slow reader costs nothing: the source keeps no queue, it answers
 * with what is newest when asked ("latest wins"). Over other transports the same value is iterated.
 */
import type { TrackedEnvelope } from "@trpc/server";
import type { Shared } from "./shared.js";

/** Why a feed ended: without an error the client sees `stopped`, with one a typed error frame. */
export interface FeedEnd {
  readonly error?: unknown;
}

export interface FeedReader<T> {
  /** The newest payload not yet taken, or null when there is none, or how the feed ended. */
  take(): Shared<T> | FeedEnd | null;
  /** The subscriber is gone, and has been told why. Called exactly once. */
  close(): void;
}

export const FEED: unique symbol = Symbol.for("holdfast.feed") as never;

/** What a subscription resolver returns: push-style for our adapter, an async iterable for any other. `U` is not tracked. */
export interface Feed<T, U = never> extends AsyncIterable<TrackedEnvelope<T> | U> {
  /** `wake` tells the adapter that `take` has something new; it may be called any number of times. */
  readonly [FEED]: (wake: () => void) => FeedReader<T | U>;
}
