import type { Connection } from "./connection.js";
import type { Call, Stop } from "./incoming.js";
import { refusal } from "./refusal.js";

/**
 * Asks the rate limit before a call is taken in, keeping the order of a connection's messages: while the
 * limit makes up its mind about one, those after it wait.
 */
export class Admission {
  /** What waits behind an undecided call; null while nothing is undecided. */
  private waiting: (Call | Stop)[] | null = null;

  constructor(private readonly connection: Connection) {}

  ask(asked: Call | Stop): void {
    const { limits } = this.connection.core;
    if (this.waiting === null) this.decide(asked);
    else if (this.waiting.length < 2 * (limits.maxInFlight + limits.maxSubscriptions)) this.waiting.push(asked);
    else if (asked.type !== "stop") this.refuse(asked, 0);
  }

  private decide(asked: Call | Stop): void {
    if (asked.type === "stop") {
      this.connection.calls.stop(asked.id);
      return;
    }
    const wait = this.waitFor(asked);
    if (typeof wait === "number") {
      this.settle(asked, wait);
      return;
    }
    this.waiting = [];
    void wait
      .catch((cause: unknown) => this.broken(cause, asked))
      .then((ms) => {
        this.settle(asked, ms);
        this.resume();
      });
  }

  private waitFor(call: Call): number | Promise<number> {
    try {
      return this.connection.core.options.rateLimit?.(this.connection, call.type) ?? 0;
    } catch (cause) {
      return this.broken(cause, call);
    }
  }

  /** A limit that cannot answer lets through: it protects the game, it must not stop it. */
  private broken(cause: unknown, call: Call): number {
    this.connection.core.reportCause(cause, call, this.connection);
    return 0;
  }

  private settle(call: Call, waitMs: number): void {
    const { phase } = this.connection;
    if (phase === "closing" || (phase === "gone" && call.type !== "mutation")) return;
    if (waitMs > 0) this.refuse(call, waitMs);
    else this.connection.calls.admit(call);
  }

  private resume(): void {
    const { waiting } = this;
    this.waiting = null;
    for (const asked of waiting ?? []) this.ask(asked);
  }

  private refuse(call: Call, waitMs: number): void {
    this.connection.refuse(call, refusal("rate_limited", "Too many requests", waitMs > 0 ? waitMs : null));
  }
}
