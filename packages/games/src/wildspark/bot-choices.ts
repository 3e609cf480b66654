/** What the bot chooses where it has to choose: whom it begins with, who goes to the front, what it looks for. */
import type { MoveForm } from "@holdfast/engine";
import { type BotTable, lifeOf, power } from "./bot-table.js";
import { type Creature, creatureOf, isCardId } from "./cards.js";
import type { Move } from "./state.js";

/** The strongest basic creature in front, and all others behind it. */
export function placement({ hand }: BotTable, forms: readonly MoveForm[]): Move | null {
  const worth = (iid: string): number => startWorth(creatureOf(hand.find((held) => held.iid === iid)?.card ?? "XE"));
  const [best] = forms.toSorted((a, b) => worth(String(b.move["active"])) - worth(String(a.move["active"])));
  const bench = best?.fields["bench"];
  if (best === undefined || bench?.kind !== "choose") return null;
  return { type: "setup-place", active: String(best.move["active"]), bench: bench.of.map(String).slice(0, bench.max) };
}

/** The one that can fight: by what it can do now, and how much it can take. */
export function promotion({ own, theirs }: BotTable, moves: readonly Move[]): Move | null {
  const worth = (move: Move): number => {
    const creature = move.type === "select-active" ? own.bench[move.bench] : undefined;
    return creature === undefined ? -1 : power(creature, theirs.active) * 2 + lifeOf(creature);
  };
  return moves.toSorted((a, b) => worth(b) - worth(a))[0] ?? null;
}

/** The basic creature with the most life, if there is one. */
export function searched(moves: readonly Move[]): Move | null {
  const life = (move: Move): number => {
    if (move.type !== "search-select" || move.card === null || !isCardId(move.card)) return 0;
    return creatureOf(move.card)?.hp ?? 0;
  };
  return moves.toSorted((a, b) => life(b) - life(a))[0] ?? null;
}

/** Life, and cheap attacks. */
function startWorth(creature: Creature | null): number {
  if (creature === null) return 0;
  const cheapest = Math.min(...creature.attacks.map(({ cost }) => cost.length));
  return creature.hp - 10 * cheapest;
}
