import type { Json } from "@holdfast/engine";
import { expect, test } from "vitest";
import { type Delta, deltaOf, DeltaMisfit, OTHER, SAME, withDelta } from "./delta.js";

/** A small generator of our own (mulberry32), so that a seed says which values were compared. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}
type Roll = ReturnType<typeof dice>;

const LEAVES: readonly Json[] = [null, true, false, 0, -1, 0.5, 7, 1_764_000_000_000, "", "a", "__proto__", "1"];
const KEYS = ["a", "b", "__proto__", "toString", "7", "10", "länge"];

function anyJson(roll: Roll, depth: number): Json {
  const kind = depth === 0 ? 0 : roll(4);
  if (kind < 2) return LEAVES[roll(LEAVES.length)] ?? null;
  const entries = Array.from({ length: roll(5) }, () => anyJson(roll, depth - 1));
  if (kind === 2) return entries;
  return Object.fromEntries(entries.map((entry, i) => [KEYS[(i + roll(2)) % KEYS.length] ?? "", entry]));
}

/** The same value with something changed in it here and there, at times with entries more or fewer. */
function changed(roll: Roll, value: Json): Json {
  if (typeof value === "number" && roll(2) === 0) return value + roll(2_000) - 1_000;
  if (typeof value !== "object" || value === null || roll(6) === 0) return roll(2) === 0 ? value : anyJson(roll, 2);
  if (!Array.isArray(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, roll(3) ? entry : changed(roll, entry)]),
    );
  }
  const list = value.map((entry: Json) => (roll(3) ? entry : changed(roll, entry)));
  return roll(3) ? list : list.toSpliced(roll(list.length + 1), roll(3), ...anyList(roll));
}

function anyList(roll: Roll): Json[] {
  return Array.from({ length: roll(3) }, () => anyJson(roll, 1));
}

const throughTheWire = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

test("[SY9.1] a delta makes of the one value the other, to the character, for 20,000 pairs (seed 1)", () => {
  const roll = dice(1);
  const met = { same: 0, told: 0, other: 0 };
  for (let i = 0; i < 20_000; i += 1) {
    const before = anyJson(roll, 3);
    const after = changed(roll, before);
    const delta = deltaOf(before, after);
    if (delta === SAME) expect(JSON.stringify(after)).toBe(JSON.stringify(before));
    else if (delta !== OTHER) {
      const made = withDelta(throughTheWire(before), throughTheWire(delta) as Delta);
      expect(JSON.stringify(made)).toBe(JSON.stringify(after));
    }
    met[delta === SAME ? "same" : delta === OTHER ? "other" : "told"] += 1;
  }
  expect(met.same).toBeGreaterThan(1_000);
  expect(met.told).toBeGreaterThan(2_000);
  expect(met.other).toBeGreaterThan(1_000);
});

test("[SY9.1] what does not change is not told, and stays the same object", () => {
  const before = { board: ["X", null, null], hand: [{ id: 1 }, { id: 2 }], at: 1_764_000_000_000 };
  const after = { board: ["X", "O", null], hand: [{ id: 1 }, { id: 2 }], at: 1_764_000_000_750 };
  const delta = deltaOf(before, after);
  expect(delta).toEqual([-1, [1, "O"], -3, 750]);
  const made = withDelta(before, delta as Delta) as typeof before;
  expect(made).toEqual(after);
  expect(made.hand).toBe(before.hand);
});

test("[SY9.1] a list that lost or won entries in the middle is told by these alone", () => {
  expect(deltaOf(["a", "b", "c", "d"], ["a", "d"])).toEqual([null, 1, 2]);
  expect(deltaOf([1, 2], [1, { n: 3 }, 2])).toEqual([null, 1, 0, { n: 3 }]);
});

test.each([
  ["a value that JSON leaves out", { a: undefined, b: 1 }, { a: undefined, b: 2 }],
  ["one that it left out before", { a: undefined, b: 1 }, { a: 3, b: 1 }],
  ["a hole in a list", [1, undefined, 3], [1, undefined, 4]],
  ["a number that JSON has not", { a: 1 }, { a: Number.NaN }],
  ["something that writes itself", { at: 1 }, { at: 1, toJSON: () => 5 }],
  ["what wrote itself before", { toJSON: () => 5 }, {}],
  ["a big number", { a: 1 }, { a: 2n }],
  ["other keys", { a: 1 }, { b: 1 }],
  ["the same keys in another order", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["a list for an object", { a: [1] }, [1]],
  ["a leaf", 1, 2],
])("[SY9.1] %s is told by no delta, so that places mean the same at both ends", (_what, before, after) => {
  expect(deltaOf(before, after)).toBe(OTHER);
});

test("[SY9.1] inside of something larger the same is replaced as a whole, as JSON writes it", () => {
  const delta = deltaOf({ inner: { a: undefined, b: 1 } }, { inner: { a: undefined, b: 2 } });
  expect(delta).toEqual([0, { b: 2 }]);
  expect(JSON.stringify(withDelta({ inner: { b: 1 } }, throughTheWire(delta as Json) as Delta))).toBe(
    '{"inner":{"b":2}}',
  );
});

test.each<[string, Json, Json]>([
  ["a place beyond the end", [1, 2], [2, 5]],
  ["one below the beginning", [1, 2], [-4, 5]],
  ["half a pair", [1, 2], [1]],
  ["a name for a place", { a: 1 }, ["a", 2]],
  ["a difference of what is no number", ["a"], [-1, 5]],
  ["a delta of a leaf", [1], [-1, [0, 5]]],
  ["more removed than there is", [1, 2], [null, 1, 2]],
  ["fewer than nothing removed", [1, 2], [null, 1, -1]],
  ["nothing said of where", [1, 2], [null]],
  ["a delta of nothing", null, [0, 1]],
])("[SY9.1] %s is refused", (_what, before, delta) => {
  expect(() => withDelta(before, delta as Delta)).toThrow(DeltaMisfit);
});
