/**
 * From values to words, without knowing the game: seats become names, moments and durations are read as such, cards get
 * their suits, and what is named by an id is called by what the view shows under that id.
 */
import type { MoveJson } from "@holdfast/sdk";
import type { Names } from "../../match/seat-names.js";
import { entriesOf, type Fields, isFields, isList, isScalar, type Plain, type Scalar } from "./json.js";
import { durationWords } from "./duration-words.js";
import { plainWords } from "./label-words.js";
import { IDS } from "./value-words.js";
import type { Vocabulary } from "./vocabulary.js";

export interface Terms {
  readonly names: Names;
  /** A scalar that stands under `key`. */
  readonly scalar: (value: Scalar, key: string) => string;
  /** Whether the game itself has words for this value: they need no label. */
  readonly isNamed: (value: Plain, key: string) => boolean;
  /** A small object in a few words; null when it takes more than that. */
  readonly thing: (fields: Fields) => string | null;
  /** An object as people look at it; itself where the game has no other way. */
  readonly shown: (fields: Fields) => Fields | null;
  /** What is printed on the cards in a value, each once, by its name. */
  readonly printed: (value: Plain) => ReadonlyMap<string, string>;
  /** Fields of the view that come last. */
  readonly aside: ReadonlySet<string>;
  /** What the game itself says of a move besides its type; undefined: nothing. */
  readonly move: (move: MoveJson) => string | undefined;
  /** Moves of the same words do the same in this game. */
  readonly alike: boolean;
}
export interface Scene {
  readonly names: Names;
  readonly vocabulary: Vocabulary;
  /** Where ids are looked up. */
  readonly view?: Plain;
  /** The words are for moves: there a hand of numbers is one of cards. */
  readonly forMoves?: boolean;
}

const SEAT_KEY =
  /^(?:seat|toAct|toMove|winners?|eligible|button|dealer|declarer|partner|leader|current)$|Seat$|_seat$|player_?id$|^(?:winner|partner|caller)_id$/i;
const CARD_KEY = /^cards?$/;
const CARDS_OF_MOVES = /^(?:cards?|hand|discard)$/;
const PLAYING_CARD = /^([2-9TJQKA])([cdhs])$/;
const SUITS: Readonly<Record<string, string>> = { c: "♣", d: "♦", h: "♥", s: "♠" };
/** Epoch milliseconds of this century: nothing else in a game is that large a number. */
const [FIRST_MOMENT, LAST_MOMENT] = [1e12, 4e12];

/** The words for one game, one viewer and one moment. */
export function termsOf({ names, vocabulary, view, forMoves = false }: Scene): Terms {
  const thing = (fields: Fields): string | null => vocabulary.thing?.(fields) ?? thingWords(fields, scalar);
  const cardKey = forMoves ? CARDS_OF_MOVES : CARD_KEY;
  const scalar = (value: Scalar, key: string): string => {
    const meant = vocabulary.field?.(key, value, names);
    if (meant !== undefined) return meant;
    if (typeof value === "string") return textWords(value, vocabulary, called);
    if (typeof value !== "number") return value === null ? "–" : value ? "yes" : "no";
    const isSeat = SEAT_KEY.test(key) && Number.isInteger(value) && value >= 0 && value < names.count;
    if (isSeat) return names.subject(value);
    return (cardKey.test(key) ? called.get(`card ${value}`) : undefined) ?? numberWords(value, key);
  };
  const called = new Map<string, string>();
  if (view !== undefined) nameThings(view, thing, called);
  const isNamed = (value: Plain, key: string) => isScalar(value) && vocabulary.field?.(key, value, names) !== undefined;
  const move = (one: MoveJson) => (view === undefined ? undefined : vocabulary.move?.(one, view));
  const shown = (fields: Fields) => vocabulary.shown?.(fields) ?? null;
  const printed = (value: Plain) => printedIn(value, vocabulary, new Map());
  const { aside = NOTHING, alike = false } = vocabulary;
  return { names, scalar, isNamed, thing, move, alike, shown, printed, aside };
}

const NOTHING: ReadonlySet<string> = new Set();

function printedIn(value: Plain, vocabulary: Vocabulary, found: Map<string, string>): Map<string, string> {
  if (isList(value)) for (const item of value) printedIn(item, vocabulary, found);
  if (isFields(value)) for (const [, item] of entriesOf(value)) printedIn(item, vocabulary, found);
  const text = typeof value === "string" ? vocabulary.print?.(value) : undefined;
  if (text !== undefined) found.set(vocabulary.term?.(String(value)) ?? String(value), text);
  return found;
}

function textWords(text: string, { term }: Vocabulary, called: ReadonlyMap<string, string>): string {
  const known = term?.(text) ?? called.get(text);
  if (known !== undefined) return known;
  const card = PLAYING_CARD.exec(text);
  if (card !== null) return `${card[1] === "T" ? "10" : card[1]}${SUITS[card[2] ?? ""]}`;
  return /^[a-z0-9]+(?:[-_][a-z0-9]+)+$/.test(text) ? plainWords(text) : text;
}

function numberWords(value: number, key: string): string {
  if (value > FIRST_MOMENT && value < LAST_MOMENT) return timeOfDay(value);
  if (/Ms$|_ms$|^bank$/.test(key)) return durationWords(value);
  return value.toLocaleString("en", { maximumFractionDigits: 3 });
}

function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hourCycle: "h23" });
}

/** At most three scalars, without the ids; one that has nothing else is called by its id. */
function thingWords(fields: Fields, scalar: Terms["scalar"]): string | null {
  const entries = entriesOf(fields);
  const told = entries.filter(([key]) => !IDS.has(key));
  const shown = told.length === 0 ? entries : told;
  if (shown.length === 0 || shown.length > 3) return null;
  const words: string[] = [];
  for (const [key, value] of shown) {
    if (!isScalar(value)) return null;
    const isPlain = typeof value === "string" || shown.length === 1;
    words.push(isPlain ? scalar(value, key) : `${plainWords(key)} ${scalar(value, key)}`);
  }
  return words.join(" · ");
}

/** Notes under every id in the view what is shown there: numbers are only taken for cards. */
function nameThings(value: Plain, thing: Terms["thing"], called: Map<string, string>): void {
  if (isList(value)) for (const item of value) nameThings(item, thing, called);
  if (!isFields(value)) return;
  const words = thing(value);
  for (const [key, item] of entriesOf(value)) {
    if (!IDS.has(key)) nameThings(item, thing, called);
    else if (words !== null && typeof item === "string" && words !== item) called.set(item, words);
    else if (words !== null && key.startsWith("card") && typeof item === "number") called.set(`card ${item}`, words);
  }
}
