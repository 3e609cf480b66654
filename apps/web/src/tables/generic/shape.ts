/** How a value is best laid out on the page. */
import { entriesOf, type Fields, isFields, isList, isScalar, isTelling, type Plain, type Scalar } from "./json.js";
import { lineOf } from "./value-words.js";
import type { Terms } from "./terms.js";

export type Shape =
  | { readonly kind: "line"; readonly text: string }
  /** Short things side by side: cards, chips, numbers. */
  | { readonly kind: "chips"; readonly items: readonly string[] }
  /** A board: rows of equal length. */
  | { readonly kind: "grid"; readonly rows: readonly (readonly Scalar[])[] }
  /** One thing for each seat. */
  | { readonly kind: "seats"; readonly items: readonly Plain[] }
  | { readonly kind: "list"; readonly items: readonly Plain[] }
  | { readonly kind: "fields"; readonly fields: Fields };

/** Lists that are by seat when they are as long as the table: a number for each player says little without the name. */
const BY_SEAT =
  /^(?:seats|players|hands|sides|scores?|points|totals?|counts|stacks|bets|passed|away|delta|deltas|confirmed|marks|rolls|wins|ready|colou?rs)$/;
const CHIP_LENGTH = 28;

/** The shape of what stands under `key`. */
export function shapeOf(value: Plain, key: string, terms: Terms): Shape {
  if (isScalar(value)) return { kind: "line", text: terms.scalar(value, key) };
  if (isFields(value)) {
    const shown = terms.shown(value);
    if (shown !== null) return { kind: "fields", fields: shown };
    const text = terms.thing(value);
    return text === null || text.length > 2 * CHIP_LENGTH ? { kind: "fields", fields: value } : { kind: "line", text };
  }
  if (value.length === 0) return { kind: "line", text: "none" };
  if (BY_SEAT.test(key) && value.length === terms.names.count) return { kind: "seats", items: value };
  const rows = key === "columns" ? columnsOf(value) : gridOf(value);
  if (rows !== null) return { kind: "grid", rows };
  const words = value.map((item) => lineOf(item, key, terms));
  const isShort = words.every((text): text is string => text !== null && text.length <= CHIP_LENGTH);
  return isShort ? { kind: "chips", items: words as readonly string[] } : { kind: "list", items: value };
}

/** Columns that grow from the bottom, as rows from the top: what is not reached yet is empty. */
function columnsOf(columns: readonly Plain[]): readonly (readonly Scalar[])[] | null {
  const isColumn = (column: Plain): column is readonly Scalar[] => isList(column) && column.every(isScalar);
  if (columns.length < 2 || !columns.every(isColumn)) return null;
  const height = Math.max(1, ...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, y) => columns.map((column) => column[height - 1 - y] ?? null));
}

/** A field with one scalar for each seat; null when it is anything else. */
function columnOf([key, value]: Entry, terms: Terms): Sections["bySeat"] | null {
  const shape = shapeOf(value, key, terms);
  return shape.kind === "seats" && shape.items.every(isScalar) ? [[key, shape.items]] : null;
}

function gridOf(value: readonly Plain[]): readonly (readonly Scalar[])[] | null {
  const [first] = value;
  if (value.length < 2 || !isList(first) || first.length < 2) return null;
  const isRow = (row: Plain): row is readonly Scalar[] =>
    isList(row) && row.length === first.length && row.every(isScalar);
  return value.every(isRow) ? value : null;
}

/** Colours for the things on a board: the first four that are met, in the order of their text. */
export function tonesOf(rows: readonly (readonly Scalar[])[]): ReadonlyMap<Scalar, number> {
  const things = [...new Set(rows.flat())].filter((one) => one !== null && one !== "" && one !== false);
  const sorted = things.toSorted((one, other) => String(one).localeCompare(String(other)));
  return sorted.length > 4 ? new Map() : new Map(sorted.map((one, at) => [one, at]));
}

/** Fields that say how a match is set up rather than how it stands: they come last, and closed. */
const SETUP = new Set(["settings", "options", "config", "rules", "history", "log"]);

/** Said elsewhere on the page. */
const NOT_OWN = new Set(["seat", "role"]);

export interface Sections {
  /** What only this viewer sees of themselves. */
  readonly own: readonly Entry[];
  /** Short facts. */
  readonly facts: readonly Entry[];
  /** Scalars of each seat: together they are one table. */
  readonly bySeat: readonly (readonly [key: string, values: readonly Scalar[]])[];
  /** Everything that needs room. */
  readonly parts: readonly Entry[];
  /** What the page says elsewhere, or few ask for. */
  readonly aside: readonly Entry[];
  readonly setup: readonly Entry[];
}
export type Entry = readonly [key: string, value: Plain];

/** A view in the order in which a person wants to know it. */
export function sectionsOf(view: Plain, terms: Terms, without: ReadonlySet<string>): Sections {
  const entries = entriesOf(view).filter(([key]) => !without.has(key) && key !== "you");
  const own = isFields(view) ? entriesOf(view.you).filter(([key, value]) => !NOT_OWN.has(key) && value !== null) : [];
  const isSetup = ([key]: Entry) => SETUP.has(key);
  const isFact = ([key, value]: Entry) => shapeOf(value, key, terms).kind === "line";
  const telling = entries.filter((entry) => !isSetup(entry) && isTelling(entry[1]));
  const standing = telling.filter(([key]) => !terms.aside.has(key));
  return {
    own,
    facts: standing.filter(isFact),
    bySeat: standing.flatMap((entry) => columnOf(entry, terms) ?? []),
    parts: standing.filter((entry) => !isFact(entry) && columnOf(entry, terms) === null),
    aside: telling.filter(([key]) => terms.aside.has(key)),
    setup: entries.filter(isSetup),
  };
}
