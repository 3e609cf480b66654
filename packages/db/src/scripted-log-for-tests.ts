/** A log whose every answer a test gives itself, a batcher on it, and what it is given. */
import { createHash } from "node:crypto";
import type { AppendEntry, StoredCommit } from "@holdfast/engine";
import { type BatcherOptions, CommitBatcher } from "./commit-batcher.js";
import type { AppendValues } from "./commit-columns.js";
import type { CommitLog, WonPlace } from "./commit-log.js";
import { StorageFault } from "./storage-fault.js";

export class ScriptedLog implements CommitLog {
  readonly batches: Flight[] = [];
  readonly lookups: AppendValues[][] = [];
  readonly stored = new Map<string, StoredCommit>();

  /** How often it was asked to secure what it has, and what comes of that. */
  secured = 0;
  onSecure: () => Promise<void> = async () => {};

  constructor(readonly writers = 1) {}

  secure(): Promise<void> {
    this.secured += 1;
    return this.onSecure();
  }

  append(writer: number, rows: readonly AppendValues[]): Promise<readonly WonPlace[]> {
    return new Promise((resolve, reject) => {
      this.batches.push({
        writer,
        rows: [...rows],
        msgIds: rows.map((row) => row[6] ?? ""),
        land: (lost = []) => {
          const won = rows.map((_, i) => ({ place: i + 1, at: 1_000 + i }));
          resolve(won.filter(({ place }) => !lost.includes(rows[place - 1]?.[6] ?? "")));
        },
        crash: (kind, code = "XX") => reject(new StorageFault(kind, code)),
      });
    });
  }

  async findByMsgIds(rows: readonly AppendValues[]): Promise<ReadonlyMap<number, StoredCommit>> {
    this.lookups.push([...rows]);
    const found = new Map<number, StoredCommit>();
    for (const [i, row] of rows.entries()) {
      const commit = this.stored.get(row[6] ?? "");
      if (commit !== undefined) found.set(i + 1, commit);
    }
    return found;
  }

  /** Batch number `count`, once it was sent. */
  async batch(count: number): Promise<Flight> {
    for (let turns = 0; this.batches.length < count && turns < 20; turns++) await aTurn();
    const flight = this.batches[count - 1];
    if (flight === undefined) throw new Error(`there is no batch ${count}`);
    return flight;
  }
}

interface Flight {
  readonly writer: number;
  readonly rows: readonly AppendValues[];
  readonly msgIds: readonly string[];
  land(lost?: readonly string[]): void;
  crash(kind: StorageFault["kind"], code?: string): void;
}

/** Lets everything that can happen happen. */
export function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function batcherOn(log: CommitLog, options: Partial<BatcherOptions> = {}): CommitBatcher {
  const defaults = {
    maxBatch: 200,
    maxWaiting: 1_000,
    lateAfterMs: 20,
    denseMs: 1,
    apartMs: 0,
    enough: Number.POSITIVE_INFINITY,
    giveUpAfterMs: 5_000,
    closeWithinMs: 3_000,
    now: () => 0,
    pause: aTurn,
    isAway: () => false,
    unit: () => 0,
  };
  return new CommitBatcher(log, { ...defaults, ...options });
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** `named` is all that its hash covers. */
export function entry(matchId: string, msgId: string, named = msgId): AppendEntry {
  return {
    epoch: 1,
    commit: {
      matchId,
      version: 1,
      kind: "move",
      actorId: "ann",
      seat: 0,
      msgId,
      payloadHash: hashOf("payload"),
      payload: null,
      events: [],
      draws: [],
      receivedAt: 1,
      rulesVersion: 1,
      parentHash: "parent",
      stateHash: hashOf("state"),
      hash: hashOf(named),
    },
    status: "playing",
    deadline: null,
    toMove: [],
    outcome: null,
    snapshot: null,
    seating: null,
  };
}
