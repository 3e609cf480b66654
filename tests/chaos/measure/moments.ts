/** Stretches of time, epoch milliseconds. */
export interface Moments {
  readonly from: number;
  readonly to: number;
}

/** How much of `whole` one or more of these cover, milliseconds. */
export function covered(whole: Moments, parts: readonly Moments[]): number {
  let [sum, until] = [0, whole.from];
  for (const { from, to } of parts.toSorted((a, b) => a.from - b.from)) {
    const end = Math.min(to, whole.to);
    sum += Math.max(0, end - Math.max(from, until));
    until = Math.max(until, end);
  }
  return sum;
}

export function overlap(a: Moments, b: Moments): boolean {
  return a.from <= b.to && b.from <= a.to;
}
