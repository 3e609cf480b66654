/** What is printed on the cards of Wildspark, and its creatures as people look at them: what is left of them, and what they can do. */
import { type Attack, CARDS, type Creature, creatureOf } from "@holdfast/games/wildspark";
import { type Fields, isFields, isList, type Plain } from "./json.js";

const ENERGIES: Readonly<Record<string, string>> = { E: "ember", T: "tide", G: "grove", C: "any" };

/** A card's text in one line; undefined where there is no such card. */
export function cardText(id: string): string | undefined {
  if (!isCard(id)) return;
  const card = CARDS[id];
  if (card.kind === "creature") return creatureText(card);
  return card.kind === "energy" ? `Energy: ${card.energy}.` : `${card.kind === "ally" ? "Ally" : "Item"}. ${card.text}`;
}

/** A creature in play, or a player's side of the table, as it is shown; undefined for anything else. */
export function shownInPlay(fields: Fields): Fields | undefined {
  if (isList(fields.stack)) return creatureShown(fields, fields.stack);
  return "active" in fields && "prizes" in fields ? sideShown(fields) : undefined;
}

export const isCard = (text: string): text is keyof typeof CARDS => Object.hasOwn(CARDS, text);

function creatureText({ type, from, hp, retreat, weak, attacks, ability }: Creature): string {
  const kind = from === null ? `Basic ${type} creature` : `Evolves from ${CARDS[from].name}, ${type}`;
  const weakness = weak === null ? "" : `, weak to ${weak}`;
  const power = ability === undefined ? "" : ` Ability: ${ability.name}.`;
  return `${kind}. ${hp} HP, retreat ${retreat}${weakness}.${power} ${attacks.map(attackText).join(" ")}`;
}

/** "Scorch (1 ember, 1 any): 20; on heads burn." */
function attackText(attack: Attack): string {
  return `${attack.name} (${costWords(attack.cost)}): ${[...damageOf(attack), ...effectsOf(attack)].join("; ")}.`;
}

function costWords(cost: string): string {
  const kinds = [...new Set(cost)];
  return kinds.map((kind) => `${cost.split(kind).length - 1} ${ENERGIES[kind] ?? kind}`).join(", ");
}

function damageOf({ damage, flips = 0, perHeads, onTails }: Attack): readonly string[] {
  if (perHeads !== undefined) return [`${perHeads} for each head of ${flips}`];
  if (onTails !== undefined) return [`${damage} on heads, ${onTails} on tails`];
  return damage > 0 ? [String(damage)] : [];
}

function effectsOf({ status, discard, selfDamage, selfHeal, benchDamage, undertow }: Attack): readonly string[] {
  return [
    ...(status === undefined ? [] : [`on heads ${status}`]),
    ...(discard === undefined ? [] : [`discard ${discard} of its energies`]),
    ...(selfDamage === undefined ? [] : [`${selfDamage} to itself`]),
    ...(selfHeal === undefined ? [] : [`heals ${selfHeal} of itself`]),
    ...(benchDamage === undefined ? [] : [`${benchDamage} to each of the bench`]),
    ...(undertow === undefined ? [] : ["the other side switches"]),
  ];
}

function creatureShown(fields: Fields, stack: readonly Plain[]): Fields | undefined {
  const top = stack.at(-1);
  const id = isFields(top) ? top.card : undefined;
  const creature = typeof id === "string" && isCard(id) ? creatureOf(id) : null;
  if (creature === null || typeof fields.damage !== "number") return;
  const { energy, status, abilityUsed } = fields;
  const { name, hp, retreat, weak, attacks, ability } = creature;
  return {
    creature: name,
    HP: `${Math.max(0, hp - fields.damage)} of ${hp}`,
    energy,
    status,
    attacks: attacks.map(attackText).join(" "),
    ability: ability?.name,
    abilityUsed,
    retreat,
    weakTo: weak,
  };
}

/** What is in play comes first; what says nothing yet is left out. */
function sideShown({ active, bench, placed, timeouts, mulligans, ...rest }: Fields): Fields {
  return {
    active,
    bench,
    ...rest,
    ...(placed === false ? { placed: "not yet" } : {}),
    timeouts: timeouts || null,
    mulligans: isList(mulligans) ? mulligans.map(handWords).join("; ") : mulligans,
  };
}

/** A whole hand in a line. */
function handWords(hand: Plain): string {
  const names = isList(hand)
    ? hand.map((id) => (typeof id === "string" && isCard(id) ? CARDS[id].name : String(id)))
    : [];
  const kinds = [...new Set(names)];
  return kinds
    .map((name) => [name, names.filter((one) => one === name).length] as const)
    .map(counted)
    .join(", ");
}

const counted = ([name, count]: readonly [name: string, count: number]) => (count === 1 ? name : `${count} ${name}`);
