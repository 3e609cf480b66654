/** What a table needs to draw Wildspark; no rules and no schemas are pulled in. */
export { CARD_IDS, CARDS, creatureOf, presetDeck } from "./cards.js";
export type { Attack, CardDefinition, Creature, PresetName } from "./cards.js";
export type * from "./types.js";
