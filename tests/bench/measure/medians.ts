/** Medians of alternating rounds, their spread, and ratios to the floor. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle value, or the mean of the two in the middle. @throws on an empty list, which has none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("there is no median of nothing");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The value below which `share` (0 to 1) of them lie, by nearest rank; null when there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/**
 * How many times the floor each value is: the median of the ratios taken round by round, because two
 * programs measured one after the other saw the same machine. Rounds that either lacks are left out.
 */
export function ratioToFloor(values: readonly (number | null)[], floor: readonly (number | null)[]): Spread | null {
  const ratios = values.flatMap((value, round) => {
    const base = floor[round] ?? null;
    return value === null || base === null || base <= 0 ? [] : [value / base];
  });
  return ratios.length === 0 ? null : spreadOf(ratios);
}
