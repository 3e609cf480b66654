/**
 * What becomes of a command while storage is away. A player's own deed is held, one for each player, until storage is
 * back or the player has waited long enough; nobody hears of it before it is in the log. Whatever else could change the
 * match is turned away: joining can wait, and no time runs out meanwhile.
 */
import { type Command, type Rejection, rejection, type StorageHealth, StorageUnavailable } from "@holdfast/engine";
import type { Clock } from "../ports.js";

/** The longest a held command waits, counted from when it came in. */
const HOLD_MS = 30_000;
/** What is not held is tried this long if storage goes away in the middle of it. */
const TRY_MS = 5_000;
const RETRY_AFTER_MS = 1_000;

export const MOVE_PENDING: Rejection = rejection(
  "storage_unavailable",
  "move_pending",
  "Your last move is still being saved. Send this one again once that has its answer.",
  { retryAfterMs: RETRY_AFTER_MS },
);

/** The commands of one match that have no answer yet: never many, because each player waits for one. */
export class Pending {
  readonly #unanswered: Command[] = [];

  /** Whether the player waits for the answer to something else. */
  hasOther({ actorId, msgId }: Command): boolean {
    return this.#unanswered.some((command) => command.actorId === actorId && command.msgId !== msgId);
  }

  /** Counts the command as unanswered until `answered` has settled. */
  until<T>(command: Command, answered: () => Promise<T>): Promise<T> {
    this.#unanswered.push(command);
    const answer = answered();
    const settled = () => void this.#unanswered.splice(this.#unanswered.indexOf(command), 1);
    answer.then(settled, settled);
    return answer;
  }
}

/** The time a command has, from now. */
export interface Patience {
  /** Milliseconds left; never less than 0. */
  left(): number;
  readonly isHeld: boolean;
}

export function patienceFor({ kind }: Command, clock: Clock): Patience {
  const isHeld = kind === "move" || kind === "resign" || kind === "leave";
  const until = clock.now() + (isHeld ? HOLD_MS : TRY_MS);
  return { left: () => Math.max(0, until - clock.now()), isHeld };
}

/**
 * Runs `attempt`, and again each time storage is back, for as long as the command may be held.
 * @throws StorageUnavailable when it was not back in time
 */
export function whileHeld<T>(attempt: () => Promise<T>, patience: Patience, storage: Storage): Promise<T> {
  if (patience.left() === 0) return Promise.reject(new StorageUnavailable(RETRY_AFTER_MS));
  return attempt().catch(async (fault: unknown) => {
    const isAway = fault instanceof StorageUnavailable && storage.health.state !== "up";
    if (!isAway || !patience.isHeld || patience.left() === 0) throw fault;
    await backWithin(storage, patience.left());
    return whileHeld(attempt, patience, storage);
  });
}

/** Whether it is there, and the clock by which it is waited for. */
interface Storage {
  readonly health: StorageHealth;
  readonly clock: Clock;
}

/** Resolves when storage is back, or after `ms`. */
function backWithin({ health, clock }: Storage, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stop();
      cancel();
      resolve();
    };
    const stop = health.onChange((state) => state === "up" && done());
    const cancel = clock.after(ms, done);
  });
}
