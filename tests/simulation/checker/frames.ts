/**
 * H-f: every frame is the view of a prefix of the log that was stored before anybody saw it; what a client shows never
 * goes back; and its events are those of the log, each once and in order.
 */
import { eventsFor, type Json, OBSERVER, type Viewer, viewerKey, viewFor } from "@holdfast/engine";
import type { History, SeenEvents, SeenFrame, Violation } from "./history.js";
import type { ReadMatch } from "./logs.js";

type Matches = ReadonlyMap<string, ReadMatch>;

export function checkFrames(history: History, matches: Matches): readonly Violation[] {
  const expected = new Map<string, string | null>();
  const views = history.frames.flatMap((frame) => judgeFrame(frame, matches.get(frame.matchId), expected));
  return [
    ...views,
    ...backwards(history.frames),
    ...history.events.flatMap((seen) => judgeEvents(seen, matches)),
    ...order(history.events),
  ];
}

function judgeFrame(
  frame: SeenFrame,
  newest: ReadMatch | undefined,
  expected: Map<string, string | null>,
): readonly Violation[] {
  const name = `${frame.client} was ${frame.where === "shown" ? "shown" : "sent"} version ${frame.version}`;
  // A frame is of the log as it was in its own epoch, also where that was taken back since.
  const read = newest?.byEpoch.get(frame.epoch);
  const head = read?.heads[frame.version];
  if (newest && !read) return [{ rule: "H-f", what: `${name} of epoch ${frame.epoch}` }];
  if (!read || !head) return [{ rule: "H-f", what: `${name}, which is not in the log` }];
  const stored = read.log.commits[frame.version - 1];
  if (stored && stored.at > frame.at) {
    return [{ rule: "H-f", what: `${name} ${(stored.at - frame.at).toFixed(1)} ms before it was stored` }];
  }
  const viewer = viewerOf(frame.you);
  const key = `${frame.matchId}/${frame.epoch}/${frame.version}/${viewerKey(viewer)}`;
  let view = expected.get(key);
  if (view === undefined) {
    view = JSON.stringify(viewFor(read.match, head, viewer));
    expected.set(key, view);
  }
  return view === frame.view ? [] : [{ rule: "H-f", what: `${name} with a view that is not that version's` }];
}

function backwards(frames: readonly SeenFrame[]): readonly Violation[] {
  const held = new Map<string, SeenFrame>();
  return frames.flatMap((frame) => {
    if (frame.where !== "shown") return [];
    const key = `${frame.client}/${frame.matchId}`;
    const before = held.get(key);
    held.set(key, frame);
    const isBack =
      before && (frame.epoch < before.epoch || (frame.epoch === before.epoch && frame.version < before.version));
    if (!isBack) return [];
    return [{ rule: "H-f", what: `${frame.client} went back from version ${before.version} to ${frame.version}` }];
  });
}

function judgeEvents(seen: SeenEvents, matches: Matches): readonly Violation[] {
  const newest = matches.get(seen.matchId);
  const read = newest?.byEpoch.get(seen.epoch ?? newest.log.epoch);
  const stored = read?.log.commits[seen.version - 1];
  const name = `${seen.client} was told events of version ${seen.version}`;
  if (!read || !stored) return [{ rule: "H-f", what: `${name}, which is not in the log` }];
  const expected: readonly Json[] = eventsFor(read.match, stored.commit, viewerOf(seen.you));
  return JSON.stringify(expected) === seen.events ? [] : [{ rule: "H-f", what: `${name} that are not its events` }];
}

function order(events: readonly SeenEvents[]): readonly Violation[] {
  const told = new Map<string, number>();
  return events.flatMap(({ client, matchId, epoch, version }) => {
    const key = `${client}/${matchId}/${epoch}`;
    const before = told.get(key);
    told.set(key, version);
    if (before === undefined || version === before + 1) return [];
    return [{ rule: "H-f", what: `${client} was told events of version ${version} after those of ${before}` }];
  });
}

function viewerOf({ role, seat }: SeenFrame["you"]): Viewer {
  if (role === "host") return { kind: "host", seat };
  return seat === null ? OBSERVER : { kind: "seat", seat };
}
