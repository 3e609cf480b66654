/**
 * How long clients were without: from the moment a node went, to the moment the match is live again before them, with a
 * fresh state from whatever node.
 */
import type { StatusRecord } from "../history/records.js";
import type { Happened } from "../schedule/plan.js";

type Timelines = ReadonlyMap<string, readonly StatusRecord[]>;

export function timelinesOf(statuses: readonly StatusRecord[]): Timelines {
  const timelines = new Map<string, StatusRecord[]>();
  for (const record of statuses) {
    const known = timelines.get(record.client);
    if (known) known.push(record);
    else timelines.set(record.client, [record]);
  }
  return timelines;
}

/** For each client that was live on a node which died in one of these faults: milliseconds until it was live again. */
export function backAfterDeath(timelines: Timelines, deaths: readonly Happened[]): number[] {
  return deaths.flatMap(({ from, place }) =>
    [...timelines.values()].flatMap((timeline) => {
      const next = timeline.findIndex(({ at }) => at > from);
      const before = timeline[next - 1];
      const wasThere = before?.status === "live" && before.node !== null && (place === null || before.node === place);
      if (!wasThere) return [];
      const back = timeline.slice(next).find(({ status, at }) => status === "live" && at > from);
      return back === undefined ? [] : [back.at - from];
    }),
  );
}

/** For each connection lost while one of these went on: milliseconds until the client was live again. */
export function stalls(timelines: Timelines, during: readonly Happened[]): number[] {
  return [...timelines.values()].flatMap((timeline) =>
    timeline.flatMap(({ status, at }, index) => {
      const isStall =
        status === "reconnecting" &&
        timeline[index - 1]?.status === "live" &&
        during.some(({ from, to }) => at >= from && at <= to);
      const back = isStall ? timeline.slice(index).find((later) => later.status === "live") : undefined;
      return back === undefined ? [] : [back.at - at];
    }),
  );
}

/** For each client that was without when one of these ended: milliseconds from that end until it was live again. */
export function backAfterwards(timelines: Timelines, times: readonly Happened[]): number[] {
  return times.flatMap(({ from, to }) =>
    [...timelines.values()].flatMap((timeline) => {
      const next = timeline.findIndex(({ at }) => at > to);
      const before = timeline[next - 1];
      if (before === undefined || before.status === "live" || before.at < from) return [];
      const back = timeline.slice(next).find(({ status }) => status === "live");
      return back === undefined ? [] : [back.at - to];
    }),
  );
}
