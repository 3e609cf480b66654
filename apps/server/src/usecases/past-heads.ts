/**
 * A match as it was: its log is folded again from the beginning, as whoever loads it would. Some heads on the way are
 * kept for as long as the match is in memory, so that a replay is not folded from the beginning for every page of it.
 */
import { applyCommit, createHead, type MatchHead, type StoredCommit, SYSTEM } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { RulesFault, STALLED } from "../live/rules-watch.js";
import { Serial } from "../live/serial.js";
import { type Deps, RefusedError } from "./deps.js";

/** Commits read and folded in one go, before others have their turn. */
const CHUNK = 64;
/** Heads kept of one match, at most: as many times the size of a state. */
const MOST_KEPT = 32;

export interface PastStep {
  readonly stored: StoredCommit;
  readonly head: MatchHead;
}

interface Past {
  readonly queue: Serial;
  readonly heads: Map<number, MatchHead>;
}
const PASTS = new WeakMap<LiveMatch, Past>();

function pastOf(live: LiveMatch): Past {
  const known = PASTS.get(live);
  if (known) return known;
  const past = { queue: new Serial(), heads: new Map<number, MatchHead>() };
  PASTS.set(live, past);
  return past;
}

/**
 * The steps after a version, at most `limit`, each with the state it led to. One match's past is folded for one asker
 * after the other. @throws RefusedError, RulesFault, IntegrityFault, StorageUnavailable
 */
export function stepsAfter(deps: Deps, live: LiveMatch, after: number, limit: number): Promise<readonly PastStep[]> {
  const past = pastOf(live);
  return past.queue.run(async () => {
    let head = nearest(past, live, after);
    while (head.version < after) {
      const chunk = await fold(deps, live, head, Math.min(CHUNK, after - head.version));
      const last = chunk.at(-1);
      if (last === undefined) return [];
      head = last.head;
      keep(past, live, head);
    }
    return fold(deps, live, head, limit);
  });
}

/** The newest head that is kept and is no later than this. */
function nearest({ heads }: Past, live: LiveMatch, version: number): MatchHead {
  let best: MatchHead | null = null;
  for (const head of heads.values()) {
    if (head.version <= version && head.version > (best?.version ?? 0)) best = head;
  }
  return best ?? createHead(live.game, live.facts);
}

/** Evenly spread over the match as long as it is now; one that has grown since starts over. */
function keep({ heads }: Past, live: LiveMatch, head: MatchHead): void {
  const distance = Math.max(CHUNK, Math.ceil(live.head.version / MOST_KEPT));
  if ([...heads.keys()].some((version) => Math.abs(version - head.version) < distance)) return;
  if (heads.size >= MOST_KEPT) heads.clear();
  heads.set(head.version, head);
}

async function fold(deps: Deps, live: LiveMatch, from: MatchHead, limit: number): Promise<readonly PastStep[]> {
  const page = await deps.matches.logs.readPage(live, from.version, limit);
  if (!page.ok) throw new RefusedError(page.rejection);
  const run = { subject: live.id, actorId: SYSTEM, msgId: "past" };
  if (live.rules.isBarred(run)) throw new RulesFault(live.id, STALLED);
  return live.rules.during(run, () => {
    let head = from;
    return page.value.map((stored) => {
      head = applyCommit(live, head, stored.commit);
      return { stored, head };
    });
  });
}
