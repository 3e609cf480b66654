/** How long clients took to have the newest state with all that they had missed, from the moment they asked. */
import type { CaughtUpRecord } from "../history/records.js";
import type { CatchingUp } from "../report/result.js";
import { AFTERMATH_MS, type Happened } from "../schedule/plan.js";
import { spreadOf } from "./spread.js";

export function catchingUp(records: readonly CaughtUpRecord[], journal: readonly Happened[]): CatchingUp {
  const isDisturbed = ({ at, tookMs }: CaughtUpRecord) =>
    journal.some(({ from, to }) => at - tookMs <= to + AFTERMATH_MS && at >= from);
  const times = (some: readonly CaughtUpRecord[]) => spreadOf(some.map(({ tookMs }) => tookMs));
  return {
    peace: times(records.filter((one) => !isDisturbed(one))),
    faults: times(records.filter(isDisturbed)),
    mostMissed: Math.max(0, ...records.map(({ missed }) => missed)),
  };
}
