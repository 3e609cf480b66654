/** The shapes of Briscola on the wire. A message that names a refusal (`bad_rank`) becomes its reason. */
import { z } from "zod";
import { cardOf, idOf } from "./cards.js";
import type { BriscolaCard, BriscolaSettings } from "./types.js";

const SUIT_NAMES = ["coins", "cups", "swords", "clubs"] as const;
const seat = z.int().min(0).max(4);
const five = <T extends z.ZodType>(of: T) => z.array(of).length(5);
const auto = z.literal(true).exactOptional();
const suit = z.enum(SUIT_NAMES, "bad_suit");
const rank = z.int("bad_rank").min(1, "bad_rank").max(10, "bad_rank");
const clock = z.int().min(0).max(86_400_000).default(30_000);

/** A card by id, or by suit and rank; becomes its id. */
const cardRef = z.union(
  [
    z.int().min(0).max(39),
    z
      .strictObject({ suit, rank, card_id: z.int().min(0).max(39).exactOptional() })
      .refine((card) => card.card_id === undefined || card.card_id === idOf(card.suit, card.rank), "card_mismatch")
      .transform((card) => idOf(card.suit, card.rank)),
  ],
  // The refusal is that of the form that was tried; a union by itself only says "invalid".
  { error: ({ errors }) => errors?.flat().find(({ message }) => /^[a-z]+_[a-z_]+$/.test(message))?.message },
);

const end = z.discriminatedUnion("mode", [
  z.strictObject({ mode: z.literal("hands"), hands: z.int().min(1).max(100).default(5) }),
  z.strictObject({ mode: z.literal("score"), score: z.int().min(1).max(100).default(11) }),
]);

/** Fills in the defaults, those of the preset included; the result parses to itself. */
export const options = z
  .strictObject({
    preset: z.enum(["web", "classic"]).default("web"),
    auction: z.enum(["points", "rank"]).optional(),
    suitCall: z.enum(["before-play", "after-first-trick"]).optional(),
    firstLeader: z.enum(["declarer", "eldest"]).optional(),
    minHandPoints: z.int().min(0).max(10).default(5),
    mustFollow: z.boolean().default(false),
    allPassLimit: z.int().min(1).max(10).default(3),
    bidSteps: z.boolean().default(false),
    end: end.default({ mode: "hands", hands: 5 }),
    bidMs: clock,
    callMs: clock,
    playMs: clock,
  })
  .transform(({ preset, auction, suitCall, firstLeader, ...rest }): BriscolaSettings => {
    const web = preset === "web";
    return {
      preset,
      auction: auction ?? (web ? "points" : "rank"),
      suitCall: suitCall ?? (web ? "after-first-trick" : "before-play"),
      firstLeader: firstLeader ?? (web ? "declarer" : "eldest"),
      ...rest,
    };
  });

const bid = z.union([z.int(), z.strictObject({ rank }), z.strictObject({ rank: z.literal(2), points: z.int() })]);

export const move = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("bid"), bid }),
  z.strictObject({ type: z.literal("call-partner-rank"), partner_rank: rank }),
  z.strictObject({ type: z.literal("call-partner-suit"), partner_suit: suit }),
  z.strictObject({ type: z.literal("play"), card: cardRef }),
  z.strictObject({ type: z.literal("reorder"), hand: z.array(cardRef).max(8) }),
]);

const card = z
  .strictObject({ suit, rank, card_id: z.int().min(0).max(39) })
  .refine((shown: BriscolaCard) => cardOf(shown.card_id).suit === shown.suit);
const cards = z.array(card).max(8);
const high = z.strictObject({ seat, bid }).nullable();
const trick = z.array(z.strictObject({ player_id: seat, card })).max(5);
const points = five(z.int().min(0).max(120));
const totals = five(z.int());
const phase = z.enum(["bid", "call-partner-rank", "play-first-trick", "call-partner-suit", "play-tricks", "end"]);

const handResult = {
  declarer: seat,
  partner: seat,
  solo: z.boolean(),
  target: z.int().min(61).max(120),
  side_points: z.int().min(0).max(120),
  made: z.boolean(),
  cappotto: z.boolean(),
  multiplier: z.int().min(1).max(10),
  delta: totals,
  totals,
  hands: five(cards),
};
const result = z.strictObject({
  status: z.literal("finished"),
  winners: z.array(seat).min(1),
  ranking: z.array(z.array(seat)),
  scores: totals,
  reason: z.enum(["hands", "score"]),
});

export const event = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("hand.dealt"), hand: z.int().min(1), dealer: seat, forced: z.boolean() }),
  z.strictObject({ type: z.literal("hand.update"), seat, hand: cards, auto }),
  z.strictObject({ type: z.literal("bid.made"), seat, bid, high, current: seat.nullable(), auto }),
  z.strictObject({ type: z.literal("hand.void"), reason: z.literal("all_pass") }),
  z.strictObject({
    type: z.literal("phase.change"),
    phase,
    current_player_id: seat,
    caller_id: seat,
    bid,
    target: z.int(),
    partner_rank: rank.exactOptional(),
    trump_suit: suit.exactOptional(),
    auto,
  }),
  z.strictObject({
    type: z.literal("trick.played"),
    player_id: seat,
    card,
    trick,
    current_player_id: seat.nullable(),
    auto,
  }),
  z.strictObject({ type: z.literal("partner.revealed"), seat, card }),
  z.strictObject({
    type: z.literal("trick.won"),
    winner_id: seat,
    points: z.int().min(0),
    trick_cards: trick,
    scores: points,
    current_player_id: seat.nullable(),
  }),
  z.strictObject({ type: z.literal("score.update"), scores: points }),
  z.strictObject({ type: z.literal("hand.ended"), ...handResult }),
  z.strictObject({ type: z.literal("seat.away"), seat, left: z.boolean() }),
  z.strictObject({ type: z.literal("match.ended"), result }),
]);

export const view = z.strictObject({
  phase,
  settings: options,
  hand: z.int().min(1),
  dealer: seat,
  voids: z.int().min(0),
  current_player_id: seat.nullable(),
  high,
  passed: five(z.boolean()),
  declarer: seat.nullable(),
  target: z.int().nullable(),
  partner_rank: rank.nullable(),
  trump_suit: suit.nullable(),
  partner_id: seat.nullable(),
  solo: z.boolean().nullable(),
  trick,
  tricks: z.array(z.strictObject({ winner_id: seat, points: z.int().min(0), cards: trick })).max(8),
  points,
  totals,
  counts: five(z.int().min(0).max(8)),
  away: five(z.boolean()),
  last_hand: z.strictObject(handResult).nullable(),
  result: result.nullable(),
  you: z.strictObject({ seat, hand: cards, side: z.enum(["declarer", "opponents"]).nullable() }).nullable(),
});
