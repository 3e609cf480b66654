/**
 * Lets go of matches that have been over for long enough, and, when storage is full, of those that have been over
 * longest. Called by a round of every node, and by `admin.cleanup`. Several nodes at once do no harm: each removes what
 * the others have not.
 */
import type { MatchKeeper, Removed } from "@holdfast/engine";
import type { Clock, Log } from "../ports.js";

export interface RetentionOptions {
  /** How long a match that is over is kept; 0: for ever. */
  readonly keepMs: number;
  /** What may be in use; 0: whatever there is. */
  readonly budgetBytes: number;
}
export interface CleanUpDeps {
  readonly keeper: MatchKeeper;
  readonly clock: Clock;
  readonly log: Log;
}
export interface CleanedUp extends Removed {
  /** There was more to remove than one sweep may take; the next goes on. */
  readonly isUnfinished: boolean;
}

/** Small enough to be through in a few milliseconds, but for a match that is very long by itself. */
const BATCH = { maxMatches: 20, maxCommits: 2_000 };
const MOST_BATCHES = 200;
/** Below the budget by so much, so that the next matches do not fill it again at once. */
const DOWN_TO = 0.9;
/** Removed rows after which their space is worth making usable. */
const RECLAIM_AFTER = 500;

/** One sweep. @throws StorageUnavailable */
export async function cleanUp(deps: CleanUpDeps, { keepMs, budgetBytes }: RetentionOptions): Promise<CleanedUp> {
  const sweep = new Sweep(deps);
  if (keepMs > 0) await sweep.remove(deps.clock.now() - keepMs, Number.POSITIVE_INFINITY);
  if (budgetBytes > 0) await freeSpace(deps, sweep, budgetBytes);
  const { removed } = sweep;
  if (removed.commits + removed.matches >= RECLAIM_AFTER) await deps.keeper.reclaim();
  if (removed.matches > 0) deps.log.info({ ...removed }, "finished matches were cleaned up");
  return removed;
}

async function freeSpace({ keeper, clock, log }: CleanUpDeps, sweep: Sweep, budgetBytes: number): Promise<void> {
  const { databaseBytes, liveBytes, rowBytes } = await keeper.usage();
  // Cheap to know, and enough as long as it is small; it does not shrink when something is removed.
  if (databaseBytes <= budgetBytes || liveBytes <= budgetBytes) return;
  // What is removed is counted in rows.
  const excess = (liveBytes - budgetBytes * DOWN_TO) * (rowBytes / liveBytes);
  const freed = await sweep.remove(clock.now(), excess);
  if (freed >= excess || sweep.removed.isUnfinished) return;
  log.warn({ budgetBytes, liveBytes }, "storage is over its budget, and no finished match is left to remove");
}

class Sweep {
  removed: CleanedUp = { matches: 0, commits: 0, bytes: 0, isUnfinished: false };
  #batches = 0;

  constructor(private readonly deps: CleanUpDeps) {}

  /** Removes until so many bytes are free or nothing is left. @returns the bytes it freed. */
  async remove(endedBefore: number, wantedBytes: number): Promise<number> {
    let freed = 0;
    while (freed < wantedBytes) {
      if (this.#batches >= MOST_BATCHES) {
        this.removed = { ...this.removed, isUnfinished: true };
        return freed;
      }
      this.#batches += 1;
      const batch = await this.deps.keeper.removeFinished({ endedBefore, ...BATCH });
      if (batch.matches === 0) return freed;
      freed += batch.bytes;
      const { matches, commits, bytes } = this.removed;
      this.removed = {
        matches: matches + batch.matches,
        commits: commits + batch.commits,
        bytes: bytes + batch.bytes,
        isUnfinished: false,
      };
    }
    return freed;
  }
}
