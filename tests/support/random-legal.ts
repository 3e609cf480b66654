/** One of the moves that a game says are legal, at random: listed ones and forms alike. */
import type { Chance, FieldRange, GameTypes, Json, LegalMoves, MoveForm } from "@holdfast/engine";
import { shuffle } from "@holdfast/engine";

/** Null when there is none. Moves whose type is in `never` are left out. */
export function randomLegal(
  { all, forms = [] }: LegalMoves<GameTypes["Move"]>,
  dice: Chance,
  never: readonly string[] = [],
): Json | null {
  const listed = all.filter(({ type }) => !never.includes(type));
  const described = forms.filter(({ move }) => !never.includes(move.type));
  const count = listed.length + described.length;
  if (count === 0) return null;
  const chosen = dice.int(count, "move");
  const form = described[chosen - listed.length];
  return form === undefined ? (listed[chosen] as unknown as Json) : filled(form, dice);
}

function filled({ move, fields }: MoveForm, dice: Chance): Json {
  const values = Object.entries(fields).map(([field, range]) => [field, valueIn(range, dice)] as const);
  return { ...move, ...Object.fromEntries(values) };
}

function valueIn(range: FieldRange, dice: Chance): Json {
  switch (range.kind) {
    case "int":
      return range.min + dice.int(range.max - range.min + 1, "int");
    case "order":
      return shuffle(dice, range.of, "order");
    case "choose":
      return shuffle(dice, range.of, "choose").slice(0, range.min + dice.int(range.max - range.min + 1, "how many"));
    case "text":
      return "a";
    case "patch":
      return {};
  }
}
