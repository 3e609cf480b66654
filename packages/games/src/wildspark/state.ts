/** The whole state of a match of Wildspark. */
import { presetDeck } from "./cards.js";
import type {
  WildsparkCard,
  WildsparkCardId,
  WildsparkDeck,
  WildsparkEvent,
  WildsparkFlip,
  WildsparkForced,
  WildsparkMove,
  WildsparkPhase,
  WildsparkPosition,
  WildsparkResult,
  WildsparkSettings,
  WildsparkStatus,
  WildsparkResume,
} from "./types.js";

export type Event = WildsparkEvent;
export type Move = WildsparkMove;

/** A creature in play. */
export interface InPlay {
  readonly stack: readonly WildsparkCard[];
  readonly energy: readonly WildsparkCard[];
  readonly damage: number;
  readonly status: readonly WildsparkStatus[];
  readonly since: number;
  /** The turn in which its ability was used last. */
  readonly abilityTurn: number;
}
export interface Side {
  /** Definitions only, the top first: a card has no name of its own in a deck. */
  readonly deck: readonly WildsparkCardId[];
  readonly prizes: readonly WildsparkCardId[];
  readonly hand: readonly WildsparkCard[];
  readonly active: InPlay | null;
  readonly bench: readonly InPlay[];
  readonly discard: readonly WildsparkCard[];
  readonly placed: boolean;
  /** Cards that ever came to this hand: names the next one. */
  readonly drawn: number;
  readonly timeouts: number;
  /** Hands shown because there was no basic creature in them. */
  readonly mulligans: readonly (readonly WildsparkCardId[])[];
}
export interface Pending extends WildsparkForced {
  readonly resume: WildsparkResume;
}
export interface State {
  readonly settings: WildsparkSettings;
  readonly phase: WildsparkPhase;
  readonly turn: number;
  readonly current: number | null;
  readonly first: number;
  readonly used: { readonly energy: boolean; readonly ally: boolean; readonly retreat: boolean };
  readonly flips: readonly WildsparkFlip[];
  readonly queue: readonly Pending[];
  readonly sides: readonly [Side, Side];
  /** Cards that ever became public: names the next one. */
  readonly published: number;
  /** Since when the turn's clock runs, and what is left of it; it stands still during a search. */
  readonly mainSince: number;
  readonly mainLeft: number;
  /** Counts what starts a new clock. */
  readonly clock: number;
  readonly result: WildsparkResult | null;
}

const NONE_USED = { energy: false, ally: false, retreat: false } as const;

export function emptyTable(settings: WildsparkSettings): State {
  return {
    settings,
    phase: "setup",
    turn: 0,
    current: null,
    first: 0,
    used: NONE_USED,
    flips: [],
    queue: [],
    sides: [newSide(settings.decks[0]), newSide(settings.decks[1])],
    published: 0,
    mainSince: 0,
    mainLeft: 0,
    clock: 0,
    result: null,
  };
}

function newSide(deck: WildsparkDeck): Side {
  return {
    deck: typeof deck === "string" ? presetDeck(deck) : deck,
    prizes: [],
    hand: [],
    active: null,
    bench: [],
    discard: [],
    placed: false,
    drawn: 0,
    timeouts: 0,
    mulligans: [],
  };
}

export function sideOf(state: State, seat: number): Side {
  return seat === 0 ? state.sides[0] : state.sides[1];
}

/** The state with one side changed. */
export function withSide(state: State, seat: number, changed: Partial<Side>): State {
  const [zero, one] = state.sides;
  return { ...state, sides: seat === 0 ? [{ ...zero, ...changed }, one] : [zero, { ...one, ...changed }] };
}

/** The creature at a position, or null where there is none. */
export function creatureAt({ active, bench }: Side, pos: WildsparkPosition): InPlay | null {
  return pos === "active" ? active : (bench[pos] ?? null);
}

/** The side with the creature at a position changed. */
export function withCreature(side: Side, pos: WildsparkPosition, changed: Partial<InPlay>): Partial<Side> {
  const creature = creatureAt(side, pos);
  if (creature === null) return {};
  const next = { ...creature, ...changed };
  return pos === "active" ? { active: next } : { bench: side.bench.with(pos, next) };
}

/** The definition of the card it counts as. */
export function topOf({ stack }: Pick<InPlay, "stack">): WildsparkCardId {
  const top = stack.at(-1);
  if (top === undefined) throw new RangeError("a creature in play is made of cards");
  return top.card;
}

/** All positions with a creature, active first. */
export function positionsOf({ active, bench }: Side): readonly WildsparkPosition[] {
  return [...(active === null ? [] : (["active"] as const)), ...bench.map((_creature, index) => index)];
}
