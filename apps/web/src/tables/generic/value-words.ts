import { entriesOf, isFields, isScalar, isTelling, type Plain } from "./json.js";
import { plainWords } from "./label-words.js";
import type { Terms } from "./terms.js";

/** Names for programs: what they name is told by its own words. */
export const IDS: ReadonlySet<string> = new Set(["id", "iid", "card_id", "cardId"]);
const LONGEST = 120;

/** Any value in one line; null when it does not fit in one. */
export function lineOf(value: Plain, key: string, terms: Terms): string | null {
  if (isScalar(value)) return terms.scalar(value, key);
  if (isFields(value)) return terms.thing(value);
  if (value.length === 0) return "none";
  const words = value.map((item) => lineOf(item, key, terms));
  if (words.includes(null)) return null;
  const line = words.join(", ");
  return line.length > LONGEST ? null : line;
}

/**
 * The fields of a move or an event as "label value", those named in `without` left out. What is not so (`false`, null,
 * nothing) and what does not fit in a line is not told.
 */
export function detailsOf(fields: Plain, terms: Terms, without: ReadonlySet<string>): readonly string[] {
  return entriesOf(fields).flatMap(([key, value]) => {
    if (without.has(key) || IDS.has(key) || !isTelling(value)) return [];
    if (value === true) return [plainWords(key)];
    const line = lineOf(value, key, terms);
    return line === null ? [] : [`${plainWords(key)} ${line}`];
  });
}
