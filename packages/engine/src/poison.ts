/**
 * What must not enter from outside: values that a database refuses, that hash differently after
 * storage, or that reach into prototypes. The edge checks every request once; nothing behind it needs to.
 */

/** Levels of nesting a request may have. */
export const MAX_DEPTH = 16;

/** NUL, or a surrogate without its partner: Postgres stores neither. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const POISON_TEXT = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const POISON_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The reason (stable snake_case) why a value from outside must be refused, or null when it is sound:
 * plain JSON, well-formed text, safe finite numbers, at most 16 levels, no keys that name prototypes.
 */
export function findPoison(value: unknown, depth: number = MAX_DEPTH): string | null {
  switch (typeof value) {
    case "string":
      return poisonOfText(value);
    case "number":
      return poisonOfNumber(value);
    case "boolean":
      return null;
    case "object":
      if (value === null) return null;
      if (depth <= 0) return "too_deep";
      return Array.isArray(value) ? poisonOfList(value, depth) : poisonOfObject(value, depth);
    default:
      return "not_json";
  }
}

function poisonOfText(text: string): string | null {
  if (!POISON_TEXT.test(text)) return null;
  return text.includes("\u0000") ? "nul_character" : "lone_surrogate";
}

function poisonOfNumber(value: number): string | null {
  if (!Number.isFinite(value)) return "not_finite";
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? "unsafe_number" : null;
}

function poisonOfList(list: readonly unknown[], depth: number): string | null {
  for (const item of list) {
    const found = findPoison(item, depth - 1);
    if (found !== null) return found;
  }
  return null;
}

function poisonOfObject(value: object, depth: number): string | null {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return "not_json";
  for (const [key, item] of Object.entries(value)) {
    if (POISON_KEYS.has(key)) return "forbidden_key";
    const found = poisonOfText(key) ?? findPoison(item, depth - 1);
    if (found !== null) return found;
  }
  return null;
}

/** Where the first such value is, as a path into it; empty: it is the whole, or there is none. */
export function findPoisonPlace(value: unknown, depth: number = MAX_DEPTH): readonly (string | number)[] {
  if (typeof value !== "object" || value === null || depth <= 0) return [];
  for (const [key, item] of Object.entries(value)) {
    if (POISON_KEYS.has(key) || poisonOfText(key) !== null) return [];
    const at = Array.isArray(value) ? Number(key) : key;
    if (findPoison(item, depth - 1) !== null) return [at, ...findPoisonPlace(item, depth - 1)];
  }
  return [];
}
