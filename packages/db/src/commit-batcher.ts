/**
 * Group commit: when batches begin. The next batch is whatever queued while the last one flew. Another writer helps only
 * when a full batch is waiting or the one that flies is late: few large batches cost less than many small ones. For that
 * also a batch waits a moment where commits come thick and fast; a commit that comes alone never does.
 */
import { type AppendEntry, type AppendOutcome, StorageUnavailable } from "@holdfast/engine";
import { appendValues, findUnstorable } from "./commit-columns.js";
import { CommitDelivery, type DeliveryOptions } from "./commit-delivery.js";
import type { CommitLog } from "./commit-log.js";
import { CommitQueue, type WaitingCommit } from "./commit-queue.js";
import { RETRY_AFTER_MS } from "./retry.js";
import { Traffic } from "./traffic.js";

export interface BatcherOptions extends DeliveryOptions {
  /** Rows in a batch at most. */
  readonly maxBatch: number;
  /** Commits waiting or flying at most; more are turned away as unavailable. */
  readonly maxWaiting: number;
  /** Milliseconds after which a batch on its way no longer holds up those behind it. */
  readonly lateAfterMs: number;
  /** Commits are dense where they follow each other more closely than this on average, milliseconds. */
  readonly denseMs: number;
  /** Milliseconds between the beginnings of two batches there, */
  readonly apartMs: number;
  /** unless so many rows wait: more of them make a row hardly cheaper. */
  readonly enough: number;
  /** How long one commit is tried before its caller hears that storage is not available. */
  readonly giveUpAfterMs: number;
  /** The same for those that wait when the batcher is closed. */
  readonly closeWithinMs: number;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
}

/** What waits for it runs as soon as what runs now is done; `queueMicrotask` costs several times as much. */
const NEXT = Promise.resolve();

export class CommitBatcher {
  private readonly queue: CommitQueue;
  private readonly delivery: CommitDelivery;
  private readonly idle: number[];
  /** When each batch on its way was first sent, by writer. */
  private readonly flying = new Map<number, number>();
  private woken = false;
  private watching = false;
  private gathering = false;
  /** When the last batch was sent off. */
  private launchedAt = Number.NEGATIVE_INFINITY;
  private readonly traffic = new Traffic();

  constructor(
    log: CommitLog,
    private readonly options: BatcherOptions,
  ) {
    this.queue = new CommitQueue(options.now, () => this.wake());
    this.delivery = new CommitDelivery(log, this.queue, options);
    this.idle = Array.from({ length: log.writers }, (_, writer) => writer).reverse();
  }

  /**
   * Waits for a definite answer, through an outage too, for `giveUpAfterMs`.
   * @throws StorageUnavailable when there was none in time; the commit may be in the log then.
   */
  append(entry: AppendEntry, giveUpAfterMs: number = this.options.giveUpAfterMs): Promise<AppendOutcome> {
    const values = appendValues(entry);
    const unstorable = findUnstorable(values);
    if (unstorable !== null) return Promise.resolve({ status: "refused", reason: `unstorable text in ${unstorable}` });
    if (this.queue.isClosed || this.queue.size >= this.options.maxWaiting) {
      return Promise.reject(new StorageUnavailable(RETRY_AFTER_MS));
    }
    return new Promise((resolve, reject) => {
      const now = this.options.now();
      const { matchId, hash } = entry.commit;
      this.traffic.came(now);
      this.queue.admit({ matchId, hash, values, giveUpAt: now + giveUpAfterMs, uncertain: false, resolve, reject });
    });
  }

  /** Takes no more commits and resolves when all that were taken have their answer. */
  close(): Promise<void> {
    return this.queue.close(this.options.now() + this.options.closeWithinMs);
  }

  /** Batches start after the current turn of the event loop's task, so that what arrives together flies together. */
  private wake(): void {
    if (this.woken) return;
    this.woken = true;
    void NEXT.then(this.launchWoken);
  }

  private readonly launchWoken = (): void => {
    this.woken = false;
    this.launch();
  };

  private launch(haveGathered = false): void {
    while (this.queue.readyCount > 0) {
      if (!this.mayLaunch()) return this.watch();
      const waitMs = haveGathered ? 0 : this.gatheringMs();
      if (waitMs > 0) return this.gather(waitMs);
      const writer = this.idle.pop();
      if (writer === undefined) return;
      this.launchedAt = this.options.now();
      void this.fly(writer, this.queue.take(this.options.maxBatch));
    }
  }

  private mayLaunch(): boolean {
    if (this.flying.size === 0 || this.queue.readyCount >= this.options.maxBatch) return true;
    const lateSince = this.options.now() - this.options.lateAfterMs;
    return [...this.flying.values()].some((sentAt) => sentAt <= lateSince);
  }

  /** For how long it pays to wait for more: a statement costs as much as several of its rows. */
  private gatheringMs(): number {
    const { denseMs, apartMs, enough, maxBatch, now } = this.options;
    if (this.queue.readyCount >= Math.min(enough, maxBatch) || !this.traffic.isCloserThan(denseMs)) return 0;
    return this.launchedAt + apartMs - now();
  }

  private gather(waitMs: number): void {
    if (this.gathering) return;
    this.gathering = true;
    const { launchedAt } = this;
    void this.options.pause(waitMs).then(() => {
      this.gathering = false;
      // Those for whom this was have flown, if there were enough: whoever came after them gathers anew.
      this.launch(this.launchedAt === launchedAt);
    });
  }

  /** Looks again when the batch that flies would be late. */
  private watch(): void {
    if (this.watching || this.idle.length === 0) return;
    this.watching = true;
    void this.options.pause(this.options.lateAfterMs).then(() => {
      this.watching = false;
      this.launch();
    });
  }

  private async fly(writer: number, batch: readonly WaitingCommit[]): Promise<void> {
    this.flying.set(writer, this.options.now());
    try {
      await this.delivery.deliver(writer, batch);
    } finally {
      this.flying.delete(writer);
      this.idle.push(writer);
      if (this.queue.readyCount > 0) this.wake();
    }
  }
}
