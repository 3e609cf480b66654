/** How long a commit took to reach players who are connected to another node than the one that took it. */
import type { MatchLog } from "../../simulation/checker/history.js";
import type { Records, TracedFrame } from "../history/read-records.js";
import type { Happened } from "../schedule/plan.js";

/** Milliseconds from commit to the other node's client, for commits made in one of these times. */
export function crossNodeDelays(records: Records, logs: readonly MatchLog[], during: readonly Happened[]): number[] {
  const cameBy = new Map(records.operations.map(({ msgId, node }) => [msgId, node]));
  const told = firstTold(records.frames);
  const losses = lossesByClient(records);
  return logs.flatMap(({ facts, commits }) =>
    commits.flatMap(({ commit, at }) => {
      const node = cameBy.get(commit.msgId) ?? null;
      if (node === null || !during.some(({ from, to }) => at >= from && at <= to)) return [];
      return [...(told.get(facts.matchId) ?? [])].flatMap(([client, frames]) => {
        const first = frames.findIndex((frame) => frame.version >= commit.version);
        const [before, frame] = [frames[first - 1], frames[first]];
        // Only who was there, on another node, and did not lose the connection in between.
        if (!before || !frame || before.at > at || frame.node === null || frame.node === node) return [];
        const isWhole = before.node === frame.node && !hasLost(losses.get(client), before.at, frame.at);
        return isWhole ? [frame.at - at] : [];
      });
    }),
  );
}

/** By match and client, what was shown, in order: what is delivered may be a step that says only what has changed. */
function firstTold(frames: readonly TracedFrame[]): ReadonlyMap<string, ReadonlyMap<string, readonly TracedFrame[]>> {
  const told = new Map<string, Map<string, TracedFrame[]>>();
  for (const frame of frames) {
    if (frame.where !== "shown") continue;
    const clients = told.get(frame.matchId) ?? new Map<string, TracedFrame[]>();
    told.set(frame.matchId, clients);
    const known = clients.get(frame.client);
    if (known) known.push(frame);
    else clients.set(frame.client, [frame]);
  }
  return told;
}

function hasLost(times: readonly number[] = [], from: number, to: number): boolean {
  return times.some((at) => at >= from && at <= to);
}

function lossesByClient({ losses }: Records): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const { client, at } of losses) times.set(client, [...(times.get(client) ?? []), at]);
  return times;
}
