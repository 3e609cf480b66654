/** Plain JSON: what events, moves and views are made of, so that they hash, store and travel unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
