/** The lives of a simulated log, as `log-life.ts` keeps them, and in which epoch they put each match. */
import type { HeadLine } from "@holdfast/engine";
import type { MatchTable } from "./match-table.js";

export class LogLives {
  #timeline = 1;
  #life = { epoch: 1, timeline: 1 };

  /** Whether somebody has entered the life that the log is in. */
  get isEntered(): boolean {
    return this.#life.timeline === this.#timeline;
  }

  epochOf({ epoch }: MatchTable): number {
    return Math.max(epoch, this.#life.epoch);
  }
  lineOf(table: MatchTable): HeadLine {
    return { version: table.version, epoch: this.epochOf(table), hash: table.headHash };
  }

  enter(): void {
    if (!this.isEntered) this.#life = { epoch: this.#life.epoch + 1, timeline: this.#timeline };
  }

  /** Only where the log does not have what was told. */
  beginEpoch(table: MatchTable, told: HeadLine): void {
    if (!this.isEntered) return;
    const epoch = this.epochOf(table);
    const isInLog = told.version === 0 || table.log[told.version - 1]?.commit.hash === told.hash;
    if (epoch < told.epoch || (epoch === told.epoch && !isInLog)) table.epoch = Math.max(told.epoch, table.epoch) + 1;
  }

  /** The log goes on on another timeline, whose life nobody has entered. */
  promote(tables: Iterable<MatchTable>): void {
    for (const table of tables) this.endEpoch(table);
    this.#timeline += 1;
  }

  /** Keeps what the log had in its epoch, for whoever checks what was told of it. */
  endEpoch(table: MatchTable): void {
    const epoch = this.epochOf(table);
    if (table.earlier.at(-1)?.epoch !== epoch) table.earlier.push({ epoch, commits: [...table.log] });
  }
}
