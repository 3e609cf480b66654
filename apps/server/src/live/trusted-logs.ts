/** Reads the logs of matches that are being served. What does not add up freezes the match. */
import {
  chainMisfit,
  IntegrityFault,
  isIntact,
  type MatchStore,
  type ReadCommit,
  type Rejection,
  rejection,
  type Result,
  type StoredCommit,
} from "@holdfast/engine";
import type { Log } from "../ports.js";
import { freeze } from "./freeze.js";
import { lineOf } from "./held-against-log.js";
import type { LiveMatch } from "./live-match.js";

const TAKEN_BACK: Rejection = rejection(
  "routing_failed",
  "log_taken_back",
  "The match's log was taken back to an earlier time just now. Ask again.",
);

export interface TrustedLogsWiring {
  readonly store: MatchStore;
  readonly log: Log;
  /** Goes on from what the log holds, if that is not what is here. In the match's queue. */
  readonly regain: (live: LiveMatch) => Promise<boolean>;
}

export class TrustedLogs {
  constructor(private readonly wiring: TrustedLogsWiring) {}

  /**
   * Stored commits after a version, at most `limit` and up to the head in memory at least: an unbroken part of the log.
   * What is not freezes the match. @throws StorageUnavailable
   */
  async readPage(live: LiveMatch, after: number, limit: number): Promise<Result<readonly StoredCommit[]>> {
    const { epoch, version } = lineOf(live);
    const read = await this.#trusting(live, () => this.#unbrokenPage(live, after, limit));
    if (!read.ok) return read;
    const last = after + read.value.length;
    const isWhole = last >= Math.min(version, after + limit);
    const isOfThisEpoch = read.value.every((one) => one.epoch === epoch);
    if (isWhole && isOfThisEpoch && live.epoch === epoch) return read;
    // Something else was read than what is here: the log may have been taken back, before that or since.
    const isTakenBack = await live.queue.run(() => this.wiring.regain(live));
    if (isTakenBack || !isOfThisEpoch || live.epoch !== epoch) return refusal(live.frozen ?? TAKEN_BACK);
    const fault = new IntegrityFault(live.id, last + 1, "the log ends before the version that was reached");
    return refusal(freeze(live, fault, this.wiring.log));
  }

  // oxlint-disable-next-line max-params -- what part of which log
  async #unbrokenPage(live: LiveMatch, after: number, limit: number): Promise<readonly ReadCommit[]> {
    const page = await this.wiring.store.readCommits(live.id, after, limit);
    const commits = page.map(({ commit }) => commit);
    const misfit = chainMisfit(live, after, commits);
    if (misfit !== null) throw misfit;
    return page;
  }

  /** The stored commit with this msgId; null when there is none. One that was changed freezes the match. @throws StorageUnavailable */
  async findCommit(live: LiveMatch, actorId: string, msgId: string): Promise<Result<StoredCommit | null>> {
    const found = await this.#trusting(live, () => this.wiring.store.findCommit(live.id, actorId, msgId));
    return found.ok && found.value ? this.checked(live, found.value) : found;
  }

  /** A commit from storage; one that is not what was written freezes the match. */
  checked(live: LiveMatch, stored: StoredCommit): Result<StoredCommit> {
    if (isIntact(stored.commit, live.sha256)) return { ok: true, value: stored };
    const { version } = stored.commit;
    const fault = new IntegrityFault(live.id, version, "the commit was changed after it was written");
    return { ok: false, rejection: freeze(live, fault, this.wiring.log) };
  }

  /** Serves the match to nobody any more. @returns what everybody is told. */
  freeze(live: LiveMatch, fault: IntegrityFault): Rejection {
    return freeze(live, fault, this.wiring.log);
  }

  async #trusting<T>(live: LiveMatch, read: () => Promise<T>): Promise<Result<T>> {
    try {
      return { ok: true, value: await read() };
    } catch (fault) {
      if (!(fault instanceof IntegrityFault)) throw fault;
      return { ok: false, rejection: freeze(live, fault, this.wiring.log) };
    }
  }
}

function refusal(why: Rejection): Result<never> {
  return { ok: false, rejection: why };
}
