/**
 * Canonical text of values of which each goes on from the one before, as states do: what is the same object as it was is
 * not written again. It would be wrong for whoever changes what others hold; rules never do (`evolve` makes new objects).
 */
import { canonicalJson } from "./canonical.js";
import { shapeOf } from "./canonical-shapes.js";
import { isList, type Json } from "./json.js";

type List = readonly Json[];
type Keyed = { readonly [key: string]: Json };

/** What was written of one list or object, and of those in it: by place in the list, or among the sorted keys. */
interface Written {
  readonly value: List | Keyed;
  readonly text: string;
  readonly parts: readonly (Written | null)[];
}

export class CanonicalMemory {
  #last: Written | null = null;

  /** `canonicalJson(value)`, to the last character. @throws TypeError where that does. */
  text(value: Json): string {
    if (typeof value !== "object" || value === null) return canonicalJson(value);
    this.#last = written(value, this.#last);
    return this.#last.text;
  }
}

/** What was before is only compared with, so anything may be given for it: at worst all is written. */
function written(value: List | Keyed, before: Written | null): Written {
  if (before?.value === value) return before;
  return isList(value) ? writtenList(value, before) : writtenObject(value, before);
}

function writtenObject(value: Keyed, before: Written | null): Written {
  const { sorted, heads } = shapeOf(value);
  // Also says no to what has no keys because it is no plain object.
  if (sorted.length === 0) return { value, text: canonicalJson(value), parts: [] };
  const parts: (Written | null)[] = [];
  let text = "";
  for (let i = 0; i < sorted.length; i++) {
    const item = value[sorted[i] ?? ""] as Json;
    const part = partOf(item, before?.parts[i] ?? null);
    parts.push(part);
    text += (heads[i] ?? "") + (part === null ? canonicalJson(item) : part.text);
  }
  return { value, text: inOnePiece(`${text}}`), parts };
}

function writtenList(value: List, before: Written | null): Written {
  const shift = shiftOf(value, before);
  const parts: (Written | null)[] = [];
  let text = "";
  for (let i = 0; i < value.length; i++) {
    const item = value[i] as Json;
    const part = partOf(item, before?.parts[i + shift] ?? null);
    parts.push(part);
    text += (i === 0 ? "[" : ",") + (part === null ? canonicalJson(item) : part.text);
  }
  return { value, text: inOnePiece(text === "" ? "[]" : `${text}]`), parts };
}

function partOf(item: Json, before: Written | null): Written | null {
  return typeof item === "object" && item !== null ? written(item, before) : null;
}

const SHORT = 100;

/**
 * V8 keeps a text that was added up as the tree of its pieces until a character of it is read, and would go through the
 * tree each time that a remembered text is a piece of another.
 */
function inOnePiece(text: string): string {
  if (text.length > SHORT) text.charCodeAt(0);
  return text;
}

const MAX_SHIFT = 4;

/** How many left a list at its front: a history that is full loses its oldest entry with every move. */
function shiftOf([first]: List, before: Written | null): number {
  for (let shift = 0; shift < MAX_SHIFT; shift++) if (before?.parts[shift]?.value === first) return shift;
  return 0;
}
