/**
 * What a schema found wrong, as a person reads it: the field, and what it has to be. Never what was sent: names of fields
 * are said only where they look like names.
 */

/** The parts of a schema's issue that say what is allowed. They are the schema's own, not the sender's. */
export interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  readonly expected?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly origin?: unknown;
  readonly format?: unknown;
  readonly keys?: unknown;
  readonly values?: unknown;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};
const COUNTED: Readonly<Record<string, string>> = { string: " characters", array: " entries" };
const FEW = 8;

/** "cell must be at most 8", without a full stop; null where the schema says no more than that it is wrong. */
export function issueWords(issue: SchemaIssue): string | null {
  const field = placeName(issue.path);
  const rule = ruleOf(issue);
  return rule === null ? null : `${field ?? "what was sent"} ${rule}`;
}

function ruleOf({ code, expected, minimum, maximum, origin, format, keys, values }: SchemaIssue): string | null {
  const counted = COUNTED[String(origin)] ?? "";
  switch (code) {
    case "unrecognized_keys":
      return unknownKeys(keys);
    case "invalid_type":
      return `must be ${TYPES[String(expected)] ?? "of another type"}`;
    case "too_small":
      return `must be at least ${String(minimum)}${counted}`;
    case "too_big":
      return `must be at most ${String(maximum)}${counted}`;
    case "invalid_format":
      return format === "uuid" ? "must be a UUID" : null;
    case "invalid_value":
      return oneOf(values);
    default:
      return null;
  }
}

function oneOf(values: unknown): string | null {
  if (!Array.isArray(values) || values.length === 0 || values.length > FEW) return null;
  return values.length === 1 ? `must be ${String(values[0])}` : `must be one of ${values.map(String).join(", ")}`;
}

function unknownKeys(keys: unknown): string {
  const names = Array.isArray(keys) ? keys.filter(isName).slice(0, 3) : [];
  return names.length === 0 ? "has a field that is not known here" : `has no field ${names.join(", ")}`;
}

/** "move.cell"; of what is deep in it the beginning. Null for the whole of what was sent. */
export function placeName(path: readonly PropertyKey[]): string | null {
  const parts = path.slice(0, 4).map((part) => (typeof part === "number" || isName(part) ? String(part) : "…"));
  return parts.length === 0 ? null : parts.join(".");
}

/** Like the name of a field, and too short for a secret. */
function isName(part: unknown): part is string {
  return typeof part === "string" && /^[a-z][A-Za-z0-9_]{0,23}$/.test(part);
}
