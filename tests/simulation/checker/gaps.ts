/**
 * H-g while things still go wrong: a client that is told a version beyond the next one can see that it has missed
 * something, and asks for it, unless it is cut off or asleep before it can.
 */
import type { History, Moment, SeenFrame, Violation } from "./history.js";

/** How soon it has to ask. */
const PROMPT_MS = 2_000;
/** A request that is still under way may bring the missing version too; it is given up within this time. */
const UNDER_WAY_MS = 10_000;

export function checkGaps(history: History): readonly Violation[] {
  const resumes = byClient(history.resumes);
  const losses = byClient(history.losses);
  const asked = (client: string, at: number) =>
    within(resumes.get(client), at - UNDER_WAY_MS, at + PROMPT_MS).some(({ answeredAt }) => (answeredAt ?? at) >= at);
  const held = new Map<string, SeenFrame>();
  const told = new Map<string, SeenFrame>();
  const until = history.end?.at ?? Number.POSITIVE_INFINITY;
  return history.frames.flatMap((frame) => {
    const { client, matchId, version } = frame;
    const key = `${client}/${matchId}`;
    const before = held.get(key);
    if (frame.where === "shown") {
      held.set(key, frame);
      told.delete(key);
    }
    if (frame.where === "shown" || before === undefined || !showsGap(before, frame)) return [];
    // A second copy tells nothing new: whoever asked because of the first waits for the answer, or for their connection to end.
    const first = told.get(key);
    if (first === undefined || !isSame(first, frame)) told.set(key, frame);
    else if (asked(client, first.at)) return [];
    const { at } = frame;
    const isCutOff = within(losses.get(client), at, at + PROMPT_MS).length > 0;
    if (isCutOff || at + PROMPT_MS > until || asked(client, at) || hasLeft(history, before, frame)) return [];
    return [
      { rule: "H-g", what: `${client} at ${before.version} was told ${version} and never asked for what it missed` },
    ];
  });
}

/** What still arrives for somebody who has left since they were shown anything is nothing to them. */
function hasLeft({ operations }: History, { at: shownAt }: SeenFrame, { client, matchId, at }: SeenFrame): boolean {
  return operations.some(({ kind, outcome, returnedAt, ...op }) => {
    if (kind !== "leave" || op.client !== client || op.matchId !== matchId || returnedAt === null) return false;
    return outcome.kind === "accepted" && shownAt <= returnedAt && returnedAt <= at;
  });
}

function showsGap(held: SeenFrame, { epoch, version, from }: SeenFrame): boolean {
  const continues = from !== null && from <= held.version;
  return epoch === held.epoch && version > held.version + 1 && !continues;
}

function isSame(a: SeenFrame, b: SeenFrame): boolean {
  return a.epoch === b.epoch && a.version === b.version && a.from === b.from;
}

function byClient<M extends Moment>(moments: readonly M[]): ReadonlyMap<string, readonly M[]> {
  const lists = new Map<string, M[]>();
  for (const moment of moments) {
    const known = lists.get(moment.client);
    if (known) known.push(moment);
    else lists.set(moment.client, [moment]);
  }
  return lists;
}

/** Those, of some in order, that lie between the two. */
function within<M extends Moment>(moments: readonly M[] = [], from: number, to: number): readonly M[] {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle]?.at ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while ((moments[end]?.at ?? Number.POSITIVE_INFINITY) <= to) end += 1;
  return moments.slice(low, end);
}
