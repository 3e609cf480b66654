/**
 * Time in which nobody could play through no fault of their own. It is given back to whoever's time ran meanwhile, by a
 * commit that names it, so that replaying the log gives the same deadlines.
 */
import type { MatchState } from "./commit.js";
import type { Json } from "./json.js";

/** Epoch milliseconds, `from` < `to` <= `until`. */
export interface Standstill {
  readonly from: number;
  readonly to: number;
  /** When everybody who was there can be expected back. */
  readonly until: number;
}

/** Whether somebody's time goes by: what is decided now may depend on when it is decided. */
export function timeRuns({ deadline, time, pause, outcome }: MatchState): boolean {
  if (outcome !== null || pause !== undefined) return false;
  return deadline !== null || (time?.clocks?.seats.some((clock) => clock?.runs) ?? false);
}

/**
 * Those of these standstills, in order, that are still to be made good for: somebody's time ran when they began (also
 * time that an earlier one of them has given back), and nothing was committed since they ended.
 */
export function standstillsOwed(state: MatchState, standstills: readonly Standstill[]): readonly Standstill[] {
  const { last, deadline } = state;
  if (last === null || !timeRuns(state)) return [];
  const owed: Standstill[] = [];
  for (const standstill of standstills) {
    const due = deadline === null ? null : deadline + lostMs(state, owed);
    if (standstill.to > last.at && (due === null || standstill.from < due)) owed.push(standstill);
  }
  return owed;
}

/** How much of the running turn they took: nothing of what was before the last commit, and nothing twice. */
export function lostMs({ last }: Pick<MatchState, "last">, standstills: readonly Standstill[]): number {
  let reached = last?.at ?? 0;
  let lost = 0;
  for (const { from, until } of standstills) {
    lost += Math.max(0, until - Math.max(from, reached));
    reached = Math.max(reached, until);
  }
  return lost;
}

export function standstillsIn(payload: Json): readonly Standstill[] {
  if (!Array.isArray(payload)) return [];
  return payload.map((one) => {
    const [from = 0, to = 0, until = 0] = Array.isArray(one) ? one.map(Number) : [];
    return { from, to, until };
  });
}
