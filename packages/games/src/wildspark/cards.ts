/** The twenty-four cards, and the two preset decks. Text that a card prints is a field here; rules read only these. */
import type { WildsparkCardId, WildsparkEnergy } from "./types.js";

export interface Attack {
  readonly name: string;
  /** One letter for each energy: E ember, T tide, G grove, C any. */
  readonly cost: string;
  readonly damage: number;
  readonly flips?: number;
  /** Damage for each head; else heads bring the effect. */
  readonly perHeads?: number;
  /** Damage when the flip is tails. */
  readonly onTails?: number;
  /** A status for the defender when the flip is heads. */
  readonly status?: "burn" | "sleep";
  /** Own energies to discard. */
  readonly discard?: number;
  readonly selfDamage?: number;
  readonly selfHeal?: number;
  /** To each creature on the opposing bench. */
  readonly benchDamage?: number;
  /** The defender's owner has to switch. */
  readonly undertow?: true;
}
export interface Creature {
  readonly kind: "creature";
  readonly name: string;
  readonly type: "ember" | "tide" | "grove" | "plain";
  /** What it evolves from; null for a basic creature. */
  readonly from: WildsparkCardId | null;
  readonly hp: number;
  readonly retreat: number;
  readonly weak: "ember" | "tide" | "grove" | null;
  readonly attacks: readonly Attack[];
  readonly ability?: { readonly name: string; readonly effect: "calm-waters" | "deep-roots" };
}
export interface Energy {
  readonly kind: "energy";
  readonly name: string;
  readonly energy: WildsparkEnergy;
}
export interface Trainer {
  readonly kind: "ally" | "item";
  readonly name: string;
  readonly text: string;
}
export type CardDefinition = Creature | Energy | Trainer;

type Body = readonly [name: string, from: WildsparkCardId | null, hp: number, retreat: number];

const attack = (
  name: string,
  cost: string,
  damage: number,
  more: Omit<Attack, "name" | "cost" | "damage"> = {},
): Attack => ({
  name,
  cost,
  damage,
  ...more,
});

function creature(type: Creature["type"], [name, from, hp, retreat]: Body, attacks: readonly Attack[]): Creature {
  const weak = { ember: "tide", tide: "grove", grove: "ember", plain: null } as const;
  return { kind: "creature", name, type, from, hp, retreat, weak: weak[type], attacks };
}

const energy = (name: string, of: WildsparkEnergy): Energy => ({ kind: "energy", name, energy: of });

export const CARDS: Readonly<Record<WildsparkCardId, CardDefinition>> = {
  E1: creature(
    "ember",
    ["Cindling", null, 50, 1],
    [attack("Spit Spark", "E", 10), attack("Scorch", "EC", 20, { flips: 1, status: "burn" })],
  ),
  E2: creature(
    "ember",
    ["Furnacat", "E1", 90, 1],
    [attack("Ash Claw", "EC", 30), attack("Backdraft", "EEC", 60, { discard: 1 })],
  ),
  E3: creature(
    "ember",
    ["Pyrothane", "E2", 130, 2],
    [attack("Inferno Coil", "EEC", 80), attack("Last Ember", "EEE", 120, { selfDamage: 30 })],
  ),
  E4: creature(
    "ember",
    ["Sootsnout", null, 70, 2],
    [attack("Headbutt", "CC", 20), attack("Kiln Charge", "EE", 0, { flips: 2, perHeads: 30 })],
  ),
  T1: creature(
    "tide",
    ["Dripkit", null, 50, 1],
    [attack("Splash Nip", "T", 10), attack("Lull Tide", "TC", 10, { flips: 1, status: "sleep" })],
  ),
  T2: creature(
    "tide",
    ["Brinelope", "T1", 90, 1],
    [attack("Salt Horn", "TC", 30), attack("Undertow", "TTC", 40, { undertow: true })],
  ),
  T3: {
    ...creature("tide", ["Maelstag", "T2", 140, 2], [attack("Whirl Crest", "TTC", 70)]),
    ability: { name: "Calm Waters", effect: "calm-waters" },
  },
  T4: creature("tide", ["Reefmaw", null, 80, 2], [attack("Gulp", "CC", 20), attack("Tide Slam", "TTC", 50)]),
  G1: creature(
    "grove",
    ["Mossprig", null, 50, 1],
    [attack("Leaf Tap", "G", 10), attack("Drain Root", "GC", 20, { selfHeal: 10 })],
  ),
  G2: creature(
    "grove",
    ["Thornback", "G1", 100, 2],
    [attack("Bramble Hit", "GC", 30), attack("Spine Burst", "GGC", 50, { benchDamage: 10 })],
  ),
  G3: {
    ...creature("grove", ["Eldergrove", "G2", 150, 3], [attack("Canopy Crash", "GGC", 80)]),
    ability: { name: "Deep Roots", effect: "deep-roots" },
  },
  G4: creature(
    "grove",
    ["Humbark", null, 70, 1],
    [attack("Pollen Puff", "C", 0, { flips: 1, status: "sleep" }), attack("Log Roll", "GC", 30)],
  ),
  N1: creature("plain", ["Gearwing", null, 60, 0], [attack("Peck", "C", 10), attack("Dive", "CCC", 40)]),
  N2: creature("plain", ["Pebblet", null, 60, 1], [attack("Rock Toss", "C", 40, { flips: 1, onTails: 10 })]),
  XE: energy("Ember Energy", "ember"),
  XT: energy("Tide Energy", "tide"),
  XG: energy("Grove Energy", "grove"),
  XP: energy("Prism Energy", "prism"),
  A1: { kind: "ally", name: "Old Surveyor", text: "Shuffle the rest of your hand into your deck and draw 5." },
  A2: { kind: "ally", name: "Twin Couriers", text: "Draw 3." },
  I1: { kind: "item", name: "Salve", text: "Heal 30 from one of your creatures that has damage." },
  I2: { kind: "item", name: "Trail Whistle", text: "Look through your deck for a basic creature and take it." },
  I3: { kind: "item", name: "Swap Line", text: "Switch your active creature with one of your bench." },
  I4: { kind: "item", name: "Grapple", text: "Choose an opposing bench creature; on heads it becomes active." },
};

export const CARD_IDS = Object.keys(CARDS).filter(isCardId);

const PRESETS = {
  "ember-rush": "E1x4 E2x3 E3x2 E4x3 N1x2 A1x2 A2x3 I1x2 I2x3 I3x2 I4x1 XEx12 XPx1",
  "tidal-grove": "T1x3 T2x2 T3x1 T4x2 G1x3 G2x2 G3x1 N2x1 A1x2 A2x3 I1x2 I2x2 I3x1 I4x1 XTx6 XGx6 XPx2",
} as const;
export type PresetName = keyof typeof PRESETS;

/** The forty cards of a preset, in the order before the first shuffle. */
export function presetDeck(name: PresetName): readonly WildsparkCardId[] {
  return PRESETS[name].split(" ").flatMap((entry) => {
    const [id = "", many = "0"] = entry.split("x");
    return isCardId(id) ? Array.from({ length: Number(many) }, () => id) : [];
  });
}

export function isCardId(id: string): id is WildsparkCardId {
  return Object.hasOwn(CARDS, id);
}

/** The creature on this card, or null when it is none. */
export function creatureOf(id: WildsparkCardId): Creature | null {
  const card = CARDS[id];
  return card.kind === "creature" ? card : null;
}

export function isBasic(id: WildsparkCardId): boolean {
  return creatureOf(id)?.from === null;
}
