/** The shapes of hold'em on the wire. A message that names a refusal (`not_integer`) becomes its reason. */
import { z } from "zod";
import type { HoldemLevel, HoldemSettings } from "./types.js";

const MAX_CHIPS = 1_000_000_000;
const seat = z.int().min(0).max(9);
const chips = z.int().min(0).max(MAX_CHIPS);
const delta = z.int().min(-MAX_CHIPS).max(MAX_CHIPS);
const ms = z.int().min(0).max(86_400_000);
const card = z.string().regex(/^[2-9TJQKA][cdhs]$/);
const auto = z.literal(true).exactOptional();
const amount = z.int("not_integer").min(0).max(MAX_CHIPS);

const TEN_MINUTES = 600_000;
const USUAL_LEVELS: readonly HoldemLevel[] = [
  [10, 20],
  [15, 30],
  [25, 50],
  [50, 100],
  [75, 150],
  [100, 200],
  [150, 300],
  [200, 400],
].map(([sb = 0, bb = 0]) => ({ sb, bb, ante: 0, durationMs: TEN_MINUTES }));

const blinds = { sb: chips.min(1), bb: chips.min(1), ante: chips };
const level = z
  .strictObject({ ...blinds, durationMs: z.int().min(1_000).max(86_400_000) })
  .refine(({ sb, bb }) => sb <= bb);
const rake = z.strictObject({ pct: z.int().min(0).max(20), cap: chips });

/** Fills in the defaults, those that follow from the mode and the blinds included; the result parses to itself. */
export const options = z
  .strictObject({
    mode: z.enum(["cash", "sng"]).default("sng"),
    sb: blinds.sb.default(10),
    bb: blinds.bb.default(20),
    ante: chips.default(0),
    buyIn: z
      .strictObject({ min: chips.exactOptional(), max: chips.exactOptional(), default: chips.exactOptional() })
      .default({}),
    startingStack: chips.min(1).default(1_500),
    stacks: z.array(chips).min(2).max(10).exactOptional(),
    levels: z.array(level).max(50).optional(),
    payouts: z.array(z.int().min(0).max(100)).min(1).max(10).exactOptional(),
    actMs: ms.optional(),
    timeBankMs: ms.default(60_000),
    betweenHandsMs: z.int().min(0).max(60_000).default(3_000),
    rake: rake.default({ pct: 0, cap: 0 }),
    entry: z.enum(["wait", "post"]).default("wait"),
  })
  .refine(({ sb, bb }) => sb <= bb, "sb_above_bb")
  .refine(
    ({ payouts }) => payouts === undefined || payouts.reduce((sum, each) => sum + each, 0) === 100,
    "payouts_not_100",
  )
  .transform(({ mode, sb, bb, ante, buyIn, levels, actMs, ...rest }): HoldemSettings => {
    const isSng = mode === "sng";
    const given = levels === undefined || levels.length === 0 ? USUAL_LEVELS : levels;
    const played = isSng ? given : [];
    const first = played[0] ?? { sb, bb, ante };
    const { min = 40 * bb, max = 100 * bb, default: usual = max } = buyIn;
    return {
      mode,
      sb: first.sb,
      bb: first.bb,
      ante: first.ante,
      buyIn: { min, max, default: usual },
      levels: played,
      actMs: actMs ?? (isSng ? 20_000 : 30_000),
      ...rest,
    };
  })
  .refine(({ buyIn }) => buyIn.min <= buyIn.default && buyIn.default <= buyIn.max, "bad_buy_in");

const settings = z.custom<HoldemSettings>((value) => typeof value === "object" && value !== null);

const PLAIN_MOVES = [
  "fold",
  "check",
  "call",
  "all-in",
  "show",
  "muck",
  "sit-out",
  "sit-in",
  "leave",
  "close-table",
] as const;

export const move = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("bet"), to: amount }),
  z.strictObject({ type: z.literal("raise"), to: amount }),
  z.strictObject({ type: z.literal("join"), seat, buyIn: amount }),
  z.strictObject({ type: z.literal("rebuy"), amount }),
  ...PLAIN_MOVES.map((type) => z.strictObject({ type: z.literal(type) })),
]);

const cards = z.array(card);
const range = z.strictObject({ min: chips, max: chips }).nullable();
const bounds = z.strictObject({
  fold: z.boolean(),
  check: z.boolean(),
  call: chips.nullable(),
  bet: range,
  raise: range,
});
const pot = z.strictObject({ amount: chips, eligible: z.array(seat) });
const award = {
  amount: chips,
  eligible: z.array(seat),
  winners: z.array(z.strictObject({ seat, amount: chips })),
  rake: chips,
};
const out = z.enum(["no", "next", "out"]);
const hand = z.enum([
  "high-card",
  "pair",
  "two-pair",
  "three-of-a-kind",
  "straight",
  "flush",
  "full-house",
  "four-of-a-kind",
  "straight-flush",
]);
const result = z.strictObject({
  status: z.literal("finished"),
  winners: z.array(seat),
  ranking: z.array(z.array(seat)),
  scores: z.array(delta),
  reason: z.enum(["last-standing", "closed", "empty"]),
});
const table = {
  handNo: z.int().min(0),
  level: z.int().min(0),
  sb: chips,
  bb: chips,
  ante: chips,
  button: z.int().min(-1).max(9),
  sbSeat: z.int().min(-1).max(9),
  bbSeat: z.int().min(-1).max(9),
};

export const event = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("hand.started"),
    ...table,
    seats: z.array(z.strictObject({ seat, stack: chips })).min(2),
  }),
  z.strictObject({ type: z.literal("deck.shuffled"), deck: cards.length(52) }),
  z.strictObject({
    type: z.literal("post"),
    seat,
    kind: z.enum(["ante", "sb", "bb", "post", "dead"]),
    amount: chips,
    allIn: z.boolean(),
  }),
  z.strictObject({ type: z.literal("hole.dealt"), seat, count: z.literal(2), cards: cards.length(2).exactOptional() }),
  z.strictObject({
    type: z.literal("action"),
    seat,
    action: z.enum(["fold", "check", "call", "bet", "raise"]),
    to: chips,
    paid: chips,
    allIn: z.boolean(),
    bank: ms,
    auto,
  }),
  z.strictObject({ type: z.literal("turn"), seat, bounds, at: z.int(), deadline: z.int().nullable() }),
  z.strictObject({ type: z.literal("bet.returned"), seat, amount: chips }),
  z.strictObject({ type: z.literal("street"), name: z.enum(["flop", "turn", "river"]), cards: cards.min(1).max(3) }),
  z.strictObject({ type: z.literal("pots.updated"), pots: z.array(pot) }),
  z.strictObject({ type: z.literal("allin.reveal"), hands: z.array(z.strictObject({ seat, cards: cards.length(2) })) }),
  z.strictObject({
    type: z.literal("showdown.show"),
    seat,
    cards: cards.length(2),
    hand: hand.nullable(),
    best5: cards.max(5),
  }),
  z.strictObject({ type: z.literal("showdown.muck"), seat }),
  z.strictObject({ type: z.literal("pot.awarded"), index: z.int().min(0), ...award }),
  z.strictObject({ type: z.literal("hand.ended"), stacks: z.array(chips), delta: z.array(delta) }),
  z.strictObject({ type: z.literal("level.up"), level: z.int().min(0), sb: chips, bb: chips, ante: chips }),
  z.strictObject({ type: z.literal("player.bust"), seat, place: z.int().min(1), prize: chips }),
  z.strictObject({ type: z.literal("seat.sitting"), seat, out, at: z.int(), auto }),
  z.strictObject({ type: z.literal("seat.bought"), seat, amount: chips, stack: chips }),
  z.strictObject({ type: z.literal("seat.left"), seat, amount: chips, at: z.int() }),
  z.strictObject({ type: z.literal("seat.leaving"), seat }),
  z.strictObject({ type: z.literal("table.opened"), at: z.int() }),
  z.strictObject({ type: z.literal("time.given"), ms: z.int().min(1) }),
  z.strictObject({ type: z.literal("table.closing") }),
  z.strictObject({ type: z.literal("table.waiting") }),
  z.strictObject({ type: z.literal("match.ended"), result }),
]);

const seatView = z.strictObject({
  stack: chips,
  bet: chips,
  total: chips,
  inHand: z.boolean(),
  folded: z.boolean(),
  allIn: z.boolean(),
  hole: z.array(card.nullable()).max(2),
  out,
  waiting: z.boolean(),
  gone: z.boolean(),
  bank: ms,
  place: z.int().min(1).nullable(),
});

export const view = z.strictObject({
  phase: z.enum(["waiting", "preflop", "flop", "turn", "river", "complete", "over"]),
  settings,
  ...table,
  board: cards.max(5),
  currentBet: chips,
  minRaise: chips,
  toAct: seat.nullable(),
  bounds: bounds.nullable(),
  actBy: z.int().nullable(),
  seats: z.array(seatView).min(2).max(10),
  pots: z.array(pot),
  awards: z.array(z.strictObject(award)),
  closing: z.boolean(),
  rakeTaken: chips,
  result: result.nullable(),
  you: z.strictObject({ seat }).nullable(),
});
