/**
 * The store of one simulated node: the real commit batcher and the real retries, in front of a connection that can
 * fail in every way a connection can. What is asked of the database goes through `StorageLine`.
 */
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
  type StorageHealth,
  type SeatKey,
  type SeatSession,
  type StoredCommit,
  type StoredMatch,
  StorageUnavailable,
} from "@holdfast/engine";
import { type BatcherOptions, CommitBatcher } from "../../../packages/db/src/commit-batcher.js";
import { Circuit } from "../../../packages/db/src/circuit.js";
import { type RetryOptions, retrying } from "../../../packages/db/src/retry.js";
import { StorageFault } from "../../../packages/db/src/storage-fault.js";
import type { MatchKey, SimDatabase } from "./sim-database.js";

export type StorageCall = "append" | "write" | "read";

/** The way to the database and back. */
export interface StorageLine {
  /** Carries `statement` out, unless it is lost on the way. @throws DriverError */
  ask<T>(what: StorageCall, statement: () => T): Promise<T>;
  /** Steady milliseconds, and the node's own idea of the time. */
  now(): number;
  wallClock(): number;
  after(ms: number, task: () => void): () => void;
  unit(): number;
  /** Told of what rarely happens, to be counted. */
  note(what: StorageNote): void;
}
export type StorageNote = "lost race" | "own conflict" | "storage away";

export type StoreTuning = Pick<BatcherOptions, "maxBatch" | "giveUpAfterMs"> & { readonly writers: number };

const TUNING: StoreTuning = { maxBatch: 200, giveUpAfterMs: 30_000, writers: 2 };
const GIVE_UP_MS = 5_000;
const DOUBT_AFTER_MS = 1_000;

export class SimStore implements MatchStore {
  readonly health: StorageHealth;
  readonly isDurable = true;
  readonly #batcher: CommitBatcher;
  readonly #patience: RetryOptions;
  readonly #circuit: Circuit;
  #isClosed = false;

  constructor(
    private readonly database: SimDatabase,
    private readonly line: StorageLine,
    { maxBatch, giveUpAfterMs, writers }: StoreTuning = TUNING,
  ) {
    const circuit = circuitOn(line);
    const time = { now: () => line.now(), pause: (ms: number) => circuit.pause(ms), unit: () => line.unit() };
    this.#circuit = circuit;
    this.health = circuit;
    this.#patience = { ...time, giveUpAfterMs: GIVE_UP_MS, isHopeless: () => !circuit.isUp && !circuit.mayFlicker };
    this.#batcher = new CommitBatcher(
      {
        writers,
        append: (_writer, rows) => circuit.guard("write", () => line.ask("append", () => database.append(rows))),
        findByMsgIds: async (rows) => {
          const found = await circuit.guard("read", () => line.ask("read", () => database.findByMsgIds(rows)));
          if (found.size > 0) line.note("own conflict");
          return found;
        },
        secure: () => circuit.guard("write", () => line.ask("write", () => {})),
      },
      {
        ...time,
        giveUpAfterMs,
        maxBatch,
        maxWaiting: 20_000,
        lateAfterMs: 20,
        denseMs: 1,
        apartMs: 4,
        enough: 12,
        closeWithinMs: 3_000,
        isAway: () => !circuit.isUp,
      },
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

  findCreated(creatorId: string, msgId: string): ReturnType<MatchStore["findCreated"]> {
    return this.#ask("read", () => this.database.findCreated(creatorId, msgId));
  }

  async append(entry: AppendEntry, giveUpAfterMs?: number): Promise<AppendOutcome> {
    const outcome = await this.#batcher.append(entry, giveUpAfterMs);
    if (outcome.status === "lost") this.line.note("lost race");
    return outcome;
  }
  async loadMatch(matchId: string): Promise<StoredMatch | null> {
    const found = await this.#inLife(() => this.#ask("read", () => this.database.loadMatch(matchId)));
    return found === "none" ? null : found;
  }
  readCommits(matchId: string, after: number, limit: number): Promise<readonly ReadCommit[]> {
    return this.#inLife(() => this.#ask("read", () => this.database.readCommits(matchId, after, limit)));
  }
  findCommit(matchId: string, actorId: string, msgId: string): Promise<StoredCommit | null> {
    return this.#ask("read", () => this.database.findCommit(matchId, actorId, msgId));
  }
  versionsOf(matchIds: readonly string[]): Promise<ReadonlyMap<string, HeadLine>> {
    return this.#inLife(() => this.#ask("read", () => this.database.versionsOf(matchIds)));
  }
  async epochFor(matchId: string, told: HeadLine): Promise<number | null> {
    const line = (await this.versionsOf([matchId])).get(matchId);
    if (line === undefined || line.epoch > told.epoch) return line?.epoch ?? null;
    await this.#ask("write", () => this.database.beginEpoch(matchId, told));
    return (await this.versionsOf([matchId])).get(matchId)?.epoch ?? null;
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
  claimOverdue(claim: { at: number; leaseMs: number; limit: number }): Promise<readonly DueMatch[]> {
    return this.#ask("write", () => this.database.claimOverdue(claim));
  }
  claimSeat(matchId: string, seat: Seat, playerId: string): Promise<number | null> {
    if (this.#isClosed) return Promise.reject(new StorageUnavailable(500));
    return retrying(this.#patience, async () => {
      for (;;) {
        const last = await this.#once("read", () => this.database.sessionOf(matchId, seat, playerId));
        if (last === null) return null;
        const claimed = await this.#once("write", () => this.database.claimSeat(matchId, seat, { playerId, last }));
        if (claimed !== null) return claimed;
      }
    });
  }
  sessionsOf(seats: readonly SeatKey[]): Promise<readonly SeatSession[]> {
    return this.#ask("read", () => this.database.sessionsOf(seats));
  }
  rulesInPlay(): Promise<readonly RulesInPlay[]> {
    return this.#ask("read", () => this.database.rulesInPlay());
  }
  putPlayer(player: PlayerRow): Promise<void> {
    return this.#ask("write", () => this.database.putPlayer(player));
  }
  players(playerIds: readonly string[]): Promise<ReadonlyMap<string, PlayerRow>> {
    return this.#ask("read", () => this.database.players(playerIds));
  }
  beat(heartbeat: Heartbeat): Promise<HeartbeatAnswer> {
    return this.#ask("write", () => this.database.beat(heartbeat));
  }
  async ping(): Promise<void> {
    await this.#ask("read", () => null);
  }
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#circuit.close();
    await this.#batcher.close();
  }

  /** As the real store reads: of the life that the log is in. */
  async #inLife<T>(read: () => Promise<T | null>): Promise<T> {
    for (;;) {
      const answer = await read();
      if (answer !== null) return answer;
      await this.#ask("write", () => this.database.enterLife());
    }
  }

  #ask<T>(what: "write" | "read", statement: () => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StorageUnavailable(500));
    return retrying(this.#patience, () => this.#once(what, statement));
  }

  #once<T>(what: "write" | "read", statement: () => T): Promise<T> {
    return this.#circuit.guard(what, () => this.line.ask(what, statement));
  }
}

function circuitOn(line: StorageLine): Circuit {
  return new Circuit({
    probe: (patienceMs) => answeredWithin(line, patienceMs),
    now: () => line.wallClock(),
    steady: () => line.now(),
    after: (ms, task) => line.after(ms, task),
    unit: () => line.unit(),
    doubtAfterMs: DOUBT_AFTER_MS,
    onAway: () => line.note("storage away"),
  });
}

function answeredWithin(line: StorageLine, patienceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = line.after(patienceMs, () => reject(new StorageFault("unreachable", "ABANDONED")));
    line
      .ask("write", () => null)
      .then(() => resolve(), reject)
      .finally(late);
  });
}

/** A line on which nothing ever goes wrong and answers come at once: for the contract of stores. */
export const PLAIN_LINE: StorageLine = {
  ask: async (_what, statement) => statement(),
  now: () => 0,
  wallClock: () => 0,
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  unit: () => 0,
  note: () => {},
};
