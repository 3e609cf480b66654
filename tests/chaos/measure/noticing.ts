/**
 * How long it took clients to give up a connection on which nothing arrived any more: from the moment a move waited for
 * its answer there, and from the beginning of the silence where nothing was asked.
 */
import type { Records } from "../history/read-records.js";
import type { Happened } from "../schedule/plan.js";

/** What a client is promised, milliseconds. */
export const NOTICED_MS = { moving: 5_000, idle: 15_000 } as const;
/** A silence must have lasted for so much longer: otherwise it may have been over before it could be noticed. */
const MARGIN_MS = 500;

type Seen = Pick<Records, "operations" | "losses" | "statuses">;

export interface Noticed {
  readonly moving: readonly number[];
  readonly idle: readonly number[];
}

export function noticing(records: Seen, journal: readonly Happened[]): Noticed {
  const silences = journal.filter(({ kind }) => kind === "net.blackhole" || kind === "net.one-way");
  return {
    moving: silences.flatMap((silence) => whileMoving(records, silence)),
    idle: silences.flatMap((silence) => whileIdle(records, silence)),
  };
}

function whileMoving({ operations, losses }: Seen, { from, to, place }: Happened): number[] {
  return operations.flatMap(({ client, kind, node, invokedAt, returnedAt }) => {
    const since = Math.max(invokedAt, from);
    const isWaiting = kind === "move" && node === place && invokedAt < to && (returnedAt === null || returnedAt > from);
    if (!isWaiting || to - since < NOTICED_MS.moving + MARGIN_MS) return [];
    const lost = firstLoss(losses, client, since);
    const until = Math.min(lost ?? Number.POSITIVE_INFINITY, returnedAt ?? Number.POSITIVE_INFINITY);
    // Answered on the connection it was asked on, and soon: that answer was through before the silence was there.
    if (returnedAt === until && until - since < NOTICED_MS.moving) return [];
    return [Math.min(until, to) - since];
  });
}

function whileIdle({ losses, statuses }: Seen, { from, to, place }: Happened): number[] {
  if (to - from < NOTICED_MS.idle + MARGIN_MS) return [];
  const newest = new Map(statuses.filter(({ at }) => at <= from).map((status) => [status.client, status]));
  return [...newest.values()].flatMap(({ client, status, node }) => {
    const lost = status === "live" && node === place ? firstLoss(losses, client, from) : null;
    // A page that was closed meanwhile has noticed nothing.
    return lost === null ? [] : [lost - from];
  });
}

function firstLoss(losses: Seen["losses"], client: string, after: number): number | null {
  return losses.find((one) => one.client === client && one.at > after)?.at ?? null;
}
