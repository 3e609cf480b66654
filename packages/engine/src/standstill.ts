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

/**
 * Those of these standstills, in order, that are still to be made good for: somebody's time ran when they began, and
 * nothing was committed since they ended.
 */
export function standstillsOwed(state: MatchState, standstills: readonly Standstill[]): readonly Standstill[] {
  const { last, deadline, time, pause, outcome } = state;
  if (outcome !== null || pause !== undefined || last === null) return [];
  const runs = deadline !== null || (time?.clocks?.seats.some((clock) => clock?.runs) ?? false);
  if (!runs) return [];
  return standstills.filter(({ from, to }) => to > last.at && (deadline === null || from < deadline));
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
