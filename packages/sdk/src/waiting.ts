/** Waiting for time or for the connection, cancellable by an AbortSignal. */
import { ClosedError, HoldfastError } from "./errors.js";
import type { Connection } from "./connection.js";
import type { Link } from "./link.js";
import type { Clock } from "./ports.js";

/** Whoever closes while a move is being asked for still hears its answer, if it comes within this. */
export const PARTING_MS = 1_000;

/** Resolves after `ms`. @throws the signal's reason. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return until(signal, (done) => clock.after(ms, done));
}

/** Resolves when requests can be sent, however long that takes. @throws the signal's reason. */
export function whenOpen(link: Link, signal: AbortSignal): Promise<void> {
  return until(signal, (done) => {
    if (link.isOpen) done();
    return link.opened.add(done);
  });
}

/** As `whenOpen`, for somebody who asks once: @throws HoldfastError when the server does not let us in, ClosedError. */
export function whenAdmitted(link: Link, signal: AbortSignal): Promise<void> {
  return until(signal, (done, fail) => {
    const judge = (connection: Connection): void => {
      if (connection.status === "refused") fail(new HoldfastError(connection.rejection));
      if (connection.status === "closed") fail(new ClosedError("client"));
    };
    if (link.isOpen) done();
    else judge(link.connection);
    const stopOpened = link.opened.add(done);
    const stopChanges = link.changes.add(judge);
    return () => {
      stopOpened();
      stopChanges();
    };
  });
}

type Start = (done: () => void, fail: (error: Error) => void) => () => void;

/** Runs `start`, which answers how to stop waiting; whatever happens first settles it. */
function until(signal: AbortSignal, start: Start): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    let stop: () => void = () => {};
    const aborted = (): void => finish(() => reject(signal.reason));
    const finish = (settle: () => void): void => {
      signal.removeEventListener("abort", aborted);
      settle();
      // `start` may finish before it has answered how to stop.
      queueMicrotask(() => stop());
    };
    signal.addEventListener("abort", aborted);
    stop = start(
      () => finish(resolve),
      (error) => finish(() => reject(error)),
    );
  });
}
