/** All subscriptions of one line: each lives on across its connections, and runs under a new id on every one. */
import type { Rejection } from "@holdfast/engine";
import { Feed, type FeedSink } from "./feed.js";
import { type Answer, requestFrame } from "./wire.js";

export interface FeedsLine {
  nextId(): number;
  send(text: string): void;
  isOpen(): boolean;
  /** Why nothing may be started any more, if so. */
  refusal(): Rejection | null;
}

export class Feeds {
  readonly #all = new Set<Feed>();
  readonly #running = new Map<number, Feed>();

  constructor(private readonly line: FeedsLine) {}

  follow(path: string, sink: FeedSink): Feed {
    const feed = new Feed(path, sink, {
      start: (it) => this.#start(it),
      send: (text) => this.line.send(text),
      forget: (id) => void this.#running.delete(id),
      drop: (it) => void this.#all.delete(it),
    });
    this.#all.add(feed);
    return feed;
  }

  /** A new connection is open. */
  reopen(): void {
    for (const feed of [...this.#all]) feed.reopen();
  }

  /** False: the frame is for none of them. */
  deliver(frame: Answer): boolean {
    const feed = this.#running.get(frame.id);
    feed?.deliver(frame);
    return feed !== undefined;
  }

  /** The connection is gone; nobody was told yet. */
  forget(): void {
    this.#running.clear();
  }

  lost(): void {
    for (const feed of [...this.#all]) feed.lost();
  }

  fail(rejection: Rejection): void {
    for (const feed of [...this.#all]) feed.fail(rejection);
  }

  #start(feed: Feed): void {
    const refusal = this.line.refusal();
    if (refusal) return feed.fail(refusal);
    if (!this.line.isOpen()) return;
    const id = this.line.nextId();
    this.#running.set(id, feed);
    feed.began(id);
    this.line.send(requestFrame(id, "subscription", { path: feed.path, input: feed.sink.begin() }));
  }
}
