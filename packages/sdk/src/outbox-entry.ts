/** One move in the outbox: what is stored of it, what is known of its way, and the promise of whoever posted it. */
import type { Result } from "@holdfast/engine";
import type { StoredEntry } from "./outbox-records.js";
import type { CancelSignal, Clock } from "./ports.js";
import type { Request } from "./wire.js";

export interface Posting {
  readonly timeoutMs: number;
  readonly signal?: CancelSignal | undefined;
}

export class OutboxEntry {
  /** It was sent, or may have been. */
  wasSent: boolean;
  /** By another page, while this one was no holder of it. */
  wasElsewhere = false;
  #end: (outcome: Result<unknown> | Error) => void = () => {};

  private constructor(
    readonly stored: StoredEntry,
    /** Another page made it, and nobody here waits for it. */
    readonly isAdopted: boolean,
  ) {
    this.wasSent = isAdopted;
  }

  static adopted(stored: StoredEntry): OutboxEntry {
    return new OutboxEntry(stored, true);
  }

  static posted(stored: StoredEntry): OutboxEntry {
    return new OutboxEntry(stored, false);
  }

  get msgId(): string {
    return this.stored.msgId;
  }

  /** What it will be settled with; `giveUp` runs when time is up (null) or when its poster cancels, with the reason. */
  outcome(clock: Clock, { timeoutMs, signal }: Posting, giveUp: (why: Error | null) => void): Promise<Result<unknown>> {
    const stopTimer = clock.after(timeoutMs, () => giveUp(null));
    const cancelled = (): void => giveUp(asError(signal?.reason));
    signal?.addEventListener("abort", cancelled);
    return new Promise((resolve, reject) => {
      this.#end = (outcome) => {
        this.#end = () => {};
        stopTimer();
        signal?.removeEventListener("abort", cancelled);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
    });
  }

  /** Ends the promise of whoever posted it, once. */
  settle(outcome: Result<unknown> | Error): void {
    this.#end(outcome);
  }

  requestIn(matchId: string): Request {
    const { kind, msgId, basedOn, move } = this.stored;
    const input = kind === "move" ? { msgId, matchId, basedOn, move } : { msgId, matchId };
    return { kind: "mutation", path: `match.${kind}`, input };
  }
}

export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("Cancelled.", { cause: reason });
}
