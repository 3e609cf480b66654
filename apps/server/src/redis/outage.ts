import type { Log } from "../ports.js";

const REFUSED = "Redis refused the user or password of REDIS_URL: set the right one. Play goes on without Redis";
const NONE_GIVEN = "Redis wants a password and REDIS_URL has none: add it. Play goes on without Redis";
/** What an operator has to put right, by the reason of the outage; nothing comes back by itself then. */
const CURES: ReadonlyMap<string, string> = new Map([
  ["WRONGPASS", REFUSED],
  ["NOAUTH", NONE_GIVEN],
]);

/**
 * Turns the troubles of several connections into one log line when the first begins and one when all are over; and one when
 * it turns out that an operator has to put something right.
 */
export class Outage {
  readonly #troubled = new Set<string>();
  #isCureTold = false;

  constructor(private readonly log: Log) {}

  began(connection: string, reason: string): void {
    const cure = CURES.get(reason);
    if (cure !== undefined && !this.#isCureTold) {
      this.#isCureTold = true;
      this.log.warn({ connection, reason }, cure);
    } else if (this.#troubled.size === 0) {
      this.log.warn({ connection, reason }, "Redis is away; play goes on without it");
    }
    this.#troubled.add(connection);
  }

  ended(connection: string): void {
    if (!this.#troubled.delete(connection) || this.#troubled.size > 0) return;
    this.#isCureTold = false;
    this.log.info({ connection }, "Redis is back");
  }
}

/** No answer in time, or no connection left to answer on: as opposed to an answer that says no. */
export function isSilence(fault: unknown): boolean {
  return !(fault instanceof Error) || !/^[A-Z]+ /.test(fault.message);
}

/** The answer of a node of a cluster that does not keep what was asked for, or not for much longer. */
export function isRedirection(fault: unknown): boolean {
  return fault instanceof Error && /^(?:MOVED|ASK|TRYAGAIN) /.test(fault.message);
}

/** Why a call failed, in one word that can carry no key, value or password. */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return "closed";
  if ("code" in fault && typeof fault.code === "string") return fault.code;
  if (fault.message === "Command timed out") return "timeout";
  // Redis opens an error reply with a word in capitals: OOM, READONLY, WRONGPASS, …
  return /^[A-Z]+(?= )/.exec(fault.message)?.[0] ?? fault.name;
}
