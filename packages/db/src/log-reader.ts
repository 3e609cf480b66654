/** Reads the logs of matches, each of one epoch: what was read before the log was taken back is never put beside what was read after. */
import type { HeadLine, ReadCommit, StoredMatch } from "@holdfast/engine";
import { commitOf } from "./commit-columns.js";
import { Gathering } from "./gathering.js";
import type { LogLife } from "./log-life.js";
import { type LoadedRow, loadRows, storedOf } from "./queries/load-match.js";
import { beginEpoch } from "./queries/log-life.js";
import { type LogRange, type RangeRow, readRanges, versionsOf } from "./queries/read-log.js";
import type { Ask } from "./retry.js";
import type { SqlPort } from "./sql-port.js";

/** Small enough that a statement of them ends well within its time, whatever they are. */
export const READS = { most: 50, flights: 2 };
/** Longer than any tail can be, should snapshots ever have been missed. */
const WHOLE_TAIL = 2_147_483_647;

export interface LogReaderWiring {
  readonly sql: SqlPort;
  readonly ask: Ask;
  readonly life: LogLife;
  readonly warn: (message: string) => void;
}

export class LogReader {
  private readonly loads: Gathering<string, LoadedRow | null>;
  private readonly ranges: Gathering<LogRange, readonly RangeRow[]>;

  constructor(private readonly wiring: LogReaderWiring) {
    const { sql } = wiring;
    this.loads = new Gathering((ids) => loadRows(sql, ids), READS);
    this.ranges = new Gathering((asked) => readRanges(sql, asked), READS);
  }

  /** The snapshot is read before the tail: commits never change, so the two fit whatever is appended in between. */
  async loadMatch(matchId: string): Promise<StoredMatch | null> {
    const found = await this.wiring.life.reading(async () => {
      const row = await this.wiring.ask(() => this.loads.ask(matchId));
      if (row === null) return "none";
      return isEntered(row) ? row : null;
    });
    if (found === "none") return null;
    const stored = storedOf(found);
    const tail = await this.readCommits(matchId, found.snapshot_version, WHOLE_TAIL);
    // The log was taken back between the two: they need not fit.
    if (!(await this.isOfOneEpoch(found, tail))) return this.loadMatch(matchId);
    return { ...stored, tail: tail.map(({ commit }) => commit) };
  }

  readCommits(matchId: string, after: number, limit: number): Promise<readonly ReadCommit[]> {
    return this.wiring.life.reading(async () => {
      const rows = await this.wiring.ask(() => this.ranges.ask({ matchId, after, limit }));
      return rows.every(isEntered) ? rows.map((row) => ({ ...commitOf(row), epoch: row.epoch })) : null;
    });
  }

  versionsOf(matchIds: readonly string[]): Promise<ReadonlyMap<string, HeadLine>> {
    const { sql, ask, life } = this.wiring;
    return life.reading(() => ask(() => versionsOf(sql, matchIds)));
  }

  async epochFor(matchId: string, told: HeadLine): Promise<number | null> {
    const { sql, ask, warn } = this.wiring;
    // Not only for its answer: the life of the log is known and entered after it.
    const line = (await this.versionsOf([matchId])).get(matchId);
    if (line === undefined || line.epoch > told.epoch || isSame(line, told)) return line?.epoch ?? null;
    const begun = await ask(() => beginEpoch(sql, matchId, told));
    if (begun) warn(`the log of match ${matchId} was taken back: it is in a new epoch`);
    return (await this.versionsOf([matchId])).get(matchId)?.epoch ?? null;
  }

  private async isOfOneEpoch(row: LoadedRow & Entered, tail: readonly ReadCommit[]): Promise<boolean> {
    const isWhole = tail.length >= row.version - row.snapshot_version;
    if (isWhole) return tail.every(({ epoch }) => epoch === row.epoch);
    const line = (await this.versionsOf([row.match_id])).get(row.match_id);
    return line === undefined || line.epoch === row.epoch;
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
