import { gameLaws, type Json, seededChance, shuffle, type Viewer } from "@holdfast/engine";
import { expect, test } from "vitest";
import { creatureOf, isBasic, presetDeck } from "./cards.js";
import { wildspark } from "./rules.js";
import { type InPlay, type Move, type Side, type State, topOf } from "./state.js";
import type { WildsparkCardId } from "./types.js";

const seed = "wildspark laws 1";
/** Well-formed moves of every kind, so that one which is wrongly never listed is missed. */
const SOME_OF_EACH: readonly Move[] = [
  { type: "setup-place", active: "h1", bench: [] },
  { type: "setup-place", active: "h2", bench: ["h3"] },
  ...["h1", "h5", "h9"].flatMap((card): Move[] => [
    { type: "play-creature", card },
    { type: "evolve", card, target: "active" },
    { type: "attach-energy", card, target: 0 },
    { type: "play-trainer", card },
    { type: "play-trainer", card, target: 0 },
  ]),
  { type: "use-ability", source: 0, target: "active" },
  { type: "retreat", to: 0, discard: [] },
  { type: "attack", index: 0 },
  { type: "attack", index: 1, discard: [] },
  { type: "select-prize", index: 0 },
  { type: "select-active", bench: 0 },
  { type: "search-select", card: null },
  { type: "search-select", card: "N1" },
  { type: "end-turn" },
];

/** Hidden cards dealt anew, and another choice in the setup where it is not revealed yet. */
function variants(json: Json, viewer: Viewer): readonly Json[] {
  const state = json as unknown as State;
  if (state.phase === "over") return [];
  const own = viewer.kind === "observer" ? null : viewer.seat;
  return ["0a", "0b"].map((salt) => exchanged(state, own, salt) as unknown as Json);
}

function exchanged(state: State, own: number | null, salt: string): State {
  const chance = seededChance({ seed: "ef".repeat(32), entropy: salt, version: state.clock });
  const sides = state.sides.map((side, seat) => {
    const isSearched = seat === own && state.queue[0]?.kind === "search-select" && state.queue[0].seat === own;
    if (seat === own) return isSearched ? reshuffled(side, chance) : { ...side, ...dealtAnew(side, chance, false) };
    const anew = { ...side, ...dealtAnew(side, chance, true) };
    if (state.phase !== "setup") return anew;
    // Everybody knows that there was a basic creature in the hand that was kept.
    return side.placed || anew.hand.some(({ card }) => isBasic(card)) ? unbenched(anew) : side;
  });
  return { ...state, sides: [sides[0] ?? state.sides[0], sides[1] ?? state.sides[1]] };
}

type Dealer = Parameters<typeof shuffle>[0];

/** During a search its player may know what is in the deck, but not in which order. */
function reshuffled(side: Side, chance: Dealer): Side {
  return { ...side, deck: shuffle(chance, side.deck, "variant") };
}

function dealtAnew(side: Side, chance: Dealer, withHand: boolean): Partial<Side> {
  const hand = withHand ? side.hand.map(({ card }) => card) : [];
  const mixed = shuffle(chance, [...hand, ...side.deck, ...side.prizes], "variant");
  const held = side.hand.map(({ iid, card }) => ({ iid, card: withHand ? (mixed.shift() ?? card) : card }));
  const prizes = mixed.splice(0, side.prizes.length);
  return { hand: held, prizes, deck: mixed };
}

/** The same cards, all but the active one still in the hand. */
function unbenched(side: Side): Side {
  return { ...side, hand: [...side.hand, ...side.bench.flatMap(({ stack }) => stack)], bench: [] };
}

/** Each side's forty cards are divided over its zones, nobody alive has more damage than life, statuses are on actives. */
function invariant(json: Json): string | null {
  const state = json as unknown as State;
  for (const [seat, side] of state.sides.entries()) {
    const problem = sideProblem(state, side, seat);
    if (problem !== null) return `seat ${seat}: ${problem}`;
  }
  return null;
}

function sideProblem({ settings, phase }: State, side: Side, seat: number): string | null {
  const inPlay = [...(side.active === null ? [] : [side.active]), ...side.bench];
  const zones: readonly WildsparkCardId[] = [
    ...side.deck,
    ...side.prizes,
    ...[...side.hand, ...side.discard, ...inPlay.flatMap(({ stack, energy }) => [...stack, ...energy])].map(
      ({ card }) => card,
    ),
  ];
  const deck = settings.decks[seat] ?? [];
  const list = typeof deck === "string" ? presetDeck(deck) : deck;
  if (zones.toSorted().join() !== list.toSorted().join()) return `not its forty cards: ${zones.toSorted().join()}`;
  if (side.bench.length > settings.benchMax) return "the bench is too long";
  if (side.bench.some(({ status }) => status.length > 0)) return "a status on the bench";
  const isDead = (each: InPlay) => each.damage % 10 !== 0 || each.damage >= (creatureOf(topOf(each))?.hp ?? 0);
  return phase === "main" && inPlay.some(isDead) ? "a creature should have been knocked out" : null;
}

const laws = gameLaws(wildspark, {
  seed,
  cases: 10_000,
  options: [
    { maxTurns: 40 },
    { decks: ["tidal-grove", "tidal-grove"], prizes: 2, maxTurns: 60, lossAfterTimeouts: 10 },
    { decks: ["ember-rush", "ember-rush"], prizes: 1, benchMax: 2, handStart: 5, turnMs: 0 },
  ],
  rarely: ["resign", "end-turn", "retreat"],
  otherMoves: SOME_OF_EACH,
  maxSteps: 3_000,
  variants,
  invariant,
});

/** Ten thousand positions take a while, more on a busy machine. */
const PATIENCE_MS = 240_000;

test.each(laws.map((law) => [law.name, law] as const))(
  "[G2] Wildspark, 10,000 positions: %s",
  (_name, law) => {
    expect(() => law.run()).not.toThrow();
  },
  PATIENCE_MS,
);
