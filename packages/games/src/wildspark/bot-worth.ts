/**
 * What a move of a turn is worth. What costs nothing comes first: creatures, evolution, energy, cards; then a change
 * in front if that helps; then the attack, which ends the turn. Below nothing: better end the turn.
 */
import { type BotTable, creatureIn, definitionOf, expectedDamage, lifeOf, power } from "./bot-table.js";
import type { Move } from "./state.js";
import type { WildsparkCard, WildsparkCardId, WildsparkCreatureView, WildsparkPosition } from "./types.js";

const NEVER = -1_000;
/** The deck has to last: whoever cannot draw has lost. */
const DECK_TO_KEEP = 8;
/** No attack costs more. */
const ENOUGH_ENERGY = 3;

export function worthOf(table: BotTable, move: Move): number {
  switch (move.type) {
    case "play-creature":
      return 1_000;
    case "evolve":
      return 900 + energyOf(creatureIn(table.own, move.target));
    case "attach-energy":
      return 800 + energyWorth(table, move);
    case "play-trainer":
      return trainerWorth(table, cardOf(table, move.card), move.target);
    case "use-ability":
      return healWorth(creatureIn(table.own, move.target), 20);
    case "retreat":
      return changeWorth(table, move.to, move.discard.length);
    case "attack":
      return 100 + attackWorth(table, move.index);
    case "end-turn":
    case "select-prize":
      return 0;
    default:
      return NEVER;
  }
}

function trainerWorth(table: BotTable, card: WildsparkCardId | null, target: WildsparkPosition | undefined): number {
  const { own, hand } = table;
  const mayDraw = own.deck > DECK_TO_KEEP;
  switch (card) {
    case "A2":
      return mayDraw ? 700 : NEVER;
    case "A1":
      return mayDraw && hand.length <= 4 ? 400 : NEVER;
    case "I2":
      return own.bench.length < 3 && mayDraw ? 750 : NEVER;
    case "I1":
      return healWorth(creatureIn(own, target), 30);
    case "I3":
      return typeof target === "number" ? changeWorth(table, target, 0) : NEVER;
    case "I4":
      return typeof target === "number" ? grappleWorth(table, target) : NEVER;
    default:
      return NEVER;
  }
}

/** Where it makes a stronger attack possible, in front first; else where more is needed. */
function energyWorth({ own, theirs, hand }: BotTable, { card, target }: Move & { type: "attach-energy" }): number {
  const creature = creatureIn(own, target);
  const added = hand.find(({ iid }) => iid === card);
  if (creature === null || added === undefined) return NEVER;
  const gain = power(creature, theirs.active, [...creature.energy, added]) - power(creature, theirs.active);
  const open = creature.energy.length < ENOUGH_ENERGY ? 10 : 0;
  const fit = isOfType(creature, added) ? 5 : 0;
  return gain + open + fit + (target === "active" ? 8 : 0) - (added.card === "XP" ? 1 : 0);
}

function isOfType(creature: WildsparkCreatureView, { card }: WildsparkCard): boolean {
  const type = definitionOf(creature)?.type;
  const letter = type === undefined || type === "plain" ? "" : type.charAt(0).toUpperCase();
  return letter === "" || card === `X${letter}` || card === "XP";
}

function healWorth(creature: WildsparkCreatureView | null, amount: number): number {
  return creature === null || creature.damage < amount ? NEVER : 600 + creature.damage;
}

/** Another in front: when that one can do more now than the one that is there. */
function changeWorth({ own, theirs }: BotTable, to: number, cost: number): number {
  const next = creatureIn(own, to);
  if (next === null || own.active === null) return NEVER;
  const asleep = own.active.status.includes("sleep");
  const now = asleep ? 0 : power(own.active, theirs.active);
  const gain = power(next, theirs.active) - now - 15 * cost;
  return gain > 0 && lifeOf(next) > 20 ? 300 + gain : NEVER;
}

/** One from their bench in front: when it can be knocked out now and the one in front cannot. */
function grappleWorth({ own, theirs }: BotTable, target: number): number {
  const victim = creatureIn(theirs, target);
  if (victim === null || own.active === null || theirs.active === null) return NEVER;
  if (power(own.active, theirs.active) >= lifeOf(theirs.active)) return NEVER;
  return power(own.active, victim) >= lifeOf(victim) ? 350 : NEVER;
}

/** The damage, much more for a knock-out, less for what it costs oneself. */
function attackWorth({ own, theirs }: BotTable, index: number): number {
  const attack = own.active === null ? undefined : definitionOf(own.active)?.attacks[index];
  if (own.active === null || attack === undefined) return NEVER;
  const damage = expectedDamage(own.active, attack, theirs.active);
  const knocksOut = theirs.active !== null && damage >= lifeOf(theirs.active);
  const hurts = attack.selfDamage ?? 0;
  const isFatal = hurts >= lifeOf(own.active);
  return damage + (knocksOut ? 100 : 0) - hurts / 2 - (isFatal ? 60 : 0) - 5 * (attack.discard ?? 0);
}

function cardOf({ hand }: BotTable, iid: string): WildsparkCardId | null {
  return hand.find((held) => held.iid === iid)?.card ?? null;
}

function energyOf(creature: WildsparkCreatureView | null): number {
  return creature === null ? 0 : creature.energy.length;
}
