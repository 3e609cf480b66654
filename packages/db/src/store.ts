import {
  type AppendEntry,
  type AppendOutcome,
  type CreateOutcome,
  type DueMatch,
  type HeadLine,
  type Heartbeat,
  type HeartbeatAnswer,
  type MatchRow,
  type MatchStore,
  type NewMatch,
  type PlayerRow,
  type ReadCommit,
  type RulesInPlay,
  type Seat,
  type SeatKey,
  type SeatSession,
  type StorageHealth,
  StorageUnavailable,
  type StoredCommit,
  type StoredMatch,
} from "@holdfast/engine";
import type { Circuit } from "./circuit.js";
import { CommitBatcher } from "./commit-batcher.js";
import { Gathering } from "./gathering.js";
import { guardedPort } from "./guarded-port.js";
import { LogLife } from "./log-life.js";
import { LogReader, READS } from "./log-reader.js";
import { circuitOf, type PortCircuitOptions } from "./port-circuit.js";
import { appendCommits, findByMsgIds } from "./queries/append-commits.js";
import { claimOverdue, type OverdueClaim } from "./queries/claim-overdue.js";
import { type CreateAttempt, createMatch, type Created, findCreated } from "./queries/create-match.js";
import { beat } from "./queries/heartbeats.js";
import { findMatch, type MatchKey, matchesOf, publicMatches, rulesInPlay } from "./queries/match-rows.js";
import {
  type Claimed,
  claimSeats,
  CONTENDED,
  playersOf,
  type SeatClaimed,
  putPlayer,
  sessionsOf,
} from "./queries/players.js";
import { findCommit } from "./queries/read-log.js";
import { WRITE_PROBE } from "./queries/write-probe.js";
import { type Ask, RETRY_AFTER_MS, type RetryOptions, retrying } from "./retry.js";
import { SqlMatchKeeper } from "./sql-match-keeper.js";
import type { SqlPort } from "./sql-port.js";
import { SqlSettingsStore } from "./sql-settings-store.js";
import { StorageFault } from "./storage-fault.js";
import { StoreMeter } from "./store-meter.js";

export interface StoreOptions extends PortCircuitOptions {
  /** How long a call is tried before it fails with `StorageUnavailable`, unless storage is away. Default 5000. */
  readonly giveUpAfterMs?: number;
  /** How long a commit is tried, through an outage too. Default 30,000. */
  readonly holdCommitsMs?: number;
  /** Rows in one append statement at most. Default 200. */
  readonly maxBatch?: number;
  /** Whether the port's database outlives this process. Default true. */
  readonly isDurable?: boolean;
}

const CLAIMS = { most: 500, flights: 1 };
const BATCHES = { maxWaiting: 20_000, lateAfterMs: 20, denseMs: 1, apartMs: 4, enough: 12, closeWithinMs: 3_000 };

/** The `MatchStore` that speaks SQL through a port; the port's database must be migrated. */
export class SqlMatchStore implements MatchStore {
  readonly health: StorageHealth;
  readonly isDurable: boolean;
  readonly keeper: SqlMatchKeeper;
  readonly settings: SqlSettingsStore;
  private readonly sql: SqlPort;
  private readonly batcher: CommitBatcher;
  private readonly life: LogLife;
  private readonly logs: LogReader;
  /** One at a time: two that wait for each other's rows would gain nothing. */
  private readonly claims = new Gathering<SeatClaimed, Claimed>((claims) => claimSeats(this.sql, claims), CLAIMS);
  private readonly names = new Gathering<readonly string[], ReadonlyMap<string, PlayerRow>>(
    (lists) => playersOf(this.sql, lists),
    READS,
  );
  private readonly patience: RetryOptions;
  private readonly meter = new StoreMeter();
  private closing: Promise<void> | null = null;

  constructor(port: SqlPort, options: StoreOptions = {}) {
    const { giveUpAfterMs = 5_000, isDurable = true, warn = () => {} } = options;
    const circuit = circuitOf(port, options);
    const sql = guardedPort(port, circuit);
    this.health = circuit;
    this.isDurable = isDurable;
    this.sql = sql;
    this.patience = { ...timeOf(circuit), giveUpAfterMs, isHopeless: () => !circuit.isUp && !circuit.mayFlicker };
    this.batcher = batcherOn(sql, circuit, options);
    const ask: Ask = (attempt) => this.ask(attempt);
    this.life = new LogLife(sql, ask, warn);
    this.logs = new LogReader({ sql, ask, life: this.life, warn });
    this.keeper = new SqlMatchKeeper(sql, ask, this.meter);
    this.settings = new SqlSettingsStore(sql, ask, this.life);
  }

  async createMatch(match: NewMatch): Promise<CreateOutcome> {
    return this.ask(async (earlierMayHaveWorked) => {
      const outcome = await createMatch(this.sql, match);
      return createdOutcome(outcome, earlierMayHaveWorked ? match.facts.matchId : null);
    });
  }

  findCreated(creatorId: string, msgId: string): Promise<Created | null> {
    return this.ask(() => findCreated(this.sql, creatorId, msgId));
  }

  append(entry: AppendEntry, giveUpAfterMs?: number): Promise<AppendOutcome> {
    return this.meter.write(() => this.batcher.append(entry, giveUpAfterMs));
  }

  loadMatch(matchId: string): Promise<StoredMatch | null> {
    return this.meter.restore(() => this.logs.loadMatch(matchId));
  }

  readCommits(matchId: string, after: number, limit: number): Promise<readonly ReadCommit[]> {
    return this.logs.readCommits(matchId, after, limit);
  }

  findCommit(matchId: string, actorId: string, msgId: string): Promise<StoredCommit | null> {
    return this.ask(() => findCommit(this.sql, { matchId, actorId, msgId }));
  }

  versionsOf(matchIds: readonly string[]): Promise<ReadonlyMap<string, HeadLine>> {
    return this.logs.versionsOf(matchIds);
  }

  epochFor(matchId: string, told: HeadLine): Promise<number | null> {
    return this.logs.epochFor(matchId, told);
  }

  /** Enters the life of the log, if it has begun one that nobody has entered. */
  enterLife(): Promise<void> {
    return this.life.enter();
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

  claimOverdue(claim: OverdueClaim): Promise<readonly DueMatch[]> {
    return this.ask(() => claimOverdue(this.sql, claim));
  }

  claimSeat(matchId: string, seat: Seat, playerId: string): Promise<number | null> {
    return this.ask(async () => {
      const claimed = await this.claims.ask({ matchId, seat, playerId });
      if (claimed === CONTENDED) throw new StorageFault("conflict", "contended", "seats");
      return claimed;
    });
  }

  sessionsOf(seats: readonly SeatKey[]): Promise<readonly SeatSession[]> {
    return this.ask(() => sessionsOf(this.sql, seats));
  }

  rulesInPlay(): Promise<readonly RulesInPlay[]> {
    return this.ask(() => rulesInPlay(this.sql));
  }

  putPlayer(player: PlayerRow): Promise<void> {
    return this.ask(() => putPlayer(this.sql, player));
  }

  players(playerIds: readonly string[]): Promise<ReadonlyMap<string, PlayerRow>> {
    return this.ask(() => this.names.ask(playerIds));
  }

  beat(heartbeat: Heartbeat): Promise<HeartbeatAnswer> {
    return this.ask(() => beat(this.sql, heartbeat));
  }

  async ping(): Promise<void> {
    await this.ask(() => this.sql.admin("select 1 as here", []), { ...this.patience, giveUpAfterMs: 0 });
  }

  close(): Promise<void> {
    this.closing ??= this.batcher.close().then(() => this.sql.close());
    return this.closing;
  }

  private ask<T>(attempt: (earlierMayHaveWorked: boolean) => Promise<T>, patience = this.patience): Promise<T> {
    if (this.closing !== null) return Promise.reject(new StorageUnavailable(RETRY_AFTER_MS));
    return retrying(patience, attempt);
  }
}

function timeOf(circuit: Circuit): Pick<RetryOptions, "now" | "pause" | "unit"> {
  return { now: () => performance.now(), pause: (ms) => circuit.pause(ms), unit: Math.random };
}

function batcherOn(sql: SqlPort, circuit: Circuit, options: StoreOptions): CommitBatcher {
  const { holdCommitsMs: giveUpAfterMs = 30_000, maxBatch = 200 } = options;
  const log = {
    writers: sql.writers,
    append: appendCommits.bind(null, sql),
    findByMsgIds: findByMsgIds.bind(null, sql),
    secure: async () => void (await sql.write(0, WRITE_PROBE, [])),
  };
  const isAway = () => !circuit.isUp;
  return new CommitBatcher(log, { ...timeOf(circuit), ...BATCHES, maxBatch, giveUpAfterMs, isAway });
}

/** A repeat of our own attempt whose answer was lost is a success; a repeat of an earlier call is not. */
function createdOutcome(outcome: CreateAttempt, ownId: string | null): CreateOutcome {
  if (outcome.status === "blocked") throw new StorageFault("refused", "23505", "matches");
  if (outcome.status === "duplicate" && outcome.matchId === ownId) return { status: "created" };
  return outcome;
}
