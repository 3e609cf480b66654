/**
 * Commits that were taken and have no answer yet, in the order in which they may be sent. A match has at most one commit
 * on its way: the next one for it waits behind until the first has its answer, whatever that is.
 */
import { type AppendOutcome, StorageUnavailable } from "@holdfast/engine";
import type { AppendValues } from "./commit-columns.js";
import { RETRY_AFTER_MS } from "./retry.js";
import type { StorageFault } from "./storage-fault.js";

export interface WaitingCommit {
  readonly matchId: string;
  readonly hash: string;
  readonly values: AppendValues;
  readonly giveUpAt: number;
  /** An attempt was sent whose outcome is not known. */
  uncertain: boolean;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

export class CommitQueue {
  /** Those that may be sent now. */
  private ready: WaitingCommit[] = [];
  /** By match: commits that wait behind the one that is ready or on its way. */
  private readonly behind = new Map<string, WaitingCommit[]>();
  private readonly drained: (() => void)[] = [];
  private unanswered = 0;
  /** When nobody is to be kept waiting any more; null until the queue is closed. */
  private closesAt: number | null = null;

  constructor(
    private readonly now: () => number,
    /** Called each time one more may be sent. */
    private readonly onReady: () => void,
  ) {}

  /** Commits that have no answer yet, wherever they are. */
  get size(): number {
    return this.unanswered;
  }
  get readyCount(): number {
    return this.ready.length;
  }
  get isClosed(): boolean {
    return this.closesAt !== null;
  }

  admit(commit: WaitingCommit): void {
    this.unanswered += 1;
    const line = this.behind.get(commit.matchId);
    if (line !== undefined) {
      line.push(commit);
      return;
    }
    this.behind.set(commit.matchId, []);
    this.ready.push(commit);
    this.onReady();
  }

  /** The next batch, of `most` commits at most: they are on their way until they are answered or failed. */
  take(most: number): WaitingCommit[] {
    const batch = this.ready.length <= most ? this.ready : this.ready.slice(0, most);
    this.ready = this.ready.length <= most ? [] : this.ready.slice(most);
    // Every node locks heads in this order; see the append statement.
    return batch.sort((a, b) => (a.matchId < b.matchId ? -1 : 1));
  }

  answer(commit: WaitingCommit, outcome: AppendOutcome): void {
    this.settled(commit);
    commit.resolve(outcome);
  }

  fail(commit: WaitingCommit, error: unknown): void {
    this.settled(commit);
    commit.reject(error);
  }

  /** Those of `commits` that still have time; the others, and those in the queue that have none, are told of the fault. */
  giveUpExpired(commits: readonly WaitingCommit[], fault: StorageFault): readonly WaitingCommit[] {
    const kept = this.withoutExpired(commits, fault);
    const ready = this.ready;
    // Whoever is given up lets the next commit of its match into the queue.
    this.ready = [];
    const keptReady = this.withoutExpired(ready, fault);
    this.ready = [...keptReady, ...this.ready];
    return kept;
  }

  /** Nobody waits beyond `closesAt`. Resolves when all have their answer. */
  async close(closesAt: number): Promise<void> {
    this.closesAt ??= closesAt;
    if (this.unanswered > 0) await new Promise<void>((resolve) => this.drained.push(resolve));
  }

  private withoutExpired(commits: readonly WaitingCommit[], fault: StorageFault): WaitingCommit[] {
    const now = this.now();
    const closesAt = this.closesAt ?? Number.POSITIVE_INFINITY;
    return commits.filter((commit) => {
      if (Math.min(commit.giveUpAt, closesAt) > now) return true;
      this.fail(commit, new StorageUnavailable(RETRY_AFTER_MS, { cause: fault }));
      return false;
    });
  }

  /** Lets the match's next commit go. */
  private settled(commit: WaitingCommit): void {
    this.unanswered -= 1;
    const next = this.behind.get(commit.matchId)?.shift();
    if (next === undefined) {
      this.behind.delete(commit.matchId);
    } else {
      this.ready.push(next);
      this.onReady();
    }
    if (this.unanswered === 0) for (const drained of this.drained.splice(0)) drained();
  }
}
