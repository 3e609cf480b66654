/**
 * The one text of a JSON value: keys sorted by UTF-16 code unit, no spaces. Stores may reorder keys
 * (jsonb does), so everything that is hashed goes through here first.
 */
import type { Json } from "./json.js";

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

/** `Array.isArray` that also narrows readonly arrays. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function listText(list: readonly Json[]): string {
  let text = "[";
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (item === undefined) throw new TypeError("a hole in a list is not JSON");
    text += i === 0 ? canonicalJson(item) : `,${canonicalJson(item)}`;
  }
  return `${text}]`;
}

function objectText(value: { readonly [key: string]: Json }): string {
  let text = "";
  for (const key of sortedKeys(value)) {
    const item = value[key];
    if (item === undefined) throw new TypeError(`"${key}" is undefined, which is not JSON`);
    text += `${text === "" ? "{" : ","}${quoted(key)}:${canonicalJson(item)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i++) {
    const before = keys[i - 1];
    const key = keys[i];
    if (before !== undefined && key !== undefined && before > key) return keys.sort();
  }
  return keys;
}
