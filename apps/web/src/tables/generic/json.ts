/** Views, moves and events of games this client knows nothing of: plain JSON. */
export type Scalar = string | number | boolean | null;
export type Plain = Scalar | readonly Plain[] | Fields;
export interface Fields {
  readonly [key: string]: Plain | undefined;
}

/** Views nest a few levels; what is deeper than this was not made for people. */
const DEEPEST = 12;

/** The value without what lies too deep in it. */
export function shallow(value: Plain, left: number = DEEPEST): Plain {
  if (isScalar(value)) return value;
  if (left === 0) return "…";
  if (isList(value)) return value.map((item) => shallow(item, left - 1));
  return Object.fromEntries(entriesOf(value).map(([key, item]) => [key, shallow(item, left - 1)]));
}

export function isScalar(value: Plain | undefined): value is Scalar {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

export function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

export function isFields(value: Plain | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Nothing is written where there is nothing to say: no value, not so, none of them. */
export function isTelling(value: Plain | undefined): value is Plain {
  if (isList(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== "";
}

/** The fields of an object that are there, in their order; of anything else, none. */
export function entriesOf(value: Plain | undefined): readonly (readonly [key: string, value: Plain])[] {
  if (!isFields(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, Plain] => entry[1] !== undefined);
}
