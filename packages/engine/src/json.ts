/** Plain JSON: what events, moves and views are made of, so that they hash, store and travel unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Trusts that a value which rules made is plain JSON. The trust is checked where it matters: hashing
 * refuses anything else before a commit exists.
 */
export function asJson(value: unknown): Json {
  return value as Json;
}
