/**
 * The one text of a JSON value: keys sorted by UTF-16 code unit, no spaces. Stores may reorder keys
 * (jsonb does), so everything that is hashed goes through here first.
 */
import { shapeOf } from "./canonical-shapes.js";
import { isList, type Json } from "./json.js";

/**
 * The canonical text of a value: equal values give equal text, whatever the order of their keys.
 * @throws TypeError on anything JSON cannot carry (undefined, NaN, functions): it would be lost in storage.
 */
export function canonicalJson(value: Json): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      return numberText(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      return isList(value) ? listText(value) : objectText(value);
    default:
      throw new TypeError(`a ${typeof value} is not JSON`);
  }
}

/** Text that JSON writes as it is: printable ASCII without the quote and the backslash. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} is not JSON`);
  return `${value}`;
}

function listText(list: readonly Json[]): string {
  let text = "";
  for (const item of list) {
    if (item === undefined) throw new TypeError("a hole in a list is not JSON");
    text += text === "" ? `[${canonicalJson(item)}` : `,${canonicalJson(item)}`;
  }
  return text === "" ? "[]" : `${text}]`;
}

function objectText(value: { readonly [key: string]: Json }): string {
  const { sorted, heads } = shapeOf(value);
  if (sorted.length === 0) return emptyText(value);
  let text = "";
  for (let i = 0; i < sorted.length; i++) {
    const item = value[sorted[i] ?? ""];
    if (item === undefined) throw new TypeError(`"${sorted[i]}" is undefined, which is not JSON`);
    text += (heads[i] ?? "") + canonicalJson(item);
  }
  return `${text}}`;
}

/** A Map, a Set and a Date have no keys of their own: they would silently become `{}`. */
function emptyText(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError("only plain objects are JSON");
  return "{}";
}
