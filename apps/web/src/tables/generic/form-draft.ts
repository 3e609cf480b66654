/** What somebody has filled into a form of a move so far, and what is still wrong with it. */
import type { FieldRange, Json, MoveForm, MoveJson } from "@holdfast/sdk";

/** By field: a number for `int`, the items in their order for `order`, those ticked for `choose`, text, and texts by key for `patch`. */
export type Draft = Readonly<Record<string, Json>>;

/** A form as it is before anybody touched it. */
export function newDraft({ fields }: MoveForm): Draft {
  return Object.fromEntries(Object.entries(fields).map(([field, range]) => [field, beginning(range)]));
}

function beginning(range: FieldRange): Json {
  switch (range.kind) {
    case "int":
      return range.min > 0 || range.max < 0 ? range.min : 0;
    case "order":
      return range.of;
    case "choose":
      // Where everything must be chosen there is nothing to choose.
      return range.min === range.of.length ? range.of : [];
    case "text":
      return "";
    case "patch":
      return {};
  }
}

/** Why a field cannot be sent as it is; null when it can. */
export function fieldProblem(range: FieldRange, value: Json | undefined): string | null {
  switch (range.kind) {
    case "int":
      return intProblem(range, value);
    case "choose":
      return chooseProblem(range, Array.isArray(value) ? value.length : 0);
    case "text":
      if (typeof value !== "string" || value.trim() === "") return "Write something.";
      return value.length > range.maxLength ? `At most ${range.maxLength} characters.` : null;
    case "patch":
      return Object.keys(patchOf(value)).length === 0 ? "Change something." : null;
    case "order":
      return null;
  }
}

function intProblem({ min, max }: FieldRange & { kind: "int" }, value: Json | undefined): string | null {
  const isRight = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
  return isRight ? null : `A whole number from ${min} to ${max}.`;
}

function chooseProblem({ min, max }: FieldRange & { kind: "choose" }, count: number): string | null {
  if (count >= min && count <= max) return null;
  return min === max ? `Choose ${min}.` : `Choose ${min} to ${max}.`;
}

/** The first thing that is wrong with the form; null when it can be sent. */
export function draftProblem({ fields }: MoveForm, draft: Draft): string | null {
  for (const [field, range] of Object.entries(fields)) {
    const problem = fieldProblem(range, draft[field]);
    if (problem !== null) return problem;
  }
  return null;
}

/** The move that a form without problems makes. */
export function moveOf({ move, fields }: MoveForm, draft: Draft): MoveJson {
  const filled = Object.entries(fields).map(([field, range]): [string, Json] => {
    const value = draft[field] ?? beginning(range);
    return [field, range.kind === "patch" ? patchOf(value) : value];
  });
  return { ...move, ...Object.fromEntries(filled) };
}

/** Only what was written; numbers, yes or no and lists as JSON, all else as text. */
function patchOf(value: Json | undefined): { readonly [key: string]: Json } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const written = Object.entries(value).filter(([, text]) => typeof text === "string" && text.trim() !== "");
  return Object.fromEntries(written.map(([key, text]) => [key, parsed(String(text).trim())]));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The items with the one at `from` moved to `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return items;
  const rest = items.filter((_, at) => at !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
