/**
 * Brings one batch to the log, and to each commit of it a definite answer. A commit is sent, and sent again when the
 * database may be asked again:
 * - `conflict`: nothing was written; the identical row is sent again.
 * - `unreachable`: it may have been written; the identical row is sent again until there is a definite answer. If it
 *   is in the log then, under our hash, the answer is `appended`: the earlier attempt was ours.
 * - `refused`: some row cannot be stored; the batch is halved until that row is alone, the others go in.
 * Whoever loses the fence is looked up by its own msgId, in a second statement, before it is called lost.
 */
import type { AppendOutcome, StoredCommit } from "@holdfast/engine";
import type { CommitLog, WonPlace } from "./commit-log.js";
import type { CommitQueue, WaitingCommit } from "./commit-queue.js";
import { redactError } from "./redact-error.js";
import { retryDelay } from "./retry.js";
import type { StorageFault } from "./storage-fault.js";

export interface DeliveryOptions {
  /** Resolves after `ms`, or as soon as storage is back from having been away. */
  readonly pause: (ms: number) => Promise<void>;
  /** Storage is known to be away: nothing is sent. */
  readonly isAway: () => boolean;
  /** In [0, 1), for jitter. */
  readonly unit: () => number;
}

type Attempt =
  | { readonly ok: true; readonly won: readonly WonPlace[] }
  | { readonly ok: false; readonly fault: StorageFault };

export class CommitDelivery {
  constructor(
    private readonly log: CommitLog,
    private readonly queue: CommitQueue,
    private readonly options: DeliveryOptions,
  ) {}

  /** Resolves when the writer is free again; never rejects. */
  async deliver(writer: number, batch: readonly WaitingCommit[]): Promise<void> {
    let pending = batch;
    for (let attempt = 0; pending.length > 0; attempt++) {
      const tried = await this.attempt(writer, pending);
      if (tried.ok) return this.announce(pending, tried.won);
      if (tried.fault.kind === "refused") return this.halve(writer, pending, tried.fault);
      if (tried.fault.kind === "broken") return this.failAll(pending, tried.fault);
      if (tried.fault.kind === "unreachable") for (const commit of pending) commit.uncertain = true;
      pending = await this.laterWithoutExpired(pending, { attempt, fault: tried.fault });
    }
  }

  /** Those that still wait when it makes sense to ask again. */
  private async laterWithoutExpired(
    commits: readonly WaitingCommit[],
    { attempt, fault }: { readonly attempt: number; readonly fault: StorageFault },
  ): Promise<readonly WaitingCommit[]> {
    let pending = commits;
    do {
      pending = this.queue.giveUpExpired(pending, fault);
      if (pending.length > 0) await this.options.pause(retryDelay(attempt, this.options.unit()));
    } while (pending.length > 0 && this.options.isAway());
    return pending;
  }

  private async attempt(writer: number, batch: readonly WaitingCommit[]): Promise<Attempt> {
    try {
      const rows = batch.map((commit) => commit.values);
      return { ok: true, won: await this.log.append(writer, rows) };
    } catch (error) {
      return { ok: false, fault: redactError(error) };
    }
  }

  private announce(batch: readonly WaitingCommit[], won: readonly WonPlace[]): void {
    const times = new Map(won.map(({ place, at }) => [place, at]));
    const losers: WaitingCommit[] = [];
    batch.forEach((commit, index) => {
      const at = times.get(index + 1);
      if (at === undefined) losers.push(commit);
      else this.queue.answer(commit, { status: "appended", at });
    });
    // Not awaited: the writer is free for the next batch while the losers are looked up.
    if (losers.length > 0) void this.explain(losers, { status: "lost" });
  }

  private async halve(writer: number, batch: readonly WaitingCommit[], fault: StorageFault): Promise<void> {
    if (batch.length === 1) return this.explain(batch, { status: "refused", reason: fault.message });
    const middle = batch.length >> 1;
    await this.deliver(writer, batch.slice(0, middle));
    await this.deliver(writer, batch.slice(middle));
  }

  /** Answers commits that did not go in: by what is in the log under their msgId, else by `otherwise`. */
  private async explain(batch: readonly WaitingCommit[], otherwise: AppendOutcome): Promise<void> {
    let pending = batch;
    for (let attempt = 0; pending.length > 0; attempt++) {
      try {
        const found = await this.log.findByMsgIds(pending.map((commit) => commit.values));
        // It is there, but whoever wrote it was never told that it is safe: it may not have reached a replica yet.
        if (pending.some((commit, index) => isOwn(commit, found.get(index + 1)))) await this.log.secure();
        for (const [index, commit] of pending.entries()) {
          this.queue.answer(commit, explained(commit, found.get(index + 1), otherwise));
        }
        return;
      } catch (error) {
        const fault = redactError(error);
        if (fault.kind === "broken") return this.failAll(pending, fault);
        // What cannot even be looked up was never stored.
        if (fault.kind === "refused") return this.answerAll(pending, otherwise);
        pending = await this.laterWithoutExpired(pending, { attempt, fault });
      }
    }
  }

  private failAll(commits: readonly WaitingCommit[], fault: StorageFault): void {
    for (const commit of commits) this.queue.fail(commit, fault);
  }

  private answerAll(commits: readonly WaitingCommit[], outcome: AppendOutcome): void {
    for (const commit of commits) this.queue.answer(commit, outcome);
  }
}

/** An earlier attempt of ours, whose answer was lost. */
function isOwn(commit: WaitingCommit, found: StoredCommit | undefined): boolean {
  return commit.uncertain && found?.commit.hash === commit.hash;
}

function explained(commit: WaitingCommit, found: StoredCommit | undefined, otherwise: AppendOutcome): AppendOutcome {
  if (found === undefined) return otherwise;
  if (isOwn(commit, found)) return { status: "appended", at: found.at };
  return { status: "duplicate", commit: found.commit, at: found.at };
}
