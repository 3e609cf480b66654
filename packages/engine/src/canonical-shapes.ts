/**
 * How objects with these keys, in this order, are written. A program meets the same few dozen again and
 * again, so they are remembered: this makes canonical text as cheap as JSON.stringify (measured: a third
 * of sorting and quoting each time). Keys can come from outside, so the memory is bounded.
 */
interface Shape {
  readonly keys: readonly string[];
  readonly sorted: readonly string[];
  /** `{"first":`, then `,"next":`, in sorted order. */
  readonly heads: readonly string[];
}
const MAX_SHAPES = 1_024;
const MAX_ALIKE = 16;
const shapesByFirstKey = new Map<string, Shape[]>();
let shapesKept = 0;

/** The shape of a plain object's keys. */
export function shapeOf(value: object): Shape {
  const keys = Object.keys(value);
  const first = keys[0] ?? "";
  const alike = shapesByFirstKey.get(first);
  const known = alike?.find((shape) => sameKeys(shape.keys, keys));
  return known ?? keepShape(first, keys);
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function keepShape(first: string, keys: readonly string[]): Shape {
  const sorted = keys.toSorted();
  const shape = { keys, sorted, heads: sorted.map((key, i) => `${i === 0 ? "{" : ","}${JSON.stringify(key)}:`) };
  if (shapesKept >= MAX_SHAPES) {
    shapesByFirstKey.clear();
    shapesKept = 0;
  }
  const alike = shapesByFirstKey.get(first) ?? [];
  if (alike.length < MAX_ALIKE) {
    shapesByFirstKey.set(first, [...alike, shape]);
    shapesKept++;
  }
  return shape;
}
