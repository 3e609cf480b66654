/** Reads what is of the life that the log is in, and enters a life that has begun where nobody has yet. */
import { StorageUnavailable } from "@holdfast/engine";
import { enterLife } from "./queries/log-life.js";
import { type Ask, RETRY_AFTER_MS } from "./retry.js";
import type { SqlPort } from "./sql-port.js";

/** A new life is entered once; a second one may begin meanwhile. */
const MOST_ENTRIES = 3;

export class LogLife {
  constructor(
    private readonly sql: SqlPort,
    private readonly ask: Ask,
    private readonly warn: (message: string) => void,
  ) {}

  /** Enters the life of the log, if it has begun one that nobody has entered. */
  async enter(): Promise<void> {
    const epoch = await this.ask(() => enterLife(this.sql));
    if (epoch === null || epoch === 1) return;
    this.warn(`the log was taken back to an earlier time, or moved: all matches are in epoch ${epoch} now`);
  }

  /** What was read, of the life that the log is in: null is the answer while that was not entered. */
  async reading<T>(read: () => Promise<T | null>): Promise<T> {
    for (let tries = 0; tries < MOST_ENTRIES; tries += 1) {
      const answer = await read();
      if (answer !== null) return answer;
      await this.enter();
    }
    // Those who write and those who read are connected to two servers, one of which is on its way out.
    throw new StorageUnavailable(RETRY_AFTER_MS);
  }
}
