/** Lists of standstills: put together where they overlap, and what they add to a time in which somebody may be away. */
import type { Standstill } from "@holdfast/engine";

/** More than a turn can meet; the newest are kept. */
const MOST = 1_000;

/** In order and apart: nodes may have found the same stretch, or parts of it. */
export function merged(standstills: readonly Standstill[]): readonly Standstill[] {
  const apart: Standstill[] = [];
  for (const one of standstills.toSorted((a, b) => a.from - b.from)) {
    const before = apart.at(-1);
    if (before === undefined || one.from > before.to) apart.push(one);
    else apart[apart.length - 1] = joined(before, one);
  }
  return apart.slice(-MOST);
}

function joined(one: Standstill, other: Standstill): Standstill {
  return { from: one.from, to: Math.max(one.to, other.to), until: Math.max(one.until, other.until) };
}

/** When `ms` from a moment have gone by of which nothing was in a standstill, or on the way back from one. */
export function lengthened(from: number, ms: number, standstills: readonly Standstill[]): number {
  let end = from + ms;
  let reached = from;
  for (const one of standstills) {
    if (one.to <= from) continue;
    if (one.from >= end) break;
    end += Math.max(0, one.until - Math.max(one.from, reached));
    reached = Math.max(reached, one.until);
  }
  return end;
}
