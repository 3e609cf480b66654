/** The whole state of a match of Briscola, and the only way it changes. Cards are ids in here. */
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
/** Automatic actions in a row after which a seat counts as away. */
const AWAY_AFTER = 3;
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

export function evolve(state: State, event: Event): State {
  switch (event.type) {
    case "hand.dealt":
      return dealt(state, event);
    case "hand.update":
      return handUpdated(state, event);
    case "bid.made": {
      const { seat, bid, high, current } = event;
      const passed = bid === -1 ? state.passed.with(seat, true) : state.passed;
      return acted({ ...state, high, passed, turn: current }, seat, event.auto);
    }
    case "hand.void":
      return { ...state, turn: null, voids: state.voids + 1 };
    case "phase.change":
      return phaseChanged(state, event);
    case "trick.played": {
      const { player_id: seat, card, current_player_id: turn } = event;
      const hands = state.hands.with(
        seat,
        (state.hands[seat] ?? []).filter((id) => id !== card.card_id),
      );
      return acted({ ...state, hands, trick: [...state.trick, card.card_id], turn }, seat, event.auto);
    }
    case "partner.revealed":
      return { ...state, revealed: true };
    case "trick.won":
      return trickWon(state, event);
    case "score.update":
      return state;
    case "hand.ended": {
      const { type: _type, ...last } = event;
      return { ...state, last, totals: event.totals, turn: null };
    }
    case "seat.away": {
      const left = event.left ? state.left.with(event.seat, true) : state.left;
      return { ...state, left, away: state.away.with(event.seat, true) };
    }
    case "match.ended":
      return { ...state, phase: "end", turn: null, result: event.result };
  }
}

/** The seat has acted, by itself or by the clock: three times by the clock and it is away until it acts. */
function acted(state: State, seat: number, auto: true | undefined): State {
  const decision = state.decision + 1;
  const autos = auto === true ? (state.autos[seat] ?? 0) + 1 : 0;
  const away = autos >= AWAY_AFTER || state.left[seat] === true || (auto === true && state.away[seat] === true);
  if (autos === state.autos[seat] && away === state.away[seat]) return { ...state, decision };
  return { ...state, decision, autos: state.autos.with(seat, autos), away: state.away.with(seat, away) };
}

function dealt(state: State, { hand, dealer, forced }: Event & { type: "hand.dealt" }): State {
  const { settings, totals, autos, away, left, last, decision } = state;
  const kept = { totals, autos, away, left, last, decision: decision + 1, voids: forced ? 0 : state.voids };
  const eldest = nextSeat(dealer);
  return { ...emptyTable(settings), ...kept, hand, dealer, leader: eldest, turn: forced ? null : eldest };
}

function handUpdated(state: State, { seat, hand, auto }: Event & { type: "hand.update" }): State {
  const ids = hand.map((card) => card.card_id);
  const hands = state.hands.with(seat, ids);
  if (state.dealt[seat]?.length === 0) return { ...state, hands, dealt: state.dealt.with(seat, ids) };
  if (auto === true || state.autos[seat] === 0) return { ...state, hands };
  // Whoever puts its cards in order is there.
  const away = state.away.with(seat, state.left[seat] === true);
  return { ...state, hands, autos: state.autos.with(seat, 0), away };
}

function phaseChanged(state: State, event: Event & { type: "phase.change" }): State {
  const { phase, current_player_id: turn, caller_id: declarer, bid, target } = event;
  const contract = { declarer, bid, target, rank: event.partner_rank ?? null, suit: event.trump_suit ?? null };
  const called = state.phase === "call-partner-rank" || state.phase === "call-partner-suit";
  // In the blind first trick nobody leads anew; everywhere else whoever is asked now leads.
  const leader = state.trick.length > 0 ? state.leader : turn;
  const next = { ...state, phase, turn, contract, leader, voids: 0 };
  return called ? acted(next, declarer, event.auto) : next;
}

function trickWon(state: State, event: Event & { type: "trick.won" }): State {
  const { winner_id: winner, points, scores, current_player_id: turn } = event;
  const won: Trick = { winner, points, leader: state.leader, cards: state.trick };
  return { ...state, tricks: [...state.tricks, won], trick: [], points: scores, leader: winner, turn };
}
