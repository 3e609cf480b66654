/** The whole state of a match of Briscola. Cards are ids in here. */
import { idOf, SUITS } from "./cards.js";
import type {
  BriscolaBid,
  BriscolaEvent,
  BriscolaHandResult,
  BriscolaHigh,
  BriscolaMove,
  BriscolaPhase,
  BriscolaResult,
  BriscolaSettings,
  BriscolaSuit,
} from "./types.js";

export type Event = BriscolaEvent;
/** A move as the rules see it: cards are ids. */
export type Move =
  | Exclude<BriscolaMove, { readonly type: "play" | "reorder" }>
  | { readonly type: "play"; readonly card: number }
  | { readonly type: "reorder"; readonly hand: readonly number[] };

export interface Trick {
  readonly winner: number;
  readonly points: number;
  readonly leader: number;
  readonly cards: readonly number[];
}
/** What the winner of the auction plays for. */
export interface Contract {
  readonly declarer: number;
  readonly bid: BriscolaBid;
  readonly target: number;
  readonly rank: number | null;
  readonly suit: BriscolaSuit | null;
}

export interface State {
  readonly settings: BriscolaSettings;
  readonly phase: BriscolaPhase;
  readonly hand: number;
  readonly dealer: number;
  readonly voids: number;
  /** Who is asked now. */
  readonly turn: number | null;
  /** Counts decisions, so that each has a clock of its own. */
  readonly decision: number;
  readonly dealt: readonly (readonly number[])[];
  readonly hands: readonly (readonly number[])[];
  readonly high: BriscolaHigh | null;
  readonly passed: readonly boolean[];
  readonly contract: Contract | null;
  /** The called card has been seen on the table. */
  readonly revealed: boolean;
  readonly leader: number;
  readonly trick: readonly number[];
  readonly tricks: readonly Trick[];
  readonly points: readonly number[];
  readonly totals: readonly number[];
  /** Automatic actions in a row, by seat. */
  readonly autos: readonly number[];
  readonly away: readonly boolean[];
  readonly left: readonly boolean[];
  readonly last: BriscolaHandResult | null;
  readonly result: BriscolaResult | null;
}

export const SEATS = 5;
const ZEROS: readonly number[] = [0, 0, 0, 0, 0];
const NOBODY: readonly boolean[] = [false, false, false, false, false];

/** Nothing dealt yet; the first `hand.dealt` sets the table. */
export function emptyTable(settings: BriscolaSettings): State {
  return {
    settings,
    phase: "bid",
    hand: 0,
    dealer: 0,
    voids: 0,
    turn: null,
    decision: 0,
    dealt: [[], [], [], [], []],
    hands: [[], [], [], [], []],
    high: null,
    passed: NOBODY,
    contract: null,
    revealed: false,
    leader: 0,
    trick: [],
    tricks: [],
    points: ZEROS,
    totals: ZEROS,
    autos: ZEROS,
    away: NOBODY,
    left: NOBODY,
    last: null,
    result: null,
  };
}

export function nextSeat(seat: number): number {
  return (seat + 1) % SEATS;
}

/** The called card, once rank and suit are known. */
export function calledCard({ contract }: State): number | null {
  if (contract === null || contract.rank === null || contract.suit === null) return null;
  return idOf(contract.suit, contract.rank);
}

/** Who was dealt the called card; null while it is not fully known. */
export function partnerOf(state: State): number | null {
  const card = calledCard(state);
  if (card === null) return null;
  return state.dealt.findIndex((hand) => hand.includes(card));
}

/** An index of `SUITS`, or -1 while trump is not known. */
export function trumpOf({ contract }: State): number {
  return contract?.suit == null ? -1 : SUITS.indexOf(contract.suit);
}

/** Something that only the one who made it knows yet, and may still change. */
export type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * The same table, to be changed. Field by field: a spread takes a microsecond once V8 has seen objects of a few layouts
 * at one place.
 */
export function draftOf(state: State): Draft<State> {
  return {
    settings: state.settings,
    phase: state.phase,
    hand: state.hand,
    dealer: state.dealer,
    voids: state.voids,
    turn: state.turn,
    decision: state.decision,
    dealt: state.dealt,
    hands: state.hands,
    high: state.high,
    passed: state.passed,
    contract: state.contract,
    revealed: state.revealed,
    leader: state.leader,
    trick: state.trick,
    tricks: state.tricks,
    points: state.points,
    totals: state.totals,
    autos: state.autos,
    away: state.away,
    left: state.left,
    last: state.last,
    result: state.result,
  };
}
