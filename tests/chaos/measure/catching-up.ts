/** How long clients took to have the newest state with all that they had missed, from the moment they asked. */
import type { Records } from "../history/read-records.js";
import type { CaughtUpRecord } from "../history/records.js";
import type { CatchingUp } from "../report/result.js";
import { AFTERMATH_MS, type Happened } from "../schedule/plan.js";
import { spreadOf } from "./spread.js";

export function catchingUp(
  { caughtUp: records, dials }: Pick<Records, "caughtUp" | "dials">,
  journal: readonly Happened[],
): CatchingUp {
  const isDisturbed = ({ at, tookMs }: CaughtUpRecord) =>
    journal.some(({ from, to }) => at - tookMs <= to + AFTERMATH_MS && at >= from);
  const times = (some: readonly CaughtUpRecord[]) => spreadOf(some.map(({ tookMs }) => tookMs));
  const inPeace = records.filter((one) => !isDisturbed(one));
  return {
    peace: times(inPeace),
    whole: spreadOf(inPeace.flatMap((one) => sinceDialled(one, records, dials))),
    faults: times(records.filter(isDisturbed)),
    mostMissed: Math.max(0, ...records.map(({ missed }) => missed)),
  };
}

/** From the making of the connection; nothing for what was not the first that was asked on it. */
function sinceDialled(one: CaughtUpRecord, all: readonly CaughtUpRecord[], dials: Records["dials"]): number[] {
  const dialledAt = dials.findLast(({ client, at }) => client === one.client && at <= one.at)?.at;
  const isFirst = !all.some(
    (other) => other.client === one.client && other.at < one.at && other.at >= (dialledAt ?? 0),
  );
  return dialledAt === undefined || !isFirst ? [] : [one.at - dialledAt];
}
