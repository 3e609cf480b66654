/** Where a subscription's values come from: a feed, an async iterable or an observable, all driven alike. */
import { isTrackedEnvelope, type TrackedEnvelope } from "@trpc/server";
import { isObservable, type Observable, type Unsubscribable } from "@trpc/server/observable";
import { isAsyncIterable } from "@trpc/server/unstable-core-do-not-import";
import { FEED, type Feed, type FeedReader } from "./feed.js";
import { Shared } from "./shared.js";

/** The subscription as a source sees it. After `end` or `fail` nothing more may be said. */
export interface Sink {
  readonly isFull: boolean;
  /** Runs once the reader has caught up or is gone. */
  whenWritable(task: () => void): void;
  /** Asks that `pull` be called before the turn ends and while there is room. */
  requestPull(): void;
  value(value: unknown): void;
  shared(payload: Shared): void;
  end(): void;
  fail(error: unknown): void;
  /** An error nobody waits for any more. */
  late(error: unknown): void;
}

export interface Source {
  /** The client has been told `started`: values may flow. */
  start(): void;
  /** There is room for more. */
  pull(): void;
  /** It closes without waiting for anything: the client is told first, so that whoever closes may close more. */
  readonly closesAtOnce: boolean;
  /** Called once, when the subscription is over for whatever reason. */
  close(): Promise<void> | void;
}

/** The source behind what a resolver returned, or null where it is nothing to subscribe to. */
export function openSource(result: unknown, sink: Sink): Source | null {
  if (isFeed(result)) return new FeedSource(result, sink);
  if (isObservable(result)) return new ObservableSource(result, sink);
  if (isAsyncIterable(result)) return new IterableSource(result, sink);
  return null;
}

/** Ends what a resolver returned after its subscription was over, without reading from it. */
export async function discard(result: unknown): Promise<void> {
  if (isFeed(result) || isObservable(result) || !isAsyncIterable(result)) return;
  await result[Symbol.asyncIterator]().return?.();
}

function isFeed(result: unknown): result is Feed<unknown> {
  return typeof result === "object" && result !== null && FEED in result;
}

/** A payload that was serialised before, whether yielded bare or tracked. */
export function sharedOf(value: unknown): Shared | null {
  if (value instanceof Shared) return value;
  if (!isTrackedEnvelope(value)) return null;
  const [id, data] = value as TrackedEnvelope<unknown>;
  return data instanceof Shared && data.id === id ? data : null;
}

/** Payloads one pull may take; a source with more is asked again in the next turn. */
const TAKES_PER_PULL = 8;

class FeedSource implements Source {
  readonly closesAtOnce = true;
  private readonly reader: FeedReader<unknown>;
  private waking = false;
  private closed = false;

  constructor(
    feed: Feed<unknown>,
    private readonly sink: Sink,
  ) {
    this.reader = feed[FEED](() => this.wake());
  }

  start(): void {
    this.wake();
  }

  pull(): void {
    this.waking = false;
    try {
      for (let taken = 0; taken < TAKES_PER_PULL; taken++) {
        if (this.closed || this.sink.isFull) break;
        if (!this.takeOne()) return;
      }
    } catch (error) {
      this.sink.fail(error);
    }
    this.wake();
  }

  close(): void {
    this.closed = true;
    this.reader.close();
  }

  private wake(): void {
    if (this.waking || this.closed) return;
    this.waking = true;
    this.sink.requestPull();
  }

  private takeOne(): boolean {
    const taken = this.reader.take();
    if (taken === null) return false;
    if (taken instanceof Shared) {
      this.sink.shared(taken);
      return true;
    }
    if (taken.error === undefined) this.sink.end();
    else this.sink.fail(taken.error);
    return false;
  }
}

class IterableSource implements Source {
  readonly closesAtOnce = false;
  private readonly iterator: AsyncIterator<unknown>;
  private closed = false;

  constructor(
    iterable: AsyncIterable<unknown>,
    private readonly sink: Sink,
  ) {
    this.iterator = iterable[Symbol.asyncIterator]();
  }

  start(): void {
    void this.run();
  }

  pull(): void {}

  async close(): Promise<void> {
    this.closed = true;
    await this.iterator.return?.();
  }

  private async run(): Promise<void> {
    try {
      while (!this.closed) {
        if (this.sink.isFull) await new Promise<void>((resolve) => this.sink.whenWritable(resolve));
        if (this.closed) return;
        const next = await this.iterator.next();
        if (this.closed) return;
        if (next.done) return this.sink.end();
        this.sink.value(next.value);
      }
    } catch (error) {
      if (this.closed) this.sink.late(error);
      else this.sink.fail(error);
    }
  }
}

/** Values said while subscribing wait for `started`; after that they are passed on as they come. */
class ObservableSource implements Source {
  readonly closesAtOnce = true;
  private early: (() => void)[] | null = [];
  private closed = false;
  private readonly subscription: Unsubscribable;

  constructor(
    observable: Observable<unknown, unknown>,
    private readonly sink: Sink,
  ) {
    this.subscription = observable.subscribe({
      next: (value) => this.pass(() => this.next(value)),
      error: (error) => this.pass(() => this.sink.fail(error)),
      complete: () => this.pass(() => this.sink.end()),
    });
  }

  start(): void {
    const early = this.early ?? [];
    this.early = null;
    for (const tell of early) if (!this.closed) tell();
  }

  pull(): void {}

  close(): void {
    this.closed = true;
    this.subscription.unsubscribe();
  }

  private pass(tell: () => void): void {
    if (this.closed) return;
    if (this.early === null) tell();
    else this.early.push(tell);
  }

  private next(value: unknown): void {
    try {
      this.sink.value(value);
    } catch (error) {
      this.sink.fail(error);
    }
  }
}
