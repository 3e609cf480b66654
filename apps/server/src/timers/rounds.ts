/**
 * The node's periodic work. Intervals are odd on purpose, so that they do not beat together; a round
 * that fails is tried again at its next turn, and one that is still running is not started twice.
 */
import type { Clock, Log } from "../ports.js";

export interface Round {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void> | void;
}

/** Starts the rounds; the answer stops them and resolves when none is running any more. */
export function startRounds(rounds: readonly Round[], clock: Clock, log: Log): () => Promise<void> {
  const stops = rounds.map((round) => startRound(round, clock, log));
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function startRound({ name, everyMs, run }: Round, clock: Clock, log: Log): () => Promise<void> {
  let stopped = false;
  let cancel = () => {};
  let running = Promise.resolve();
  let failing = false;
  const turn = async () => {
    try {
      await run();
      if (failing) log.info({ round: name }, "periodic work runs again");
      failing = false;
    } catch (fault) {
      if (!failing) log.warn({ round: name, fault: String(fault) }, "periodic work failed; trying on");
      failing = true;
    }
    if (!stopped) wait();
  };
  const wait = () => {
    cancel = clock.after(everyMs, () => {
      running = turn();
    });
  };
  wait();
  return () => {
    stopped = true;
    cancel();
    return running;
  };
}
