/** One of the moves that a game says are legal, at random: listed ones and forms alike. */
import { type Chance, fillForm, type GameTypes, type Json, type LegalMoves } from "@holdfast/engine";

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
  return (form === undefined ? listed[chosen] : fillForm(form, dice)) as unknown as Json;
}
