/**
 * The node's periodic work. A round that fails is tried again at its next turn, and one that is still running is not
 * started twice. Waking a process that sleeps costs more than most rounds do, so whichever wakes it takes along what
 * would come soon anyway.
 */
import type { Clock, Log } from "../ports.js";

export interface Round {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void> | void;
}

/** So much of its interval has to be over before a round may begin with another one. */
const EARLIEST = 0.75;

/** Starts the rounds; the answer stops them and resolves when none is running any more. */
export function startRounds(rounds: readonly Round[], clock: Clock, log: Log): () => Promise<void> {
  const started = rounds.map((round) => new Repeated(round, { clock, log, onWake: () => wake() }));
  const wake = () => {
    for (const one of started) one.joinIn();
  };
  for (const one of started) one.wait();
  return async () => {
    await Promise.all(started.map((one) => one.stop()));
  };
}

interface Surroundings {
  readonly clock: Clock;
  readonly log: Log;
  /** Its time has come, and with that the node is awake. */
  readonly onWake: () => void;
}

class Repeated {
  #stopped = false;
  #cancel = () => {};
  #running: Promise<void> | null = null;
  #failing = false;
  #waitsSince = 0;

  constructor(
    private readonly round: Round,
    private readonly around: Surroundings,
  ) {}

  wait(): void {
    const { clock, onWake } = this.around;
    this.#waitsSince = clock.now();
    this.#cancel = clock.after(this.round.everyMs, () => {
      this.#begin();
      onWake();
    });
  }

  /** Begins now where its time is nearly up. A clock that was set tells nothing of that; the timer goes by itself. */
  joinIn(): void {
    const waited = this.around.clock.now() - this.#waitsSince;
    if (this.#stopped || this.#running !== null || waited < this.round.everyMs * EARLIEST) return;
    this.#cancel();
    this.#begin();
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    return this.#running ?? Promise.resolve();
  }

  #begin(): void {
    this.#running = this.#turn().finally(() => {
      this.#running = null;
      if (!this.#stopped) this.wait();
    });
  }

  async #turn(): Promise<void> {
    const { name, run } = this.round;
    const { log } = this.around;
    try {
      await run();
      if (this.#failing) log.info({ round: name }, "periodic work runs again");
      this.#failing = false;
    } catch (fault) {
      if (!this.#failing) log.warn({ round: name, fault: String(fault) }, "periodic work failed; trying on");
      this.#failing = true;
    }
  }
}
