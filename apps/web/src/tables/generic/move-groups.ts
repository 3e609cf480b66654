/** The legal moves as a table offers them: those without parameters at hand, all others by their type. */
import type { LegalMoves, MoveForm, MoveJson } from "@holdfast/sdk";
import type { Plain, Scalar } from "./json.js";
import { labelOf } from "./label-words.js";
import type { Terms } from "./terms.js";
import { detailsOf, lineOf } from "./value-words.js";

export interface OfferedMove {
  readonly key: string;
  readonly move: MoveJson;
  /** What a button says in its group: "10♥". */
  readonly words: string;
  /** What it says by itself: "Play 10♥". */
  readonly full: string;
}
export interface OfferedForm {
  readonly key: string;
  readonly form: MoveForm;
  readonly words: string;
}
export interface MoveGroup {
  readonly type: string;
  readonly label: string;
  readonly moves: readonly OfferedMove[];
  readonly forms: readonly OfferedForm[];
}
export interface Offer {
  /** Moves that are only their name: fold, check, end turn. */
  readonly plain: readonly OfferedMove[];
  readonly groups: readonly MoveGroup[];
  /** All there is, forms as one each. */
  readonly count: number;
}

/** The room has a button for that, which asks first. */
const ROOM_HAS: ReadonlySet<string> = new Set(["resign"]);
const TYPE = new Set(["type"]);

/** Sorts legal moves into what the panel shows; the order of the rules is kept. */
export function offerOf({ all, forms = [] }: LegalMoves<MoveJson>, terms: Terms): Offer {
  const listed = all.map((move) => offeredMove(move, terms));
  const moves = terms.alike ? firstOfEach(listed) : listed;
  const isPlain = ({ move }: OfferedMove) => Object.keys(move).length === 1;
  const plain = moves.filter((one) => isPlain(one) && !ROOM_HAS.has(one.move.type));
  const rest = moves.filter((one) => !isPlain(one));
  const offered = forms.map((form) => ({ key: JSON.stringify(form), form, words: formWords(form, terms) }));
  const types = new Set([...rest.map(({ move }) => move.type), ...offered.map(({ form }) => form.move.type)]);
  const groups = [...types].map((type) => ({
    type,
    label: labelOf(type),
    moves: rest.filter(({ move }) => move.type === type),
    forms: offered.filter(({ form }) => form.move.type === type),
  }));
  return { plain, groups, count: plain.length + rest.length + offered.length };
}

function firstOfEach(moves: readonly OfferedMove[]): readonly OfferedMove[] {
  const byWords = new Map<string, OfferedMove>();
  for (const one of moves) if (!byWords.has(one.full)) byWords.set(one.full, one);
  return [...byWords.values()];
}

/** The groups with only those moves whose words contain what was typed; forms are found by their type. */
export function filtered({ plain, groups, count }: Offer, typed: string): Offer {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return { plain, groups, count };
  const fits = ({ full }: OfferedMove) => full.toLowerCase().includes(wanted);
  const found = groups.map((group) => ({
    ...group,
    moves: group.moves.filter(fits),
    forms: group.forms.filter(({ words }) => `${group.label} ${words}`.toLowerCase().includes(wanted)),
  }));
  return {
    plain: plain.filter(fits),
    groups: found.filter(({ moves, forms }) => moves.length + forms.length > 0),
    count,
  };
}

/** A whole move as a sentence would name it: "Play 10♥". */
export function moveWords(move: MoveJson, terms: Terms): string {
  const label = labelOf(move.type);
  const words = parameters(move, terms);
  return words === "" ? label : `${label}: ${words}`;
}

function offeredMove(move: MoveJson, terms: Terms): OfferedMove {
  const words = parameters(move, terms);
  const label = labelOf(move.type);
  return { key: JSON.stringify(move), move, words: words || label, full: moveWords(move, terms) };
}

/** A single text speaks for itself; a number, and one of several, says what it is. */
function parameters(move: MoveJson, terms: Terms): string {
  const known = terms.move(move);
  if (known !== undefined) return known;
  const given = Object.entries(move).filter(([key]) => key !== "type");
  const [only] = given;
  if (only === undefined) return "";
  const [key, value] = only;
  const isTelling = typeof value === "string" || /^cards?$/.test(key) || typeof value === "object";
  if (given.length === 1 && isTelling) return lineOf(value as Plain, key, terms) ?? JSON.stringify(value);
  if (given.length === 1 && terms.isNamed(value as Plain, key)) return terms.scalar(value as Scalar, key);
  // What does not hold is left out elsewhere; of a move it is the very choice.
  return given.map(([field, one]) => parameter(field, one as Plain, terms)).join(" · ");
}

function parameter(key: string, value: Plain, terms: Terms): string {
  const [told] = detailsOf({ [key]: value }, terms, TYPE);
  if (value !== true && told !== undefined) return told;
  const words =
    Array.isArray(value) && value.length === 0 ? "none" : (lineOf(value, key, terms) ?? JSON.stringify(value));
  return `${labelOf(key).toLowerCase()} ${words}`;
}

function formWords({ move }: MoveForm, terms: Terms): string {
  return parameters(move, terms);
}
