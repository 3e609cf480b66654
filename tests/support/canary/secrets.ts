/** What is secret in each game, how it would look in a text, and who may know it: read from stored events, not from views. */
import type { BriscolaCard, GameMap } from "@holdfast/games/types";

/** An event as it is stored: with everything in it. */
export type StoredEvent = { readonly [Game in keyof GameMap]: GameMap[Game]["event"] }[keyof GameMap];
type Of<Type extends StoredEvent["type"]> = Extract<StoredEvent, { readonly type: Type }>;

export interface Secrets {
  /** The secrets that a text tells, by name. */
  namedIn(text: string): readonly string[];
  /** Those that a seat (null: who watches) may know after these events. */
  knownTo(seat: number | null, events: readonly StoredEvent[]): ReadonlySet<string>;
}

const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].flatMap(([, ...groups]) => groups.filter((group) => group !== undefined));

/** Nothing on the table is hidden. */
export const NOTHING: Secrets = { namedIn: () => [], knownTo: () => new Set() };

/** Every card of the pack is one: `Th` in quotes, wherever it stands. */
export const HOLDEM_CARDS: Secrets = {
  namedIn: (text) => all(text, /\\?"([2-9TJQKA][cdhs])\\?"/g),
  knownTo(seat, events) {
    return new Set(
      events.flatMap((event): readonly string[] => {
        if (event.type === "hole.dealt") return event.seat === seat ? (event.cards ?? []) : [];
        if (event.type === "street" || event.type === "showdown.show") return event.cards;
        return event.type === "allin.reveal" ? event.hands.flatMap(({ cards }) => cards) : [];
      }),
    );
  },
};

const SUITS = ["coins", "cups", "swords", "clubs"];
const idOf = (suit: string | undefined, rank: string | undefined): string =>
  `card ${SUITS.indexOf(suit ?? "") * 10 + Number(rank) - 1}`;

/** Every card, by number or by suit and rank, and who the partner is. */
export const BRISCOLA_CARDS: Secrets = {
  namedIn(text) {
    const numbers = all(text, /"(?:card_id|card)":(\d+)|"(?:of|hand)":\[([\d,]+)\]/g).flatMap((found) =>
      found.split(","),
    );
    const faces = [...text.matchAll(/"suit":"(\w+)","rank":(\d+)/g)].map(([, suit, rank]) => idOf(suit, rank));
    const partners = all(text, /"partner(?:_id)?":(\d)/g).map((seat) => `partner ${seat}`);
    return [...numbers.map((number) => `card ${number}`), ...faces, ...partners];
  },
  knownTo(seat, events) {
    const cards = events.flatMap((event): readonly BriscolaCard[] => {
      if (event.type === "hand.update") return event.seat === seat ? event.hand : [];
      if (event.type === "trick.played" || event.type === "partner.revealed") return [event.card];
      return event.type === "hand.ended" && "declarer" in event ? event.hands.flat() : [];
    });
    return new Set([...cards.map(({ card_id }) => `card ${card_id}`), ...partnerKnownTo(seat, events)]);
  },
};

/** Whoever was dealt the called card knows, and everybody once it lies on the table. */
function partnerKnownTo(seat: number | null, events: readonly StoredEvent[]): readonly string[] {
  const called = events.findLast((event): event is Of<"phase.change"> => event.type === "phase.change");
  if (called?.trump_suit === undefined || called.partner_rank === undefined) return [];
  const card = SUITS.indexOf(called.trump_suit) * 10 + called.partner_rank - 1;
  const dealt = events.find(
    (event) => event.type === "hand.update" && event.hand.some(({ card_id }) => card_id === card),
  ) as Of<"hand.update"> | undefined;
  const isOpen = events.some(({ type }) => type === "partner.revealed" || type === "hand.ended");
  return dealt !== undefined && (isOpen || dealt.seat === seat) ? [`partner ${dealt.seat}`] : [];
}

/** One kind of card in each deck that its player never shows: hand, deck and prizes are the places where it is. */
export const WILDSPARK_CANARIES = ["N2", "G4"] as const;

/** Only its own player may ever read of it. Both decks are named by whoever makes the match: that list is no secret. */
export const WILDSPARK_CARDS: Secrets = {
  namedIn: (text) => all(text.replace(/"decks":\[\[[^\]]*\],\[[^\]]*\]\]/g, ""), /\\?"(N2|G4)\\?"/g),
  knownTo: (seat) => new Set(seat === null ? [] : [WILDSPARK_CANARIES[seat] ?? ""]),
};
