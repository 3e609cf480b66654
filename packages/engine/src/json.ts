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
  if (isList(a)) return isList(b) && isSameList(a, b);
  return !isList(b) && hasSameEntries(a, b);
}

function isSameList(a: readonly Json[], b: readonly Json[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!isSameItem(a[i], b[i])) return false;
  return true;
}

function hasSameEntries(a: { readonly [key: string]: Json }, b: { readonly [key: string]: Json }): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!isSameItem(a[key], b[key])) return false;
  return true;
}

/** What is missing is no JSON, and so not the same as anything. */
function isSameItem(a: Json | undefined, b: Json | undefined): boolean {
  return a !== undefined && b !== undefined && isSameJson(a, b);
}

/** `Array.isArray` that also narrows readonly arrays. */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
