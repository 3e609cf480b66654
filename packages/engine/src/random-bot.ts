/** A player for any game: a legal move at random. It is what a game without a bot of its own is played with. */
import { type Chance, shuffle } from "./chance.js";
import type { BotAsked, FieldRange, GameTypes, MoveForm } from "./game.js";
import type { Json } from "./json.js";

type Move = GameTypes["Move"];

/** How games name the moves that give a match up; a random player makes none of them while there is another. */
const GIVING_UP: ReadonlySet<string> = new Set(["resign", "concede", "forfeit", "surrender", "leave"]);

/** One of the legal moves, each listed one and each form as likely as any other; null when it is not to move. */
export function randomBot({ toMove, legal, chance }: BotAsked): Move | null {
  if (!toMove) return null;
  const choices = [...legal.all, ...(legal.forms ?? []).filter(isExact)];
  const playing = choices.filter((choice) => !GIVING_UP.has(typeOf(choice)));
  const pool = playing.length > 0 ? playing : choices;
  const chosen = pool.length === 0 ? undefined : pool[chance.int(pool.length, "bot")];
  if (chosen === undefined) return null;
  return "fields" in chosen ? fillForm(chosen as MoveForm, chance) : (chosen as Move);
}

/** A move of this form, every field at random. Names are one letter, and patches change nothing. */
export function fillForm({ move, fields }: MoveForm, chance: Chance): Move {
  const values = Object.entries(fields).map(([field, range]) => [field, valueIn(range, chance)] as const);
  return { ...move, ...Object.fromEntries(values) };
}

function typeOf(choice: Move | MoveForm): string {
  return "fields" in choice ? (choice as MoveForm).move.type : (choice as Move).type;
}

/** What is to be written or patched, the game has more to say of than its form. */
function isExact({ fields }: MoveForm): boolean {
  return Object.values(fields).every(({ kind }) => kind !== "text" && kind !== "patch");
}

function valueIn(range: FieldRange, chance: Chance): Json {
  switch (range.kind) {
    case "int":
      return range.min + chance.int(range.max - range.min + 1, "bot");
    case "order":
      return shuffle(chance, range.of, "bot");
    case "choose": {
      const many = range.min + chance.int(range.max - range.min + 1, "bot");
      return shuffle(chance, range.of, "bot").slice(0, many);
    }
    case "text":
      return "a";
    case "patch":
      return {};
  }
}
