/**
 * H-g while things still go wrong: a client that is told a version beyond the next one can see that it has missed
 * something, and asks for it, unless it is cut off or asleep before it can.
 */
import type { History, Moment, SeenFrame, Violation } from "./history.js";

/** How soon it has to ask. */
const PROMPT_MS = 2_000;
/** A request that is still under way brings the missing version too; it is given up within this time. */
const UNDER_WAY_MS = 10_000;

export function checkGaps(history: History): readonly Violation[] {
  const resumes = byClient(history.resumes);
  const losses = byClient(history.losses);
  const held = new Map<string, SeenFrame>();
  const until = history.end?.at ?? Number.POSITIVE_INFINITY;
  return history.frames.flatMap((frame) => {
    const { client, matchId, at, version } = frame;
    const before = held.get(`${client}/${matchId}`);
    if (frame.where === "shown") held.set(`${client}/${matchId}`, frame);
    if (frame.where === "shown" || before === undefined || !showsGap(before, frame)) return [];
    const asks = isWithin(resumes.get(client), at - UNDER_WAY_MS, at + PROMPT_MS);
    if (asks || isWithin(losses.get(client), at, at + PROMPT_MS) || at + PROMPT_MS > until) return [];
    return [
      { rule: "H-g", what: `${client} at ${before.version} was told ${version} and never asked for what it missed` },
    ];
  });
}

function showsGap(held: SeenFrame, { epoch, version, from }: SeenFrame): boolean {
  const continues = from !== null && from <= held.version;
  return epoch === held.epoch && version > held.version + 1 && !continues;
}

function byClient(moments: readonly Moment[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const { client, at } of moments) {
    const known = times.get(client);
    if (known) known.push(at);
    else times.set(client, [at]);
  }
  return times;
}

/** Whether a time, of some in order, lies between the two. */
function isWithin(times: readonly number[] = [], from: number, to: number): boolean {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return (times[low] ?? Number.POSITIVE_INFINITY) <= to;
}
