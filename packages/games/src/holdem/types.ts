/** No-limit Texas hold'em as it travels. Chips are whole numbers, times are milliseconds, seats count from 0. */

/** Rank `2-9TJQKA` and suit `cdhs`, such as `Th`. */
export type HoldemCard = string;
export type HoldemPhase = "waiting" | "preflop" | "flop" | "turn" | "river" | "complete" | "over";
export type HoldemHandName =
  | "high-card"
  | "pair"
  | "two-pair"
  | "three-of-a-kind"
  | "straight"
  | "flush"
  | "full-house"
  | "four-of-a-kind"
  | "straight-flush";

export interface HoldemLevel {
  readonly sb: number;
  readonly bb: number;
  readonly ante: number;
  readonly durationMs: number;
}

/** What may be set when a match is created; everything left out has a default. */
export interface HoldemOptions {
  /** `sng`: everybody starts with the same chips and plays to a winner. `cash`: chips are bought and taken away. */
  readonly mode?: "cash" | "sng";
  /** Cash only; a tournament's blinds are those of its levels. Default 10, 20 and 0. */
  readonly sb?: number;
  readonly bb?: number;
  readonly ante?: number;
  /** Cash only: what may be brought to the table. Default 40, 100 and 100 big blinds. */
  readonly buyIn?: { readonly min?: number; readonly max?: number; readonly default?: number };
  /** Tournament only. Default 1500. */
  readonly startingStack?: number;
  /** Chips of each seat at the start, 0 for an empty place; instead of the buy-in or the starting stack. */
  readonly stacks?: readonly number[];
  readonly levels?: readonly HoldemLevel[];
  /** Percent of the pool by place. Default by number of seats. */
  readonly payouts?: readonly number[];
  /** Per decision; 0 is no clock. Default 30000 at a cash table, 20000 in a tournament. */
  readonly actMs?: number;
  /** Per player, used after `actMs`. Default 60000. */
  readonly timeBankMs?: number;
  /** Between two hands; in it hands may be shown. Default 3000. */
  readonly betweenHandsMs?: number;
  /** Cash only: `pct` percent of each pot of hands that saw a flop, at most `cap` chips a hand. */
  readonly rake?: { readonly pct: number; readonly cap: number };
  /** Cash only: how one who was not dealt in comes back: with the big blind, or by posting one. */
  readonly entry?: "wait" | "post";
}
/** The options with every default filled in. */
export interface HoldemSettings {
  readonly mode: "cash" | "sng";
  readonly sb: number;
  readonly bb: number;
  readonly ante: number;
  readonly buyIn: { readonly min: number; readonly max: number; readonly default: number };
  readonly startingStack: number;
  readonly stacks?: readonly number[];
  readonly levels: readonly HoldemLevel[];
  readonly payouts?: readonly number[];
  readonly actMs: number;
  readonly timeBankMs: number;
  readonly betweenHandsMs: number;
  readonly rake: { readonly pct: number; readonly cap: number };
  readonly entry: "wait" | "post";
}

/** A move that is only its name. */
type Plain<Type extends string> = Type extends string ? { readonly type: Type } : never;

/** `to`: the whole bet of this street after the move. */
export type HoldemBettingMove =
  | Plain<"fold" | "check" | "call" | "all-in">
  | { readonly type: "bet"; readonly to: number }
  | { readonly type: "raise"; readonly to: number };
/** Leaving, joining and buying chips are for cash tables. */
export type HoldemSeatMove =
  | Plain<"sit-out" | "sit-in" | "leave">
  | { readonly type: "join"; readonly seat: number; readonly buyIn: number }
  | { readonly type: "rebuy"; readonly amount: number };
/** `close-table`: the host ends a cash table after the hand. */
export type HoldemMove = HoldemBettingMove | HoldemSeatMove | Plain<"show" | "muck" | "close-table">;

export interface HoldemRange {
  readonly min: number;
  readonly max: number;
}
/** What a seat may do: amounts of chips, `to` of the whole street. */
export interface HoldemBounds {
  readonly fold: boolean;
  readonly check: boolean;
  readonly call: number | null;
  readonly bet: HoldemRange | null;
  readonly raise: HoldemRange | null;
}
export interface HoldemPot {
  readonly amount: number;
  readonly eligible: readonly number[];
}
export interface HoldemAward {
  readonly amount: number;
  readonly eligible: readonly number[];
  readonly winners: readonly { readonly seat: number; readonly amount: number }[];
  readonly rake: number;
}
export interface HoldemResult {
  readonly status: "finished";
  readonly winners: readonly number[];
  readonly ranking: readonly (readonly number[])[];
  /** Prizes of a tournament; what each seat won or lost at a cash table. */
  readonly scores: readonly number[];
  readonly reason: "last-standing" | "closed" | "empty";
}

export type HoldemEvent =
  | {
      readonly type: "hand.started";
      readonly handNo: number;
      readonly button: number;
      /** The place of the small blind; nobody posts it where it is empty. */
      readonly sbSeat: number;
      readonly bbSeat: number;
      readonly sb: number;
      readonly bb: number;
      readonly ante: number;
      readonly level: number;
      /** Who is dealt in, with their chips. */
      readonly seats: readonly { readonly seat: number; readonly stack: number }[];
    }
  /** Told to nobody. */
  | { readonly type: "deck.shuffled"; readonly deck: readonly HoldemCard[] }
  | {
      readonly type: "post";
      readonly seat: number;
      readonly kind: "ante" | "sb" | "bb" | "post" | "dead";
      readonly amount: number;
      readonly allIn: boolean;
    }
  /** The cards are told to their owner only. */
  | { readonly type: "hole.dealt"; readonly seat: number; readonly count: 2; readonly cards?: readonly HoldemCard[] }
  | {
      readonly type: "action";
      readonly seat: number;
      readonly action: "fold" | "check" | "call" | "bet" | "raise";
      readonly to: number;
      readonly paid: number;
      readonly allIn: boolean;
      /** Time bank left. */
      readonly bank: number;
      readonly auto?: true;
    }
  | {
      readonly type: "turn";
      readonly seat: number;
      readonly bounds: HoldemBounds;
      readonly at: number;
      /** When `actMs` and the time bank are used up; null without a clock. */
      readonly deadline: number | null;
    }
  | { readonly type: "bet.returned"; readonly seat: number; readonly amount: number }
  | { readonly type: "street"; readonly name: "flop" | "turn" | "river"; readonly cards: readonly HoldemCard[] }
  | { readonly type: "pots.updated"; readonly pots: readonly HoldemPot[] }
  | {
      readonly type: "allin.reveal";
      readonly hands: readonly { readonly seat: number; readonly cards: readonly HoldemCard[] }[];
    }
  | {
      readonly type: "showdown.show";
      readonly seat: number;
      readonly cards: readonly HoldemCard[];
      /** Null when shown without a showdown, before the board was complete. */
      readonly hand: HoldemHandName | null;
      readonly best5: readonly HoldemCard[];
    }
  | { readonly type: "showdown.muck"; readonly seat: number }
  | ({ readonly type: "pot.awarded"; readonly index: number } & HoldemAward)
  | { readonly type: "hand.ended"; readonly stacks: readonly number[]; readonly delta: readonly number[] }
  | {
      readonly type: "level.up";
      readonly level: number;
      readonly sb: number;
      readonly bb: number;
      readonly ante: number;
    }
  | { readonly type: "player.bust"; readonly seat: number; readonly place: number; readonly prize: number }
  | {
      readonly type: "seat.sitting";
      readonly seat: number;
      readonly out: "no" | "next" | "out";
      readonly at: number;
      readonly auto?: true;
    }
  | { readonly type: "seat.bought"; readonly seat: number; readonly amount: number; readonly stack: number }
  | { readonly type: "seat.left"; readonly seat: number; readonly amount: number; readonly at: number }
  | { readonly type: "seat.leaving"; readonly seat: number }
  | { readonly type: "table.opened"; readonly at: number }
  /** The server stood still: all that was to happen at a time happens so much later. */
  | { readonly type: "time.given"; readonly ms: number }
  | { readonly type: "table.closing" }
  | { readonly type: "table.waiting" }
  | { readonly type: "match.ended"; readonly result: HoldemResult };

export interface HoldemSeatView {
  readonly stack: number;
  /** On this street. */
  readonly bet: number;
  /** In this hand, all streets and antes. */
  readonly total: number;
  readonly inHand: boolean;
  readonly folded: boolean;
  readonly allIn: boolean;
  /** One entry per card held, null where this viewer may not see it; empty without cards. */
  readonly hole: readonly (HoldemCard | null)[];
  readonly out: "no" | "next" | "out";
  /** Not dealt in until the big blind comes. */
  readonly waiting: boolean;
  /** There is nobody on this place any more. */
  readonly gone: boolean;
  readonly bank: number;
  readonly place: number | null;
}
export interface HoldemView {
  readonly phase: HoldemPhase;
  readonly settings: HoldemSettings;
  readonly handNo: number;
  readonly level: number;
  readonly sb: number;
  readonly bb: number;
  readonly ante: number;
  readonly button: number;
  readonly sbSeat: number;
  readonly bbSeat: number;
  readonly board: readonly HoldemCard[];
  readonly currentBet: number;
  readonly minRaise: number;
  readonly toAct: number | null;
  /** Of the seat that is asked. */
  readonly bounds: HoldemBounds | null;
  readonly actBy: number | null;
  readonly seats: readonly HoldemSeatView[];
  readonly pots: readonly HoldemPot[];
  /** How the pots of the hand that is over were given out. */
  readonly awards: readonly HoldemAward[];
  readonly closing: boolean;
  readonly rakeTaken: number;
  readonly result: HoldemResult | null;
  readonly you: { readonly seat: number } | null;
}
