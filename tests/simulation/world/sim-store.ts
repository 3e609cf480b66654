/**
 * The store of one simulated node: the real commit batcher and the real retries, in front of a connection that can
 * fail in every way a connection can. What is asked of the database goes through `StorageLine`.
 */
import {
  type AppendEntry,
  type AppendOutcome,
  type CreateOutcome,
  type MatchRow,
  type MatchStore,
  type NewMatch,
  type PlayerRow,
  type Seat,
  type StoredCommit,
  type StoredMatch,
  StorageUnavailable,
} from "@holdfast/engine";
import { type BatcherOptions, CommitBatcher } from "../../../packages/db/src/commit-batcher.js";
import { type RetryOptions, retrying } from "../../../packages/db/src/retry.js";
import { StorageFault } from "../../../packages/db/src/storage-fault.js";
import type { MatchKey, SimDatabase } from "./sim-database.js";

/** The way to the database and back. */
export interface StorageLine {
  /** Carries `statement` out, unless it is lost on the way. @throws StorageFault */
  ask<T>(what: "append" | "write" | "read", statement: () => T): Promise<T>;
  now(): number;
  pause(ms: number): Promise<void>;
  /** Told of what rarely happens, to be counted. */
  note(what: StorageNote): void;
}
export type StorageNote = "lost race" | "own conflict";

export type StoreTuning = Pick<BatcherOptions, "maxBatch" | "giveUpAfterMs"> & { readonly writers: number };

const TUNING: StoreTuning = { maxBatch: 200, giveUpAfterMs: 5_000, writers: 2 };

export class SimStore implements MatchStore {
  readonly #batcher: CommitBatcher;
  readonly #patience: RetryOptions;
  #isClosed = false;

  constructor(
    private readonly database: SimDatabase,
    private readonly line: StorageLine,
    { maxBatch, giveUpAfterMs, writers }: StoreTuning = TUNING,
  ) {
    this.#patience = { giveUpAfterMs, now: () => line.now(), pause: (ms) => line.pause(ms) };
    this.#batcher = new CommitBatcher(
      {
        writers,
        append: (_writer, rows) => line.ask("append", () => database.append(rows)),
        findByMsgIds: async (rows) => {
          const found = await line.ask("read", () => database.findByMsgIds(rows));
          if (found.size > 0) line.note("own conflict");
          return found;
        },
      },
      { ...this.#patience, maxBatch, maxWaiting: 20_000, lateAfterMs: 20 },
    );
  }

  async createMatch(match: NewMatch): Promise<CreateOutcome> {
    let attempts = 0;
    const outcome = await this.#ask("write", () => {
      attempts += 1;
      return this.database.createMatch(match);
    });
    if (outcome.status === "blocked") throw new StorageFault("refused", "23505", "matches");
    // A repeat of our own attempt whose answer was lost is a success, as in the real store.
    const isOwn = outcome.status === "duplicate" && attempts > 1 && outcome.matchId === match.facts.matchId;
    return isOwn ? { status: "created" } : (outcome as CreateOutcome);
  }

  async append(entry: AppendEntry): Promise<AppendOutcome> {
    const outcome = await this.#batcher.append(entry);
    if (outcome.status === "lost") this.line.note("lost race");
    return outcome;
  }
  loadMatch(matchId: string): Promise<StoredMatch | null> {
    return this.#ask("read", () => this.database.loadMatch(matchId));
  }
  readCommits(matchId: string, after: number, limit: number): Promise<readonly StoredCommit[]> {
    return this.#ask("read", () => this.database.readCommits(matchId, after, limit));
  }
  findCommit(matchId: string, actorId: string, msgId: string): Promise<StoredCommit | null> {
    return this.#ask("read", () => this.database.findCommit(matchId, actorId, msgId));
  }
  versionsOf(matchIds: readonly string[]): Promise<ReadonlyMap<string, { version: number; epoch: number }>> {
    return this.#ask("read", () => this.database.versionsOf(matchIds));
  }
  findMatch(by: MatchKey): Promise<MatchRow | null> {
    return this.#ask("read", () => this.database.findMatch(by));
  }
  matchesOf(playerId: string, opts: { finished: boolean; limit: number }): Promise<readonly MatchRow[]> {
    return this.#ask("read", () => this.database.matchesOf(playerId, opts));
  }
  publicMatches(opts: { status: "open" | "playing"; limit: number }): Promise<readonly MatchRow[]> {
    return this.#ask("read", () => this.database.publicMatches(opts));
  }
  claimSeat(matchId: string, seat: Seat, playerId: string): Promise<number | null> {
    return this.#ask("write", () => this.database.claimSeat(matchId, seat, playerId));
  }
  putPlayer(player: PlayerRow): Promise<void> {
    return this.#ask("write", () => this.database.putPlayer(player));
  }
  players(playerIds: readonly string[]): Promise<ReadonlyMap<string, PlayerRow>> {
    return this.#ask("read", () => this.database.players(playerIds));
  }
  async ping(): Promise<void> {
    await this.#ask("read", () => null);
  }
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#batcher.close();
  }

  #ask<T>(what: "write" | "read", statement: () => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StorageUnavailable(500));
    return retrying(this.#patience, () => this.line.ask(what, statement));
  }
}

/** A line on which nothing ever goes wrong and nothing takes time: for the contract of stores. */
export const PLAIN_LINE: StorageLine = {
  ask: async (_what, statement) => statement(),
  now: () => 0,
  pause: async () => {},
  note: () => {},
};
