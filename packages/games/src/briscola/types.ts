/** Briscola chiamata as it travels. Seats are 0..4; `player_id` and its like are seats. Times are milliseconds. */
export type BriscolaSuit = "coins" | "cups" | "swords" | "clubs";
/** Face numbers: 1 ace, 2..7, 8 jack, 9 knight, 10 king. `card_id` is `suitIndex * 10 + rank - 1`. */
export interface BriscolaCard {
  readonly suit: BriscolaSuit;
  readonly rank: number;
  readonly card_id: number;
}
/** How a client may name a card: by id, or by suit and rank (and then the id, if given, must agree). */
export type BriscolaCardRef =
  | number
  | { readonly suit: BriscolaSuit; readonly rank: number; readonly card_id?: number };

/** `bid` to `play-tricks` are waited in; a hand that ends is followed by the next at once. */
export type BriscolaPhase =
  | "bid"
  | "call-partner-rank"
  | "play-first-trick"
  | "call-partner-suit"
  | "play-tricks"
  | "end";
/** -1 passes. A number is points (points auction); an object is a rank, or points on the two (rank auction). */
export type BriscolaBid = number | { readonly rank: number } | { readonly rank: 2; readonly points: number };

/** What may be set when a match is created; everything left out has a default. */
export interface BriscolaOptions {
  /** Sets the next three: `web` is points, after-first-trick, declarer; `classic` is rank, before-play, eldest. */
  readonly preset?: "web" | "classic";
  readonly auction?: "points" | "rank";
  readonly suitCall?: "before-play" | "after-first-trick";
  readonly firstLeader?: "declarer" | "eldest";
  /** A deal where some hand holds fewer card points is dealt again, 0..10; 0 is off. Default 5. */
  readonly minHandPoints?: number;
  /** The led suit must be followed. Default false. */
  readonly mustFollow?: boolean;
  /** After so many deals in a row that all passed, eldest must declare. Default 3. */
  readonly allPassLimit?: number;
  /** Higher targets are worth more. Default false. */
  readonly bidSteps?: boolean;
  readonly end?:
    | { readonly mode: "hands"; readonly hands: number }
    | { readonly mode: "score"; readonly score: number };
  /** Per decision; 0 is no clock. Default 30000. */
  readonly bidMs?: number;
  readonly callMs?: number;
  readonly playMs?: number;
}
/** The options with every default filled in. */
export type BriscolaSettings = Required<BriscolaOptions>;

export type BriscolaMove =
  | { readonly type: "bid"; readonly bid: BriscolaBid }
  | { readonly type: "call-partner-rank"; readonly partner_rank: number }
  | { readonly type: "call-partner-suit"; readonly partner_suit: BriscolaSuit }
  | { readonly type: "play"; readonly card: BriscolaCardRef }
  | { readonly type: "reorder"; readonly hand: readonly BriscolaCardRef[] };

export interface BriscolaHigh {
  readonly seat: number;
  readonly bid: BriscolaBid;
}
export interface BriscolaTrickCard {
  readonly player_id: number;
  readonly card: BriscolaCard;
}

/** A hand that is over: everything about it is open. */
export interface BriscolaHandResult {
  readonly declarer: number;
  /** The seat that was dealt the called card; the declarer's own in a solo. */
  readonly partner: number;
  readonly solo: boolean;
  readonly target: number;
  readonly side_points: number;
  readonly made: boolean;
  readonly cappotto: boolean;
  readonly multiplier: number;
  readonly delta: readonly number[];
  readonly totals: readonly number[];
  /** As they were dealt, by seat. */
  readonly hands: readonly (readonly BriscolaCard[])[];
}
export interface BriscolaResult {
  readonly status: "finished";
  readonly winners: readonly number[];
  readonly ranking: readonly (readonly number[])[];
  readonly scores: readonly number[];
  readonly reason: "hands" | "score";
}

/** `auto` is present when the clock acted for the seat. */
interface Auto {
  readonly auto?: true;
}
export type BriscolaEvent =
  | { readonly type: "hand.dealt"; readonly hand: number; readonly dealer: number; readonly forced: boolean }
  /** Told to its owner only. */
  | (Auto & { readonly type: "hand.update"; readonly seat: number; readonly hand: readonly BriscolaCard[] })
  | (Auto & {
      readonly type: "bid.made";
      readonly seat: number;
      readonly bid: BriscolaBid;
      readonly high: BriscolaHigh | null;
      /** Who is asked next; null when the auction is over. */
      readonly current: number | null;
    })
  | { readonly type: "hand.void"; readonly reason: "all_pass" }
  | (Auto & {
      readonly type: "phase.change";
      readonly phase: BriscolaPhase;
      readonly current_player_id: number;
      readonly caller_id: number;
      readonly bid: BriscolaBid;
      readonly target: number;
      readonly partner_rank?: number;
      readonly trump_suit?: BriscolaSuit;
    })
  | (Auto & {
      readonly type: "trick.played";
      readonly player_id: number;
      readonly card: BriscolaCard;
      readonly trick: readonly BriscolaTrickCard[];
      /** Null when the trick is complete. */
      readonly current_player_id: number | null;
    })
  | { readonly type: "partner.revealed"; readonly seat: number; readonly card: BriscolaCard }
  | {
      readonly type: "trick.won";
      readonly winner_id: number;
      readonly points: number;
      readonly trick_cards: readonly BriscolaTrickCard[];
      readonly scores: readonly number[];
      readonly current_player_id: number | null;
    }
  | { readonly type: "score.update"; readonly scores: readonly number[] }
  | ({ readonly type: "hand.ended" } & BriscolaHandResult)
  | { readonly type: "seat.away"; readonly seat: number; readonly left: boolean }
  | { readonly type: "match.ended"; readonly result: BriscolaResult };

/** The table as one viewer may know it. */
export interface BriscolaView {
  readonly phase: BriscolaPhase;
  readonly settings: BriscolaSettings;
  /** Number of the hand, from 1; deals that were void do not count. */
  readonly hand: number;
  readonly dealer: number;
  /** Deals in a row that all passed. */
  readonly voids: number;
  /** Who is asked now; null when it is over. */
  readonly current_player_id: number | null;
  readonly high: BriscolaHigh | null;
  readonly passed: readonly boolean[];
  readonly declarer: number | null;
  readonly target: number | null;
  readonly partner_rank: number | null;
  readonly trump_suit: BriscolaSuit | null;
  /** Null until this viewer knows. */
  readonly partner_id: number | null;
  /** Whether the declarer plays alone; null until this viewer knows. */
  readonly solo: boolean | null;
  readonly trick: readonly BriscolaTrickCard[];
  readonly tricks: readonly {
    readonly winner_id: number;
    readonly points: number;
    readonly cards: readonly BriscolaTrickCard[];
  }[];
  /** Card points taken in this hand, by seat. */
  readonly points: readonly number[];
  readonly totals: readonly number[];
  /** Cards in hand, by seat. */
  readonly counts: readonly number[];
  /** Seats for which the clock plays at once. */
  readonly away: readonly boolean[];
  readonly last_hand: BriscolaHandResult | null;
  readonly result: BriscolaResult | null;
  readonly you: {
    readonly seat: number;
    readonly hand: readonly BriscolaCard[];
    /** Null until the called card is known. */
    readonly side: "declarer" | "opponents" | null;
  } | null;
}
