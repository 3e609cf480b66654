/** Draws nobody chose. Every source here answers with recorded draws, so that a commit can be replayed and checked. */

/** One draw as it is recorded in the commit: enough to replay, and to check against the revealed seed. */
export interface Draw {
  readonly purpose: string;
  readonly n: number;
  readonly value: number;
}

/** A source of recorded, verifiable draws. Uniform on `0..n-1` by rejection sampling. */
export interface Chance {
  int(n: number, purpose: string): number;
}

/** A chance together with what it has drawn so far, in order. */
export interface RecordingChance extends Chance {
  readonly draws: readonly Draw[];
}

/** The largest `n` a draw may ask for. */
export const MAX_DRAW = 2 ** 32;

/** Records what `next` draws. @throws RangeError unless `1 <= n <= 2^32` and `0 <= value < n`. */
export function recording(next: (n: number, purpose: string) => number): RecordingChance {
  const draws: Draw[] = [];
  return {
    draws,
    int(n, purpose) {
      if (!Number.isInteger(n) || n < 1 || n > MAX_DRAW) throw new RangeError(`cannot draw one of ${n}`);
      const value = next(n, purpose);
      if (!Number.isInteger(value) || value < 0 || value >= n) throw new RangeError(`${value} is not below ${n}`);
      draws.push({ purpose, n, value });
      return value;
    },
  };
}

/**
 * Answers with draws made before, and faults when asked for anything else than what was recorded:
 * the rules have changed, or the record was edited.
 */
export function recordedChance(recorded: readonly Draw[]): RecordingChance {
  let at = 0;
  return recording((n, purpose) => {
    const draw = recorded[at++];
    if (draw === undefined) throw new RangeError(`draw ${at} ("${purpose}") was never recorded`);
    if (draw.n !== n || draw.purpose !== purpose) {
      throw new RangeError(`draw ${at} is "${purpose}" of ${n}, recorded was "${draw.purpose}" of ${draw.n}`);
    }
    return draw.value;
  });
}

/** Answers with the listed values in order, for tests; faults when they run out or do not fit. */
export function listedChance(values: readonly number[]): RecordingChance {
  let at = 0;
  return recording((_n, purpose) => {
    const value = values[at++];
    if (value === undefined) throw new RangeError(`no value listed for draw ${at} ("${purpose}")`);
    return value;
  });
}

/** The items in a random order: Fisher-Yates from the last place down, `j = int(i + 1)`. The input stays as it is. */
export function shuffle<T>(chance: Chance, items: readonly T[], purpose: string): T[] {
  const order = items.map((_item, index) => index);
  for (let i = order.length - 1; i >= 1; i--) {
    const j = chance.int(i + 1, purpose);
    const held = order[i] ?? i;
    order[i] = order[j] ?? j;
    order[j] = held;
  }
  // Every place is one of the items'.
  return order.map((from) => items[from] as T);
}
