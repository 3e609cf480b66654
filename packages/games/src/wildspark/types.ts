/** Wildspark as it travels. Seats are 0 and 1; positions are `active` or an index of the bench; times are milliseconds. */
export type WildsparkCardId =
  | "E1"
  | "E2"
  | "E3"
  | "E4"
  | "T1"
  | "T2"
  | "T3"
  | "T4"
  | "G1"
  | "G2"
  | "G3"
  | "G4"
  | "N1"
  | "N2"
  | "XE"
  | "XT"
  | "XG"
  | "XP"
  | "A1"
  | "A2"
  | "I1"
  | "I2"
  | "I3"
  | "I4";
export type WildsparkEnergy = "ember" | "tide" | "grove" | "prism";
export type WildsparkStatus = "burn" | "sleep";
export type WildsparkPosition = "active" | number;
export type WildsparkPhase = "setup" | "main" | "over";
export type WildsparkForcedKind = "select-prize" | "select-active" | "search-select";
export type WildsparkDeck = "ember-rush" | "tidal-grove" | readonly WildsparkCardId[];

/** A card that somebody may look at. `iid` names this very copy for as long as it stays where it is. */
export interface WildsparkCard {
  readonly iid: string;
  readonly card: WildsparkCardId;
}

/** What may be set when a match is created; everything left out has a default. */
export interface WildsparkOptions {
  /** A preset, or forty cards. Default `ember-rush` against `tidal-grove`. */
  readonly decks?: readonly [WildsparkDeck, WildsparkDeck];
  readonly prizes?: number;
  readonly benchMax?: number;
  readonly handStart?: number;
  /** Turns of both players together. */
  readonly maxTurns?: number;
  /** Per turn; a forced choice and the setup have a third of it. 0 is no clock. Default 180000. */
  readonly turnMs?: number;
  /** A warning so long before the deadline. Default 30000. */
  readonly warnMs?: number;
  readonly lossAfterTimeouts?: number;
}
/** The options with every default filled in. */
export interface WildsparkSettings extends Required<Omit<WildsparkOptions, "decks">> {
  readonly decks: readonly [WildsparkDeck, WildsparkDeck];
}

type Plain<Type extends string> = Type extends string ? { readonly type: Type } : never;

export type WildsparkMove =
  | { readonly type: "setup-place"; readonly active: string; readonly bench: readonly string[] }
  | { readonly type: "play-creature"; readonly card: string }
  | { readonly type: "evolve"; readonly card: string; readonly target: WildsparkPosition }
  | { readonly type: "attach-energy"; readonly card: string; readonly target: WildsparkPosition }
  | { readonly type: "play-trainer"; readonly card: string; readonly target?: WildsparkPosition }
  | { readonly type: "use-ability"; readonly source: WildsparkPosition; readonly target: WildsparkPosition }
  | { readonly type: "retreat"; readonly to: number; readonly discard: readonly string[] }
  | { readonly type: "attack"; readonly index: number; readonly discard?: readonly string[] }
  | { readonly type: "select-prize"; readonly index: number }
  | { readonly type: "select-active"; readonly bench: number }
  /** A card of one's own deck by its definition, or null for none: copies in a deck cannot be told apart. */
  | { readonly type: "search-select"; readonly card: string | null }
  | Plain<"end-turn" | "resign">;

export interface WildsparkResult {
  readonly status: "finished";
  readonly winners: readonly number[];
  /** Prizes taken, by seat. */
  readonly scores: readonly number[];
  readonly reason: "prizes" | "no_creatures" | "simultaneous" | "deck_out" | "turn_limit" | "resign" | "timeout";
}
export interface WildsparkFlip {
  readonly cause: string;
  readonly heads: boolean;
}
export interface WildsparkForced {
  readonly seat: number;
  readonly kind: WildsparkForcedKind;
  readonly reason: "prize" | "knockout" | "switch" | "search";
}

interface Auto {
  readonly auto?: true;
}
/** `from` is the card's `iid` in the hand: told to its owner only. */
interface FromHand extends Auto {
  readonly seat: number;
  readonly card: WildsparkCardId;
  readonly iid: string;
  readonly from?: string;
}
/** What happens after a forced choice is made. */
export type WildsparkResume = "knock-outs" | "between" | "next-turn" | "main";

export type WildsparkEvent =
  | { readonly type: "match.started"; readonly first: number; readonly at: number }
  | { readonly type: "mulligan"; readonly seat: number; readonly cards: readonly WildsparkCardId[] }
  /** The whole hand goes back into the deck. */
  | { readonly type: "hand.returned"; readonly seat: number; readonly count: number }
  /** The order is told to nobody. */
  | { readonly type: "deck.shuffled"; readonly seat: number; readonly deck?: readonly WildsparkCardId[] }
  /** The cards are told to their owner only. */
  | {
      readonly type: "cards.drawn";
      readonly seat: number;
      readonly count: number;
      readonly cards?: readonly WildsparkCard[];
    }
  /** What was placed is told to its owner only. */
  | (Auto & {
      readonly type: "setup.placed";
      readonly seat: number;
      readonly active?: string;
      readonly bench?: readonly string[];
    })
  | {
      readonly type: "setup.revealed";
      readonly seats: readonly { readonly active: WildsparkCard; readonly bench: readonly WildsparkCard[] }[];
    }
  | { readonly type: "prizes.placed"; readonly count: number }
  | { readonly type: "turn.started"; readonly turn: number; readonly seat: number; readonly at: number }
  | (FromHand & { readonly type: "creature.played"; readonly pos: number })
  | (FromHand & { readonly type: "evolved" | "energy.attached"; readonly pos: WildsparkPosition })
  | (FromHand & { readonly type: "trainer.played"; readonly target?: WildsparkPosition })
  | { readonly type: "ability.used"; readonly seat: number; readonly pos: WildsparkPosition; readonly name: string }
  | ({ readonly type: "coin.flipped" } & WildsparkFlip)
  | { readonly type: "attack.declared"; readonly seat: number; readonly index: number; readonly name: string }
  | {
      readonly type: "damage" | "healed";
      readonly seat: number;
      readonly pos: WildsparkPosition;
      readonly amount: number;
      readonly total: number;
      readonly cause: string;
    }
  | { readonly type: "status.added" | "status.removed"; readonly seat: number; readonly status: WildsparkStatus }
  | {
      readonly type: "energy.discarded";
      readonly seat: number;
      readonly pos: WildsparkPosition;
      readonly iids: readonly string[];
    }
  | { readonly type: "retreated"; readonly seat: number }
  | (Auto & { readonly type: "switched"; readonly seat: number; readonly bench: number; readonly cause: string })
  | (Auto & { readonly type: "promoted"; readonly seat: number; readonly bench: number })
  | {
      readonly type: "knocked_out";
      readonly seat: number;
      readonly pos: WildsparkPosition;
      readonly card: WildsparkCardId;
    }
  | (Auto & {
      readonly type: "prize.taken";
      readonly seat: number;
      readonly index: number;
      readonly left: number;
      /** Told to the one who took it. */
      readonly card?: WildsparkCard;
    })
  | ({ readonly type: "forced"; readonly resume: WildsparkResume; readonly at: number } & WildsparkForced)
  | (Auto & {
      readonly type: "searched";
      readonly seat: number;
      readonly card: WildsparkCardId | null;
      /** In the hand: told to its owner only. */
      readonly iid?: string;
      readonly at: number;
    })
  | (Auto & { readonly type: "turn.ended"; readonly seat: number })
  | { readonly type: "timed.out"; readonly seat: number; readonly count: number }
  /** The server stood still: the turn's clock did too. */
  | { readonly type: "time.given"; readonly ms: number }
  | { readonly type: "match.ended"; readonly result: WildsparkResult };

export interface WildsparkCreatureView {
  /** Basic first, the card it counts as last. */
  readonly stack: readonly WildsparkCard[];
  readonly energy: readonly WildsparkCard[];
  readonly damage: number;
  readonly status: readonly WildsparkStatus[];
  /** The turn it entered or last evolved. */
  readonly since: number;
  readonly abilityUsed: boolean;
}
export interface WildsparkSideView {
  readonly hand: number;
  readonly deck: number;
  readonly prizes: number;
  readonly placed: boolean;
  readonly active: WildsparkCreatureView | null;
  readonly bench: readonly WildsparkCreatureView[];
  readonly discard: readonly WildsparkCard[];
  readonly timeouts: number;
  /** The hands that were shown because there was no basic creature in them. */
  readonly mulligans: readonly (readonly WildsparkCardId[])[];
}
export interface WildsparkView {
  readonly phase: WildsparkPhase;
  readonly settings: Omit<WildsparkSettings, "decks">;
  readonly turn: number;
  /** Whose turn it is. */
  readonly current: number | null;
  readonly first: number;
  /** Of this turn: one each. */
  readonly used: { readonly energy: boolean; readonly ally: boolean; readonly retreat: boolean };
  /** The coins of this turn. */
  readonly flips: readonly WildsparkFlip[];
  /** The forced choices to make, the next one first. */
  readonly forced: readonly WildsparkForced[];
  readonly seats: readonly WildsparkSideView[];
  readonly result: WildsparkResult | null;
  readonly you: {
    readonly seat: number;
    readonly hand: readonly WildsparkCard[];
    /** What was placed in the setup and is not revealed yet. */
    readonly placed: { readonly active: WildsparkCard; readonly bench: readonly WildsparkCard[] } | null;
    /** While a search is pending: the basic creatures of one's own deck, sorted. */
    readonly search: readonly WildsparkCardId[] | null;
  } | null;
}
