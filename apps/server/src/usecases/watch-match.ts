/** Opens the stream of a match for one connection: called by `match.state`. */
import { type Result, StorageUnavailable, type StoredCommit } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { MAX_CATCH_UP, Watcher } from "../live/watcher.js";
import { reach, viewerIn } from "./authorise.js";
import type { Deps, Session } from "./deps.js";

export interface WatchRequest {
  readonly matchId: string;
  /** What the client holds; a version of another epoch counts as nothing. */
  readonly held: { readonly epoch: number | null; readonly version: number } | null;
  /** Null for transports without a lasting connection: such a watcher never holds a seat. */
  readonly connectionId: string | null;
  /** After its first frame the client is content with steps. */
  readonly takesSteps?: boolean;
}

/**
 * A watcher that begins where the client left off, after any absence. A player's watcher claims the
 * seat for its connection; the player's older connection is told `superseded`.
 * @throws StorageUnavailable
 */
export async function watchMatch(deps: Deps, session: Session, request: WatchRequest): Promise<Result<Watcher>> {
  const live = await reach(deps, session, request.matchId);
  if (!live.ok) return live;
  const viewer = await viewerIn(deps, session, live.value);
  if (!viewer.ok) return viewer;
  const begin = await beginning(deps, live.value, request.held);
  const watcher = new Watcher(
    live.value,
    deps.matches.frames(live.value),
    {
      viewer: viewer.value,
      playerId: session.playerId,
      since: deps.ports.clock.now(),
      ...begin,
      takesSteps: request.takesSteps ?? false,
    },
    request.connectionId,
  );
  const { seat } = watcher;
  if (seat !== null && request.connectionId !== null) {
    await deps.seats.claim({
      matchId: live.value.id,
      seat,
      playerId: session.playerId,
      connectionId: request.connectionId,
    });
  }
  return { ok: true, value: watcher };
}

interface Beginning {
  /** The epoch in which all this is so. */
  readonly epoch: number;
  readonly held: number | null;
  readonly missed: readonly StoredCommit[] | null;
  readonly reset: boolean;
}

/** Where a client that holds `held` goes on: after what it has, from scratch, or (not in the log) over again. */
export async function beginning(deps: Deps, live: LiveMatch, held: WatchRequest["held"]): Promise<Beginning> {
  if (held === null) return { epoch: live.epoch, held: null, missed: null, reset: false };
  if (!(await isInReach(deps, live, held))) return startingOver(live);
  const { epoch } = live;
  if (live.commitsSince(held.version) !== null) return { epoch, held: held.version, missed: null, reset: false };
  const missed = await missedSince(deps, live, held.version);
  // Read from a log that was taken back meanwhile.
  return live.epoch === epoch ? { epoch, held: held.version, missed, reset: false } : startingOver(live);
}

/** What is told to somebody who holds what this log does not have. */
export function startingOver({ epoch }: LiveMatch): Beginning {
  return { epoch, held: null, missed: null, reset: true };
}

/** Read-your-writes: what is ahead of this node means that this node is behind, until the log says otherwise. */
async function isInReach(deps: Deps, live: LiveMatch, held: NonNullable<WatchRequest["held"]>): Promise<boolean> {
  if ((held.epoch ?? 0) > live.epoch) await deps.matches.levelling.compare(live);
  if (held.epoch !== null && held.epoch !== live.epoch) return false;
  const { epoch } = live;
  if (held.version > live.head.version) await live.queue.run(() => deps.matches.levelling.level(live));
  // The log has nothing after what is here: does it have what is here?
  if (held.version > live.head.version) await deps.matches.levelling.compare(live);
  return live.epoch === epoch && held.version <= live.head.version;
}

/** Null while storage is away: the view is in memory, and the events can be read from the log later. */
async function missedSince(deps: Deps, live: LiveMatch, version: number): Promise<readonly StoredCommit[] | null> {
  try {
    const page = await deps.matches.logs.readPage(live, version, MAX_CATCH_UP);
    // What does not add up has frozen the match: whoever watches is told that instead.
    return page.ok ? page.value : null;
  } catch (fault) {
    if (!(fault instanceof StorageUnavailable)) throw fault;
    return null;
  }
}
