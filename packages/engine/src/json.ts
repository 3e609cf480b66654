/** Plain JSON: what events, moves and views are made of, so that they hash, store and travel unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Trusts that a value which rules made is plain JSON. The trust is checked where it matters: hashing
 * refuses anything else before a commit exists.
 */
export function asJson(value: unknown): Json {
  return value as Json;
}

/** Whether two values are written as the same canonical text, without writing it. */
export function isSameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [before, after] = [a, b] as readonly { readonly [key: string]: Json }[];
  return keys.every(
    (key) => before?.[key] !== undefined && after?.[key] !== undefined && isSameJson(before[key], after[key]),
  );
}
