import {
  type AppendEntry,
  type AppendOutcome,
  type CreateOutcome,
  type DueMatch,
  type HeadLine,
  type Heartbeat,
  type HeartbeatAnswer,
  type MatchHistory,
  type MatchKeeper,
  type MatchRow,
  type MatchStore,
  type NewMatch,
  type PlayerRow,
  type ReadCommit,
  type RulesInPlay,
  type Removed,
  type RemoveOptions,
  type Seat,
  type StorageCounts,
  type StorageHealth,
  type StoreStats,
  type StorageUsage,
  type SeatKey,
  type SeatSession,
  type SettingsChange,
  type SettingsNews,
  type SettingsStore,
  type StoredCommit,
  type StoredMatch,
  type StoredSettings,
  StorageUnavailable,
} from "@holdfast/engine";
import { Circuit } from "./circuit.js";
import { CommitBatcher } from "./commit-batcher.js";
import { commitOf } from "./commit-columns.js";
import { guardedPort } from "./guarded-port.js";
import { appendCommits, findByMsgIds } from "./queries/append-commits.js";
import { claimOverdue, type OverdueClaim } from "./queries/claim-overdue.js";
import { type CreateAttempt, createMatch, type Created, findCreated } from "./queries/create-match.js";
import { removeFinished } from "./queries/clean-up.js";
import { beat } from "./queries/heartbeats.js";
import { historyOf, matchIds, resultOf } from "./queries/keep-matches.js";
import { keepSetting } from "./queries/keep-setting.js";
import { changeSettings, settingsAfter, settingsOf } from "./queries/live-settings.js";
import { type LoadedRow, loadRows, storedOf } from "./queries/load-match.js";
import { beginEpoch, enterLife } from "./queries/log-life.js";
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
import { findCommit, type LogRange, type RangeRow, readRanges, versionsOf } from "./queries/read-log.js";
import { WRITE_PROBE } from "./queries/write-probe.js";
import { Gathering } from "./gathering.js";
import { RETRY_AFTER_MS, type RetryOptions, retrying } from "./retry.js";
import type { SqlPort } from "./sql-port.js";
import { forgetStalls, keepStall, stallCounts } from "./queries/stalls.js";
import { storageCounts, storageUsage } from "./queries/storage-usage.js";
import type { Stall, StallCount } from "./stall.js";
import { StoreMeter } from "./store-meter.js";
import { StorageFault } from "./storage-fault.js";

export interface StoreOptions {
  /** How long a call is tried before it fails with `StorageUnavailable`, unless storage is away. Default 5000. */
  readonly giveUpAfterMs?: number;
  /** How long a commit is tried, through an outage too. Default 30,000. */
  readonly holdCommitsMs?: number;
  /** Silence of one statement that raises the question whether storage is there. Default: only failures do. */
  readonly doubtAfterMs?: number;
  /** Epoch milliseconds; default the system's clock. */
  readonly now?: () => number;
  /** Hears what an operator should know. No values are in it. */
  readonly warn?: (message: string) => void;
  /** Rows in one append statement at most. Default 200. */
  readonly maxBatch?: number;
  /** Whether the port's database outlives this process. Default true. */
  readonly isDurable?: boolean;
}

/** A new life is entered once; a second one may begin meanwhile. */
const MOST_ENTRIES = 3;
const CLAIMS = { most: 500, flights: 1 };
/** Small enough that a statement of them ends well within its time, whatever they are. */
const READS = { most: 50, flights: 2 };
/** Longer than any tail can be, should snapshots ever have been missed. */
const WHOLE_TAIL = 2_147_483_647;
const BATCHES = { maxWaiting: 20_000, lateAfterMs: 20, apartMs: 2, closeWithinMs: 3_000 };

function circuitOf(port: SqlPort, { now = Date.now, doubtAfterMs, warn }: StoreOptions): Circuit {
  return new Circuit({
    probe: (patienceMs) => port.probe(patienceMs),
    now,
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    unit: Math.random,
    doubtAfterMs: doubtAfterMs ?? null,
    onAway: ({ code }) => {
      port.abandon();
      warn?.(`storage is away (${code}): moves are held until it is back`);
    },
    onBack: () => warn?.("storage is back"),
  });
}

/** The `MatchStore` that speaks SQL through a port; the port's database must be migrated. */
export class SqlMatchStore implements MatchStore, MatchKeeper, SettingsStore {
  readonly health: StorageHealth;
  readonly isDurable: boolean;
  private readonly sql: SqlPort;
  private readonly batcher: CommitBatcher;
  /** One at a time: two that wait for each other's rows would gain nothing. */
  private readonly claims = new Gathering<SeatClaimed, Claimed>((claims) => claimSeats(this.sql, claims), CLAIMS);
  private readonly loads = new Gathering<string, LoadedRow | null>((ids) => loadRows(this.sql, ids), READS);
  private readonly ranges = new Gathering<LogRange, readonly RangeRow[]>((asked) => readRanges(this.sql, asked), READS);
  private readonly names = new Gathering<readonly string[], ReadonlyMap<string, PlayerRow>>(
    (lists) => playersOf(this.sql, lists),
    READS,
  );
  private readonly patience: RetryOptions;
  private readonly meter = new StoreMeter();
  private closing: Promise<void> | null = null;

  constructor(
    port: SqlPort,
    private readonly options: StoreOptions = {},
  ) {
    const { giveUpAfterMs = 5_000, holdCommitsMs = 30_000, maxBatch = 200, isDurable = true } = options;
    const circuit = circuitOf(port, options);
    const sql = guardedPort(port, circuit);
    this.health = circuit;
    this.isDurable = isDurable;
    this.sql = sql;
    const time = { now: () => performance.now(), pause: (ms: number) => circuit.pause(ms), unit: Math.random };
    this.patience = { ...time, giveUpAfterMs, isHopeless: () => !circuit.isUp && !circuit.mayFlicker };
    const log = {
      writers: sql.writers,
      append: appendCommits.bind(null, sql),
      findByMsgIds: findByMsgIds.bind(null, sql),
      secure: async () => void (await sql.write(0, WRITE_PROBE, [])),
    };
    this.batcher = new CommitBatcher(log, {
      ...time,
      ...BATCHES,
      maxBatch,
      giveUpAfterMs: holdCommitsMs,
      isAway: () => !circuit.isUp,
    });
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

  findCreated(creatorId: string, msgId: string): Promise<Created | null> {
    return this.ask(() => findCreated(this.sql, creatorId, msgId));
  }

  settingsAfter(version: number): Promise<SettingsNews> {
    return this.inLife(() => this.ask(() => settingsAfter(this.sql, version)));
  }

  settingsOf(scopes: readonly string[]): Promise<readonly StoredSettings[]> {
    return this.ask(() => settingsOf(this.sql, scopes));
  }

  changeSettings(change: SettingsChange): Promise<number | null> {
    return this.ask(() => changeSettings(this.sql, change));
  }

  append(entry: AppendEntry, giveUpAfterMs?: number): Promise<AppendOutcome> {
    return this.meter.write(() => this.batcher.append(entry, giveUpAfterMs));
  }

  loadMatch(matchId: string): Promise<StoredMatch | null> {
    return this.meter.restore(() => this.restore(matchId));
  }

  readCommits(matchId: string, after: number, limit: number): Promise<readonly ReadCommit[]> {
    return this.inLife(async () => {
      const rows = await this.ask(() => this.ranges.ask({ matchId, after, limit }));
      return rows.every(isEntered) ? rows.map((row) => ({ ...commitOf(row), epoch: row.epoch })) : null;
    });
  }

  findCommit(matchId: string, actorId: string, msgId: string): Promise<StoredCommit | null> {
    return this.ask(() => findCommit(this.sql, { matchId, actorId, msgId }));
  }

  versionsOf(matchIds: readonly string[]): Promise<ReadonlyMap<string, HeadLine>> {
    return this.inLife(() => this.ask(() => versionsOf(this.sql, matchIds)));
  }

  async epochFor(matchId: string, told: HeadLine): Promise<number | null> {
    // Not only for its answer: the life of the log is known and entered after it.
    const line = (await this.versionsOf([matchId])).get(matchId);
    if (line === undefined || line.epoch > told.epoch || isSame(line, told)) return line?.epoch ?? null;
    const begun = await this.ask(() => beginEpoch(this.sql, matchId, told));
    if (begun) this.options.warn?.(`the log of match ${matchId} was taken back: it is in a new epoch`);
    return (await this.versionsOf([matchId])).get(matchId)?.epoch ?? null;
  }

  /** Enters the life of the log, if it has begun one that nobody has entered. */
  async enterLife(): Promise<void> {
    const epoch = await this.ask(() => enterLife(this.sql));
    if (epoch === null || epoch === 1) return;
    this.options.warn?.(`the log was taken back to an earlier time, or moved: all matches are in epoch ${epoch} now`);
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

  /** What rules were doing when they stopped nodes. */
  stallCounts(): Promise<readonly StallCount[]> {
    return this.ask(() => stallCounts(this.sql));
  }

  keepStall(stall: Stall): Promise<void> {
    return this.ask(() => keepStall(this.sql, stall));
  }

  forgetStalls(subject: string): Promise<number> {
    return this.ask(() => forgetStalls(this.sql, subject));
  }

  removeFinished(options: RemoveOptions): Promise<Removed> {
    return this.ask(() => removeFinished(this.sql, options));
  }

  usage(): Promise<StorageUsage> {
    return this.ask(() => storageUsage(this.sql));
  }

  counts(): Promise<StorageCounts> {
    return this.ask(() => storageCounts(this.sql));
  }

  stats(): StoreStats {
    return this.meter.read();
  }

  reclaim(): Promise<void> {
    return this.ask(() => this.sql.reclaim());
  }

  matchIds(after: string | null, limit: number): Promise<readonly string[]> {
    return this.ask(() => matchIds(this.sql, after, limit));
  }

  historyOf(matchId: string): Promise<MatchHistory | null> {
    return this.ask(() => historyOf(this.sql, matchId));
  }

  resultOf(matchId: string): Promise<MatchHistory["result"]> {
    return this.ask(() => resultOf(this.sql, matchId));
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

  /** The snapshot is read before the tail: commits never change, so the two fit whatever is appended in between. */
  private async restore(matchId: string): Promise<StoredMatch | null> {
    const found = await this.inLife(async () => {
      const row = await this.ask(() => this.loads.ask(matchId));
      if (row === null) return "none";
      return isEntered(row) ? row : null;
    });
    if (found === "none") return null;
    const stored = storedOf(found);
    const tail = await this.readCommits(matchId, found.snapshot_version, WHOLE_TAIL);
    // The log was taken back between the two: they need not fit.
    if (!(await this.isOfOneEpoch(found, tail))) return this.restore(matchId);
    return { ...stored, tail: tail.map(({ commit }) => commit) };
  }

  private async isOfOneEpoch(row: LoadedRow & Entered, tail: readonly ReadCommit[]): Promise<boolean> {
    const isWhole = tail.length >= row.version - row.snapshot_version;
    if (isWhole) return tail.every(({ epoch }) => epoch === row.epoch);
    const line = (await this.versionsOf([row.match_id])).get(row.match_id);
    return line === undefined || line.epoch === row.epoch;
  }

  /** What was read, of the life that the log is in: null is the answer while that was not entered. */
  private async inLife<T>(read: () => Promise<T | null>): Promise<T> {
    for (let tries = 0; tries < MOST_ENTRIES; tries += 1) {
      const answer = await read();
      if (answer !== null) return answer;
      await this.enterLife();
    }
    // Those who write and those who read are connected to two servers, one of which is on its way out.
    throw new StorageUnavailable(RETRY_AFTER_MS);
  }

  private ask<T>(attempt: (earlierMayHaveWorked: boolean) => Promise<T>, patience = this.patience): Promise<T> {
    if (this.closing !== null) return Promise.reject(new StorageUnavailable(RETRY_AFTER_MS));
    return retrying(patience, attempt);
  }
}

function isSame(a: HeadLine, b: HeadLine): boolean {
  return a.epoch === b.epoch && a.version === b.version && a.hash === b.hash;
}

interface Entered {
  readonly epoch: number;
}
function isEntered<R extends { readonly epoch: number | null }>(row: R): row is R & Entered {
  return row.epoch !== null;
}

/** A repeat of our own attempt whose answer was lost is a success; a repeat of an earlier call is not. */
function createdOutcome(outcome: CreateAttempt, ownId: string | null): CreateOutcome {
  if (outcome.status === "blocked") throw new StorageFault("refused", "23505", "matches");
  if (outcome.status === "duplicate" && outcome.matchId === ownId) return { status: "created" };
  return outcome;
}
