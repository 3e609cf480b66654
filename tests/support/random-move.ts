/** Some move out of what the rules say is legal, for play that nobody has thought of. */
import type { FieldRange, LegalMoves } from "@holdfast/engine";

type Roll = (sides: number) => number;
type Move = { readonly type: string };

/** One legal move; null where there is none, or none that is wanted. */
export function randomMove<M extends Move>(
  { all, forms = [] }: LegalMoves<M>,
  roll: Roll,
  isWanted: (move: M) => boolean = () => true,
): M | null {
  const filled = forms.flatMap(({ move, fields }) => {
    const values = Object.entries(fields).map(([field, range]) => [field, chosen(range, roll)] as const);
    return values.some(([, value]) => value === undefined) ? [] : [{ ...move, ...Object.fromEntries(values) } as M];
  });
  const moves = [...all, ...filled].filter(isWanted);
  return moves[roll(Math.max(1, moves.length))] ?? null;
}

function chosen(range: FieldRange, roll: Roll): unknown {
  switch (range.kind) {
    case "int":
      return range.min + roll(Math.min(1_000, range.max - range.min + 1));
    case "choose":
      return range.of.slice(0, range.min + roll(range.max - range.min + 1));
    case "order":
      return range.of.toReversed();
    case "text":
      return `No ${roll(1_000)}`;
    case "patch":
      return undefined;
  }
}
