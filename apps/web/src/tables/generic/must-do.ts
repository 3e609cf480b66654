/**
 * What a game demands before play goes on. Games show it under one of a few usual names, as one thing or as a queue,
 * each with the seat it is asked of, what is asked, and sometimes why.
 */
import { entriesOf, type Fields, isFields, isList, isScalar, type Plain } from "./json.js";
import { plainWords } from "./label-words.js";

export interface Demand {
  /** Null: the view does not say whom. */
  readonly seat: number | null;
  /** "select active". */
  readonly what: string;
  /** "knockout"; null without a reason. */
  readonly why: string | null;
}

export const DEMAND_KEYS: readonly string[] = ["forced", "pending", "mustDo", "required", "demanded", "awaiting"];
const SEATS = ["seat", "player_id", "playerId"];
const WHATS = ["kind", "type", "action", "what", "name"];
const WHYS = ["reason", "why", "cause"];

/** The demands of a view, the next one first. */
export function demandsIn(view: Plain): readonly Demand[] {
  return entriesOf(view)
    .filter(([key]) => DEMAND_KEYS.includes(key))
    .flatMap(([, value]) => (isList(value) ? value : [value]))
    .flatMap((value) => demandOf(value) ?? []);
}

function demandOf(value: Plain): Demand | null {
  if (typeof value === "string") return { seat: null, what: plainWords(value), why: null };
  if (!isFields(value)) return null;
  const what = textIn(value, WHATS);
  if (what === null) return null;
  const seat = SEATS.map((key) => value[key]).find((one) => typeof one === "number");
  return { seat: typeof seat === "number" ? seat : null, what: plainWords(what), why: textIn(value, WHYS) };
}

function textIn(fields: Fields, keys: readonly string[]): string | null {
  const found = keys.map((key) => fields[key]).find((one) => isScalar(one) && typeof one === "string");
  return typeof found === "string" ? found : null;
}
