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
import { setTimeout as pause } from "node:timers/promises";
import { CommitBatcher } from "./commit-batcher.js";
import { appendCommits, findByMsgIds } from "./queries/append-commits.js";
import { type CreateAttempt, createMatch } from "./queries/create-match.js";
import { keepSetting } from "./queries/keep-setting.js";
import { loadMatch } from "./queries/load-match.js";
import { findMatch, type MatchKey, matchesOf, publicMatches } from "./queries/match-rows.js";
import { claimSeat, playersOf, putPlayer } from "./queries/players.js";
import { findCommit, readCommits, versionsOf } from "./queries/read-log.js";
import { type RetryOptions, retrying } from "./retry.js";
import type { SqlPort } from "./sql-port.js";
import { StorageFault } from "./storage-fault.js";

export interface StoreOptions {
  /** How long a call is tried before it fails with `StorageUnavailable`. Default 5000. */
  readonly giveUpAfterMs?: number;
  /** Rows in one append statement at most. Default 200. */
  readonly maxBatch?: number;
}

/** The `MatchStore` that speaks SQL through a port; the port's database must be migrated. */
export class SqlMatchStore implements MatchStore {
  private readonly batcher: CommitBatcher;
  private readonly patience: RetryOptions;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly sql: SqlPort,
    options: StoreOptions = {},
  ) {
    const { giveUpAfterMs = 5_000, maxBatch = 200 } = options;
    this.patience = { giveUpAfterMs, now: () => performance.now(), pause: (ms) => pause(ms) };
    const log = {
      writers: sql.writers,
      append: appendCommits.bind(null, sql),
      findByMsgIds: findByMsgIds.bind(null, sql),
    };
    this.batcher = new CommitBatcher(log, { ...this.patience, maxBatch, maxWaiting: 20_000, lateAfterMs: 20 });
  }

  async createMatch(match: NewMatch): Promise<CreateOutcome> {
    return this.ask(async (earlierMayHaveWorked) => {
      const outcome = await createMatch(this.sql, match);
      return createdOutcome(outcome, earlierMayHaveWorked ? match.facts.matchId : null);
    });
  }

  /** The server-wide setting under this key; the proposal where none was kept before. The same on all nodes. */
  keep(key: string, proposal: string): Promise<string> {
    return this.ask(() => keepSetting(this.sql, key, proposal));
  }

  append(entry: AppendEntry): Promise<AppendOutcome> {
    return this.batcher.append(entry);
  }

  loadMatch(matchId: string): Promise<StoredMatch | null> {
    return this.ask(() => loadMatch(this.sql, matchId));
  }

  readCommits(matchId: string, after: number, limit: number): Promise<readonly StoredCommit[]> {
    return this.ask(() => readCommits(this.sql, matchId, { after, limit }));
  }

  findCommit(matchId: string, actorId: string, msgId: string): Promise<StoredCommit | null> {
    return this.ask(() => findCommit(this.sql, { matchId, actorId, msgId }));
  }

  versionsOf(matchIds: readonly string[]): Promise<ReadonlyMap<string, { version: number; epoch: number }>> {
    return this.ask(() => versionsOf(this.sql, matchIds));
  }

  findMatch(by: MatchKey): Promise<MatchRow | null> {
    return this.ask(() => findMatch(this.sql, by));
  }

  matchesOf(playerId: string, opts: { finished: boolean; limit: number }): Promise<readonly MatchRow[]> {
    return this.ask(() => matchesOf(this.sql, playerId, opts));
  }

  publicMatches(opts: { status: "open" | "playing"; limit: number }): Promise<readonly MatchRow[]> {
    return this.ask(() => publicMatches(this.sql, opts));
  }

  claimSeat(matchId: string, seat: Seat, playerId: string): Promise<number | null> {
    return this.ask(() => claimSeat(this.sql, { matchId, seat, playerId }));
  }

  putPlayer(player: PlayerRow): Promise<void> {
    return this.ask(() => putPlayer(this.sql, player));
  }

  players(playerIds: readonly string[]): Promise<ReadonlyMap<string, PlayerRow>> {
    return this.ask(() => playersOf(this.sql, playerIds));
  }

  async ping(): Promise<void> {
    await this.ask(() => this.sql.read("select 1 as here", []), { ...this.patience, giveUpAfterMs: 0 });
  }

  close(): Promise<void> {
    this.closing ??= this.batcher.close().then(() => this.sql.close());
    return this.closing;
  }

  private ask<T>(attempt: (earlierMayHaveWorked: boolean) => Promise<T>, patience = this.patience): Promise<T> {
    if (this.closing !== null) return Promise.reject(new StorageUnavailable(500));
    return retrying(patience, attempt);
  }
}

/** A repeat of our own attempt whose answer was lost is a success; a repeat of an earlier call is not. */
function createdOutcome(outcome: CreateAttempt, ownId: string | null): CreateOutcome {
  if (outcome.status === "blocked") throw new StorageFault("refused", "23505", "matches");
  if (outcome.status === "duplicate" && outcome.matchId === ownId) return { status: "created" };
  return outcome;
}
