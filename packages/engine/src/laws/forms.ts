/** Moves described by a form: some that fit it, some that do not quite, and whether a given one does. */
import { canonicalJson } from "../canonical.js";
import type { FieldRange, GameTypes, LegalMoves, MoveForm } from "../game.js";
import { asJson, type Json } from "../json.js";

type Move = GameTypes["Move"];

/** Both ends of every form that is exact: all its fields at one end, and all at the other. */
export function endsOf({ forms = [] }: LegalMoves<Move>): readonly Move[] {
  return forms.filter(isExact).flatMap((form) => [filled(form, lowEnd), filled(form, highEnd)]);
}

/** Moves one step outside of a form, in one field each. */
export function justOutside({ forms = [] }: LegalMoves<Move>): readonly Move[] {
  return forms.flatMap((form) =>
    Object.entries(form.fields).flatMap(([field, range]) =>
      outsideOf(range).map((value): Move => ({ ...filled(form, lowEnd), [field]: value })),
    ),
  );
}

/** What may be written or patched is for the game to judge; everything else is told exactly. */
function isExact({ fields }: MoveForm): boolean {
  return Object.values(fields).every(({ kind }) => kind !== "text" && kind !== "patch");
}

/** Whether the move is of this form. */
export function fits({ move, fields }: MoveForm, asked: Move): boolean {
  const given = new Map(Object.entries(asked));
  if (given.size !== Object.keys(move).length + Object.keys(fields).length) return false;
  const sameRest = Object.entries(move).every(([key, value]) => text(given.get(key)) === text(value));
  return sameRest && Object.entries(fields).every(([key, range]) => isIn(range, given.get(key)));
}

function filled({ move, fields }: MoveForm, pick: (range: FieldRange) => Json): Move {
  const values = Object.entries(fields).map(([field, range]) => [field, pick(range)] as const);
  return { ...move, ...Object.fromEntries(values) };
}

function lowEnd(range: FieldRange): Json {
  if (range.kind === "int") return range.min;
  if (range.kind === "text") return "a";
  if (range.kind === "patch") return {};
  return range.kind === "choose" ? range.of.slice(0, range.min) : range.of;
}

function highEnd(range: FieldRange): Json {
  if (range.kind === "int") return range.max;
  if (range.kind === "choose") return range.of.slice(0, range.max).toReversed();
  return range.kind === "order" ? range.of.toReversed() : lowEnd(range);
}

function outsideOf(range: FieldRange): readonly Json[] {
  if (range.kind === "int") return [range.min - 1, range.max + 1];
  if (range.kind === "text") return ["", "c".repeat(range.maxLength + 1)];
  if (range.kind === "patch") return [[]];
  const [first] = range.of;
  if (first === undefined) return [];
  if (range.kind === "order") return [range.of.slice(1), [...range.of, first]];
  const fewer = range.min > 0 ? [range.of.slice(0, range.min - 1)] : [];
  return [...fewer, [...range.of.slice(0, range.max), first]];
}

function isIn(range: FieldRange, value: unknown): boolean {
  switch (range.kind) {
    case "int":
      return Number.isInteger(value) && Number(value) >= range.min && Number(value) <= range.max;
    case "text":
      return typeof value === "string" && value.length > 0 && value.length <= range.maxLength;
    case "patch":
      return typeof value === "object" && value !== null && Object.keys(value).every((key) => range.keys.includes(key));
    case "order":
      return Array.isArray(value) && sorted(value) === sorted(range.of);
    case "choose":
      return Array.isArray(value) && isChoice(value.map(text), range);
  }
}

function isChoice(chosen: readonly string[], range: FieldRange & { kind: "choose" }): boolean {
  const known = range.of.map(text);
  if (chosen.length < range.min || chosen.length > range.max) return false;
  return new Set(chosen).size === chosen.length && chosen.every((item) => known.includes(item));
}

function sorted(items: readonly unknown[]): string {
  return items.map(text).toSorted().join();
}

function text(value: unknown): string {
  return value === undefined ? "undefined" : canonicalJson(asJson(value));
}
