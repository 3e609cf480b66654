/** The table as the bot looks at it: both sides from its own seat, and what attacks would do. */
import { baseDamage, damageTo, pays } from "./attack.js";
import { type Attack, type Creature, creatureOf } from "./cards.js";
import { topOf } from "./state.js";
import type {
  WildsparkCard,
  WildsparkCreatureView,
  WildsparkPosition,
  WildsparkSideView,
  WildsparkView,
} from "./types.js";

export interface BotTable {
  readonly view: WildsparkView;
  readonly hand: readonly WildsparkCard[];
  readonly own: WildsparkSideView;
  readonly theirs: WildsparkSideView;
}

/** Null for whoever does not sit at this table. */
export function tableOf(view: WildsparkView, seat: number): BotTable | null {
  const own = view.seats[seat];
  const theirs = view.seats[1 - seat];
  if (own === undefined || theirs === undefined || view.you === null) return null;
  return { view, hand: view.you.hand, own, theirs };
}

/** The creature at a position of this side. */
export function creatureIn(
  { active, bench }: WildsparkSideView,
  pos: WildsparkPosition | undefined,
): WildsparkCreatureView | null {
  if (pos === undefined) return null;
  return pos === "active" ? active : (bench[pos] ?? null);
}

export function definitionOf(creature: WildsparkCreatureView): Creature | null {
  return creatureOf(topOf(creature));
}

export function lifeOf(creature: WildsparkCreatureView): number {
  return (definitionOf(creature)?.hp ?? 0) - creature.damage;
}

/** What an attack does on the average, in damage; a status counts as a little. */
export function expectedDamage(by: WildsparkCreatureView, attack: Attack, to: WildsparkCreatureView | null): number {
  const flips = attack.flips ?? 0;
  const heads = flips / 2;
  const base =
    attack.onTails === undefined ? baseDamage(attack, heads) : (attack.damage * heads + attack.onTails * heads) / flips;
  const extra = (attack.status === undefined ? 0 : 8) + (attack.benchDamage ?? 0);
  const dealt = to === null ? base : damageTo(to, by, base);
  return dealt + extra;
}

/** The most damage this creature can do with these energies. */
export function power(
  creature: WildsparkCreatureView,
  to: WildsparkCreatureView | null,
  energy: readonly WildsparkCard[] = creature.energy,
): number {
  const attacks = definitionOf(creature)?.attacks ?? [];
  const able = attacks.filter(({ cost }) => pays(cost, energy));
  return Math.max(0, ...able.map((attack) => expectedDamage(creature, attack, to)));
}
