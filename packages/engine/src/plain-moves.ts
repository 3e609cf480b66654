/**
 * Moves that a game's schema leaves as they are, by their canonical text. The same few are made again and again, and
 * parsing one costs as much as deciding on it: what came out as it went in needs no parsing the next time.
 */
import { canonicalJson } from "./canonical.js";
import type { AnyGame, GameTypes } from "./game.js";
import { asJson } from "./json.js";

/** Texts come from outside: so many of a game are kept, none longer than this. */
const MOST = 4_096;
const LONGEST = 160;

const known = new WeakMap<AnyGame, Set<string>>();

/** Whether the schema is known to make of a move with this text what it is already. */
export function isPlainMove(game: AnyGame, text: string): boolean {
  return known.get(game)?.has(text) ?? false;
}

/** Remembers the text of a move of which the schema made this, where that says the same. Whether it does. */
export function notePlainMove(game: AnyGame, text: string, parsed: GameTypes["Move"]): boolean {
  if (text.length > LONGEST || !isPlain(parsed) || textOf(parsed) !== text) return false;
  const texts = known.get(game) ?? new Set();
  if (texts.size >= MOST) texts.clear();
  known.set(game, texts.add(text));
  return true;
}

/** What a class has made is more than its text says. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
  return Object.values(value).every(isPlain);
}

/** Null: a schema may make anything of a move, also what is no JSON. */
function textOf(parsed: GameTypes["Move"]): string | null {
  try {
    return canonicalJson(asJson(parsed));
  } catch {
    return null;
  }
}
