/**
 * What has to be said to make one JSON value of another. Entries are named by their place, in an array or among the
 * keys of an object, which both ends hold in the same order; so a delta repeats no keys, and can name none.
 */
import type { Json } from "@holdfast/engine";

/**
 * Of an array or object: pairs of a place and what became of the entry there. A place `i` of 0 or more: it is now the
 * value that follows. Below 0, of entry `-1 - i`: a number grew by what follows, and anything else changed by that
 * delta. A list that grew or shrank: `[null, place, removed, ...inserted]`.
 */
export type Delta = readonly Json[];

/** Both are what they were. */
export const SAME: unique symbol = Symbol("same");
/** No delta can be told: something is no plain JSON, or of another shape. */
export const OTHER: unique symbol = Symbol("other");

type Entries = Readonly<Record<string, unknown>>;

/** The delta from `before` to `after`, by what JSON.stringify would write of them. Never throws. */
export function deltaOf(before: unknown, after: unknown): Delta | typeof SAME | typeof OTHER {
  if (before === after) return SAME;
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) return OTHER;
  if (Array.isArray(before)) return Array.isArray(after) ? listDelta(before, after) : OTHER;
  return Array.isArray(after) ? OTHER : entriesDelta(before as Entries, after as Entries);
}

function listDelta(before: readonly unknown[], after: readonly unknown[]): Delta | typeof SAME | typeof OTHER {
  if (before.length !== after.length) return splice(before, after);
  const delta: Json[] = [];
  for (let i = 0; i < after.length; i += 1) {
    if (!tell(delta, i, before[i], after[i])) return OTHER;
  }
  return delta.length === 0 ? SAME : delta;
}

function entriesDelta(before: Entries, after: Entries): Delta | typeof SAME | typeof OTHER {
  const keys = Object.keys(after);
  const known = Object.keys(before);
  // One that writes itself is not what its keys say.
  if (keys.length !== known.length || before["toJSON"] !== undefined || after["toJSON"] !== undefined) return OTHER;
  const delta: Json[] = [];
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    if (known[i] !== key || !tell(delta, i, before[key], after[key])) return OTHER;
  }
  return delta.length === 0 ? SAME : delta;
}

/** From here on a number is told by its difference, where that is much smaller. */
const LARGE = 10_000;

/** Adds what became of one entry. False: it is no JSON, and places after it would not mean the same at both ends. */
function tell(delta: Json[], place: number, before: unknown, after: unknown): boolean {
  if (before === after) return after !== undefined;
  if (typeof after === "number") return tellNumber(delta, place, before, after);
  if (typeof after !== "object" || after === null) {
    if (after !== null && typeof after !== "string" && typeof after !== "boolean") return false;
    delta.push(place, after);
    return before !== undefined;
  }
  if (before === undefined) return false;
  const inner = deltaOf(before, after);
  if (inner === SAME) return true;
  // What is replaced is written by JSON.stringify, like the whole would be.
  if (inner === OTHER || isLonger(inner, after)) delta.push(place, after as Json);
  else delta.push(-1 - place, inner);
  return true;
}

// oxlint-disable-next-line max-params -- the same as its only caller, which narrows the last
function tellNumber(delta: Json[], place: number, before: unknown, after: number): boolean {
  if (!Number.isFinite(after) || before === undefined) return false;
  const isNear =
    Number.isSafeInteger(before) &&
    Number.isSafeInteger(after) &&
    after >= LARGE &&
    near(after - Number(before), after);
  if (isNear) delta.push(-1 - place, after - Number(before));
  else delta.push(place, after);
  return true;
}

function near(difference: number, value: number): boolean {
  return Math.abs(difference) * 100 < value;
}

/** A list of two that are both new says it in fewer characters than their places do. */
function isLonger(inner: Delta, after: object): boolean {
  if (!Array.isArray(after) || after.length > 2 || inner.length < 2 * after.length) return false;
  return inner.every((part, i) => i % 2 === 1 || (typeof part === "number" && part >= 0));
}

function splice(before: readonly unknown[], after: readonly unknown[]): Delta | typeof OTHER {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(before[before.length - 1 - end], after[after.length - 1 - end])) end += 1;
  const inserted = after.slice(start, after.length - end);
  // JSON.stringify writes null for these, and would be asked for something else the next time.
  if (inserted.includes(undefined)) return OTHER;
  return [null, start, before.length - start - end, ...(inserted as Json[])];
}

function isSame(before: unknown, after: unknown): boolean {
  return before === after ? before !== undefined : deltaOf(before, after) === SAME;
}

/** A delta that does not fit what it is applied to. */
export class DeltaMisfit extends Error {
  override readonly name = "DeltaMisfit";
}

/** The value after the delta; what did not change in it is what it was. @throws DeltaMisfit */
export function withDelta(before: Json, delta: Delta): Json {
  if (typeof before !== "object" || before === null) throw new DeltaMisfit();
  if (Array.isArray(before)) return delta[0] === null ? spliced(before, delta) : changed(before, delta);
  const keys = Object.keys(before);
  const values = changed(Object.values(before), delta);
  // Not by assignment: a key may be called `__proto__`.
  return Object.fromEntries(keys.map((key, i) => [key, values[i] as Json]));
}

function changed(before: readonly Json[], delta: Delta): readonly Json[] {
  const after = [...before];
  for (let i = 0; i < delta.length; i += 2) {
    const [place, value] = [delta[i], delta[i + 1]];
    if (typeof place !== "number" || value === undefined) throw new DeltaMisfit();
    const at = place < 0 ? -1 - place : place;
    const held = before[at];
    if (held === undefined) throw new DeltaMisfit();
    after[at] = place < 0 ? grown(held, value) : value;
  }
  return after;
}

function grown(held: Json, by: Json): Json {
  if (typeof held === "number" && typeof by === "number") return held + by;
  if (!Array.isArray(by)) throw new DeltaMisfit();
  return withDelta(held, by);
}

function spliced(before: readonly Json[], [, place, removed, ...inserted]: Delta): readonly Json[] {
  const fits = typeof place === "number" && typeof removed === "number" && place + removed <= before.length;
  if (!fits || place < 0 || removed < 0) throw new DeltaMisfit();
  return [...before.slice(0, place), ...inserted, ...before.slice(place + removed)];
}
