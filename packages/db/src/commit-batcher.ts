/**
 * Group commit. The next batch is whatever queued while the last one flew. Another writer helps only when a full batch
 * is waiting or the one that flies is late: few large batches cost less than many small ones. For that also a batch
 * waits a moment where commits come thick and fast; a commit that comes alone never does. A match has at most one
 * commit on its way: the next one for it waits until the first has its answer.
 *
 * A commit on its way is `queued` → `flying` → answered, or back to `flying` when the database may be asked again:
 * - `conflict`: nothing was written; the identical row is sent again.
 * - `unreachable`: it may have been written; the identical row is sent again until there is a definite answer. If it
 *   is in the log then, under our hash, the answer is `appended`: the earlier attempt was ours.
 * - `refused`: some row cannot be stored; the batch is halved until that row is alone, the others go in.
 * Whoever loses the fence is looked up by its own msgId, in a second statement, before it is called lost.
 */
import { type AppendEntry, type AppendOutcome, StorageUnavailable, type StoredCommit } from "@holdfast/engine";
import { type AppendValues, appendValues, findUnstorable } from "./commit-columns.js";
import { RETRY_AFTER_MS, retryDelay } from "./retry.js";
import { redactError } from "./redact-error.js";
import type { StorageFault } from "./storage-fault.js";
import { Traffic } from "./traffic.js";

/** Where batches go. `place` is 1-based. All throw StorageFault. */
export interface CommitLog {
  readonly writers: number;
  append(writer: number, rows: readonly AppendValues[]): Promise<readonly { place: number; at: number }[]>;
  findByMsgIds(rows: readonly AppendValues[]): Promise<ReadonlyMap<number, StoredCommit>>;
  /** Resolves when all that was in the log before is as safe as what is acknowledged: a later write was. */
  secure(): Promise<void>;
}

export interface BatcherOptions {
  /** Rows in a batch at most. */
  readonly maxBatch: number;
  /** Commits waiting or flying at most; more are turned away as unavailable. */
  readonly maxWaiting: number;
  /** Milliseconds after which a batch on its way no longer holds up those behind it. */
  readonly lateAfterMs: number;
  /** Milliseconds between the beginnings of two batches, where at least two commits come within them on average. */
  readonly apartMs: number;
  /** How long one commit is tried before its caller hears that storage is not available. */
  readonly giveUpAfterMs: number;
  /** The same for those that wait when the batcher is closed. */
  readonly closeWithinMs: number;
  /** Milliseconds on any steady clock. */
  readonly now: () => number;
  /** Resolves after `ms`, or as soon as storage is back from having been away. */
  readonly pause: (ms: number) => Promise<void>;
  /** Storage is known to be away: nothing is sent. */
  readonly isAway: () => boolean;
  /** In [0, 1), for jitter. */
  readonly unit: () => number;
}

interface Waiting {
  readonly matchId: string;
  readonly hash: string;
  readonly values: AppendValues;
  readonly giveUpAt: number;
  /** An attempt was sent whose outcome is not known. */
  uncertain: boolean;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

type Attempt =
  | { readonly ok: true; readonly won: readonly { place: number; at: number }[] }
  | { readonly ok: false; readonly fault: StorageFault };

export class CommitBatcher {
  private queue: Waiting[] = [];
  /** By match: commits that wait behind the one that is queued or flying. */
  private readonly behind = new Map<string, Waiting[]>();
  private readonly idle: number[];
  private readonly drained: (() => void)[] = [];
  /** When each batch on its way was first sent, by writer. */
  private readonly flying = new Map<number, number>();
  private waiting = 0;
  private woken = false;
  private watching = false;
  private gathering = false;
  /** When the last batch was sent off. */
  private launchedAt = Number.NEGATIVE_INFINITY;
  private readonly traffic = new Traffic();
  /** When nobody is to be kept waiting any more; null until the batcher is closed. */
  private closesAt: number | null = null;

  constructor(
    private readonly log: CommitLog,
    private readonly options: BatcherOptions,
  ) {
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
    if (this.closesAt !== null || this.waiting >= this.options.maxWaiting) {
      return Promise.reject(new StorageUnavailable(RETRY_AFTER_MS));
    }
    return new Promise((resolve, reject) => {
      const giveUpAt = this.options.now() + giveUpAfterMs;
      const { matchId, hash } = entry.commit;
      this.admit({ matchId, hash, values, giveUpAt, uncertain: false, resolve, reject });
    });
  }

  /** Takes no more commits and resolves when all that were taken have their answer. */
  async close(): Promise<void> {
    this.closesAt ??= this.options.now() + this.options.closeWithinMs;
    if (this.waiting > 0) await new Promise<void>((resolve) => this.drained.push(resolve));
  }

  private admit(commit: Waiting): void {
    this.waiting += 1;
    this.traffic.came(this.options.now());
    const line = this.behind.get(commit.matchId);
    if (line !== undefined) {
      line.push(commit);
      return;
    }
    this.behind.set(commit.matchId, []);
    this.queue.push(commit);
    this.wake();
  }

  /** Batches start after the current turn of the event loop's task, so that what arrives together flies together. */
  private wake(): void {
    if (this.woken) return;
    this.woken = true;
    queueMicrotask(() => {
      this.woken = false;
      this.launch();
    });
  }

  private launch(haveGathered = false): void {
    while (this.queue.length > 0) {
      if (!this.mayLaunch()) return this.watch();
      const waitMs = haveGathered ? 0 : this.gatheringMs();
      if (waitMs > 0) return this.gather(waitMs);
      const writer = this.idle.pop();
      if (writer === undefined) return;
      this.launchedAt = this.options.now();
      void this.fly(writer, this.take());
    }
  }

  private mayLaunch(): boolean {
    if (this.flying.size === 0 || this.queue.length >= this.options.maxBatch) return true;
    const lateSince = this.options.now() - this.options.lateAfterMs;
    return [...this.flying.values()].some((sentAt) => sentAt <= lateSince);
  }

  /** For how long it pays to wait for more: a statement costs as much as several of its rows. */
  private gatheringMs(): number {
    const { apartMs, maxBatch, now } = this.options;
    if (this.queue.length >= maxBatch || !this.traffic.isCloserThan(apartMs / 2)) return 0;
    return this.launchedAt + apartMs - now();
  }

  private gather(waitMs: number): void {
    if (this.gathering) return;
    this.gathering = true;
    void this.options.pause(waitMs).then(() => {
      this.gathering = false;
      this.launch(true);
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

  private take(): Waiting[] {
    const { maxBatch } = this.options;
    const batch = this.queue.length <= maxBatch ? this.queue : this.queue.slice(0, maxBatch);
    this.queue = this.queue.length <= maxBatch ? [] : this.queue.slice(maxBatch);
    // Every node locks heads in this order; see the append statement.
    return batch.sort((a, b) => (a.matchId < b.matchId ? -1 : 1));
  }

  private async fly(writer: number, batch: readonly Waiting[]): Promise<void> {
    this.flying.set(writer, this.options.now());
    try {
      await this.commit(writer, batch);
    } finally {
      this.flying.delete(writer);
      this.idle.push(writer);
      if (this.queue.length > 0) this.wake();
    }
  }

  private async commit(writer: number, batch: readonly Waiting[]): Promise<void> {
    let pending = batch;
    for (let attempt = 0; pending.length > 0; attempt++) {
      const tried = await this.attempt(writer, pending);
      if (tried.ok) return this.announce(pending, tried.won);
      if (tried.fault.kind === "refused") return this.halve(writer, pending, tried.fault);
      if (tried.fault.kind === "broken") return this.fail(pending, tried.fault);
      if (tried.fault.kind === "unreachable") for (const commit of pending) commit.uncertain = true;
      pending = await this.laterWithoutExpired(pending, { attempt, fault: tried.fault });
    }
  }

  /** Those that still wait when it makes sense to ask again. */
  private async laterWithoutExpired(
    commits: readonly Waiting[],
    { attempt, fault }: { readonly attempt: number; readonly fault: StorageFault },
  ): Promise<readonly Waiting[]> {
    let pending = commits;
    do {
      pending = this.withoutExpired(pending, fault);
      this.dropExpiredInQueue(fault);
      if (pending.length > 0) await this.options.pause(retryDelay(attempt, this.options.unit()));
    } while (pending.length > 0 && this.options.isAway());
    return pending;
  }

  private async attempt(writer: number, batch: readonly Waiting[]): Promise<Attempt> {
    try {
      const rows = batch.map((commit) => commit.values);
      return { ok: true, won: await this.log.append(writer, rows) };
    } catch (error) {
      return { ok: false, fault: redactError(error) };
    }
  }

  private announce(batch: readonly Waiting[], won: readonly { place: number; at: number }[]): void {
    const times = new Map(won.map(({ place, at }) => [place, at]));
    const losers: Waiting[] = [];
    batch.forEach((commit, index) => {
      const at = times.get(index + 1);
      if (at === undefined) losers.push(commit);
      else this.answer(commit, { status: "appended", at });
    });
    // Not awaited: the writer is free for the next batch while the losers are looked up.
    if (losers.length > 0) void this.explain(losers, { status: "lost" });
  }

  private async halve(writer: number, batch: readonly Waiting[], fault: StorageFault): Promise<void> {
    if (batch.length === 1) return this.explain(batch, { status: "refused", reason: fault.message });
    const middle = batch.length >> 1;
    await this.commit(writer, batch.slice(0, middle));
    await this.commit(writer, batch.slice(middle));
  }

  /** Answers commits that did not go in: by what is in the log under their msgId, else by `otherwise`. */
  private async explain(batch: readonly Waiting[], otherwise: AppendOutcome): Promise<void> {
    let pending = batch;
    for (let attempt = 0; pending.length > 0; attempt++) {
      try {
        const found = await this.log.findByMsgIds(pending.map((commit) => commit.values));
        // It is there, but whoever wrote it was never told that it is safe: it may not have reached a replica yet.
        if (pending.some((commit, index) => isOwn(commit, found.get(index + 1)))) await this.log.secure();
        for (const [index, commit] of pending.entries()) {
          this.answer(commit, explained(commit, found.get(index + 1), otherwise));
        }
        return;
      } catch (error) {
        const fault = redactError(error);
        if (fault.kind === "broken") return this.fail(pending, fault);
        // What cannot even be looked up was never stored.
        if (fault.kind === "refused") return this.answerAll(pending, otherwise);
        pending = await this.laterWithoutExpired(pending, { attempt, fault });
      }
    }
  }

  private dropExpiredInQueue(fault: StorageFault): void {
    const queued = this.queue;
    // Whoever is given up lets the next commit of its match into the queue.
    this.queue = [];
    const kept = this.withoutExpired(queued, fault);
    this.queue = [...kept, ...this.queue];
  }

  private withoutExpired(commits: readonly Waiting[], fault: StorageFault): Waiting[] {
    const now = this.options.now();
    const closesAt = this.closesAt ?? Number.POSITIVE_INFINITY;
    return commits.filter((commit) => {
      if (Math.min(commit.giveUpAt, closesAt) > now) return true;
      this.settled(commit);
      commit.reject(new StorageUnavailable(RETRY_AFTER_MS, { cause: fault }));
      return false;
    });
  }

  private fail(commits: readonly Waiting[], fault: StorageFault): void {
    for (const commit of commits) {
      this.settled(commit);
      commit.reject(fault);
    }
  }

  private answerAll(commits: readonly Waiting[], outcome: AppendOutcome): void {
    for (const commit of commits) this.answer(commit, outcome);
  }

  private answer(commit: Waiting, outcome: AppendOutcome): void {
    this.settled(commit);
    commit.resolve(outcome);
  }

  /** Lets the match's next commit go. */
  private settled(commit: Waiting): void {
    this.waiting -= 1;
    const next = this.behind.get(commit.matchId)?.shift();
    if (next === undefined) {
      this.behind.delete(commit.matchId);
    } else {
      this.queue.push(next);
      this.wake();
    }
    if (this.waiting === 0) for (const drained of this.drained.splice(0)) drained();
  }
}

/** An earlier attempt of ours, whose answer was lost. */
function isOwn(commit: Waiting, found: StoredCommit | undefined): boolean {
  return commit.uncertain && found?.commit.hash === commit.hash;
}

function explained(commit: Waiting, found: StoredCommit | undefined, otherwise: AppendOutcome): AppendOutcome {
  if (found === undefined) return otherwise;
  if (isOwn(commit, found)) return { status: "appended", at: found.at };
  return { status: "duplicate", commit: found.commit, at: found.at };
}
