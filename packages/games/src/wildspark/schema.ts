/** The shapes of Wildspark on the wire. A message that names a refusal (`bad_deck`) becomes its reason. */
import { z } from "zod";
import { CARD_IDS, isBasic, isCardId } from "./cards.js";
import type { WildsparkCardId } from "./types.js";

const seat = z.int().min(0).max(1);
const cardId = z.enum(CARD_IDS as [WildsparkCardId, ...WildsparkCardId[]]);
const iid = z.string().regex(/^[hp][1-9]\d{0,5}$/);
const held = z.strictObject({ iid, card: cardId });
const position = z.union([z.literal("active"), z.int().min(0).max(5)]);
const auto = z.literal(true).exactOptional();
const status = z.enum(["burn", "sleep"]);
const at = z.int();

/** Forty known cards, at most four of each but for the plain energies, and six basic creatures or more. */
const deckList = z.array(z.string()).superRefine((ids, ctx) => {
  if (deckFaults(ids).length > 0)
    ctx.addIssue({ code: "custom", message: "bad_deck", params: { faults: deckFaults(ids) } });
});

/** What is wrong with a deck, in words; empty when nothing is. */
export function deckFaults(ids: readonly string[]): readonly string[] {
  const faults: string[] = [];
  if (ids.length !== 40) faults.push(`a deck has 40 cards, this one ${ids.length}`);
  const unknown = [...new Set(ids.filter((id) => !isCardId(id)))];
  if (unknown.length > 0) faults.push(`unknown cards: ${unknown.join(", ")}`);
  for (const id of new Set(ids)) {
    const many = ids.filter((each) => each === id).length;
    if (many > 4 && !["XE", "XT", "XG"].includes(id)) faults.push(`at most 4 of ${id}, not ${many}`);
  }
  const basics = ids.filter((id) => isCardId(id) && isBasic(id)).length;
  if (basics < 6) faults.push(`at least 6 basic creatures, not ${basics}`);
  return faults;
}

const deck = z.union([z.enum(["ember-rush", "tidal-grove"]), deckList.pipe(z.array(cardId))], {
  error: ({ errors }) => errors?.flat().find(({ message }) => /^[a-z]+_[a-z_]+$/.test(message))?.message,
});
const limits = {
  prizes: z.int().min(1).max(6).default(3),
  benchMax: z.int().min(1).max(6).default(4),
  handStart: z.int().min(5).max(8).default(7),
  maxTurns: z.int().min(20).max(400).default(100),
  turnMs: z.int().min(0).max(86_400_000).default(180_000),
  warnMs: z.int().min(0).max(86_400_000).default(30_000),
  lossAfterTimeouts: z.int().min(1).max(100).default(3),
};

/** Fills in the defaults; the result parses to itself. */
export const options = z.strictObject({
  decks: z.tuple([deck, deck]).default(["ember-rush", "tidal-grove"]),
  ...limits,
});

const name = z.string().min(1).max(8);
const names = z.array(name).max(40);
const index = z.int().min(0).max(40);

export const move = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("setup-place"), active: name, bench: z.array(name).max(6) }),
  z.strictObject({ type: z.literal("play-creature"), card: name }),
  z.strictObject({ type: z.literal("evolve"), card: name, target: position }),
  z.strictObject({ type: z.literal("attach-energy"), card: name, target: position }),
  z.strictObject({ type: z.literal("play-trainer"), card: name, target: position.exactOptional() }),
  z.strictObject({ type: z.literal("use-ability"), source: position, target: position }),
  z.strictObject({ type: z.literal("retreat"), to: index, discard: names }),
  z
    .strictObject({ type: z.literal("attack"), index, discard: names.exactOptional() })
    .transform(({ discard = [], ...attack }) => (discard.length === 0 ? attack : { ...attack, discard })),
  z.strictObject({ type: z.literal("select-prize"), index }),
  z.strictObject({ type: z.literal("select-active"), bench: index }),
  z.strictObject({ type: z.literal("search-select"), card: name.nullable() }),
  z.strictObject({ type: z.literal("end-turn") }),
  z.strictObject({ type: z.literal("resign") }),
]);

const result = z.strictObject({
  status: z.literal("finished"),
  winners: z.array(seat),
  scores: z.array(z.int().min(0)).length(2),
  reason: z.enum(["prizes", "no_creatures", "simultaneous", "deck_out", "turn_limit", "resign", "timeout"]),
});
const forced = {
  seat,
  kind: z.enum(["select-prize", "select-active", "search-select"]),
  reason: z.enum(["prize", "knockout", "switch", "search"]),
};
const played = { seat, card: cardId, iid, from: iid.exactOptional(), auto };
const hit = { seat, pos: position, amount: z.int().min(1), total: z.int().min(0), cause: z.string() };

export const event = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("match.started"), first: seat, at }),
  z.strictObject({ type: z.literal("mulligan"), seat, cards: z.array(cardId) }),
  z.strictObject({ type: z.literal("hand.returned"), seat, count: index }),
  z.strictObject({ type: z.literal("deck.shuffled"), seat, deck: z.array(cardId).exactOptional() }),
  z.strictObject({ type: z.literal("cards.drawn"), seat, count: index, cards: z.array(held).exactOptional() }),
  z.strictObject({
    type: z.literal("setup.placed"),
    seat,
    active: iid.exactOptional(),
    bench: z.array(iid).exactOptional(),
    auto,
  }),
  z.strictObject({
    type: z.literal("setup.revealed"),
    seats: z.array(z.strictObject({ active: held, bench: z.array(held) })).length(2),
  }),
  z.strictObject({ type: z.literal("prizes.placed"), count: index }),
  z.strictObject({ type: z.literal("turn.started"), turn: z.int().min(1), seat, at }),
  z.strictObject({ type: z.literal("creature.played"), ...played, pos: index }),
  z.strictObject({ type: z.literal("evolved"), ...played, pos: position }),
  z.strictObject({ type: z.literal("energy.attached"), ...played, pos: position }),
  z.strictObject({ type: z.literal("trainer.played"), ...played, target: position.exactOptional() }),
  z.strictObject({ type: z.literal("ability.used"), seat, pos: position, name: z.string() }),
  z.strictObject({ type: z.literal("coin.flipped"), cause: z.string(), heads: z.boolean() }),
  z.strictObject({ type: z.literal("attack.declared"), seat, index, name: z.string() }),
  z.strictObject({ type: z.literal("damage"), ...hit }),
  z.strictObject({ type: z.literal("healed"), ...hit }),
  z.strictObject({ type: z.literal("status.added"), seat, status }),
  z.strictObject({ type: z.literal("status.removed"), seat, status }),
  z.strictObject({ type: z.literal("energy.discarded"), seat, pos: position, iids: z.array(iid) }),
  z.strictObject({ type: z.literal("retreated"), seat }),
  z.strictObject({ type: z.literal("switched"), seat, bench: index, cause: z.string(), auto }),
  z.strictObject({ type: z.literal("promoted"), seat, bench: index, auto }),
  z.strictObject({ type: z.literal("knocked_out"), seat, pos: position, card: cardId }),
  z.strictObject({ type: z.literal("prize.taken"), seat, index, left: index, card: held.exactOptional(), auto }),
  z.strictObject({
    type: z.literal("forced"),
    ...forced,
    resume: z.enum(["knock-outs", "between", "next-turn", "main"]),
    at,
  }),
  z.strictObject({ type: z.literal("searched"), seat, card: cardId.nullable(), iid: iid.exactOptional(), at, auto }),
  z.strictObject({ type: z.literal("turn.ended"), seat, auto }),
  z.strictObject({ type: z.literal("timed.out"), seat, count: z.int().min(1) }),
  z.strictObject({ type: z.literal("time.given"), ms: z.int().min(1) }),
  z.strictObject({ type: z.literal("match.ended"), result }),
]);

const creature = z.strictObject({
  stack: z.array(held).min(1).max(3),
  energy: z.array(held),
  damage: z.int().min(0),
  status: z.array(status),
  since: z.int().min(0),
  abilityUsed: z.boolean(),
});
const side = z.strictObject({
  hand: index,
  deck: index,
  prizes: index,
  placed: z.boolean(),
  active: creature.nullable(),
  bench: z.array(creature).max(6),
  discard: z.array(held),
  timeouts: z.int().min(0),
  mulligans: z.array(z.array(cardId)),
});

export const view = z.strictObject({
  phase: z.enum(["setup", "main", "over"]),
  settings: z.strictObject(limits),
  turn: z.int().min(0),
  current: seat.nullable(),
  first: seat,
  used: z.strictObject({ energy: z.boolean(), ally: z.boolean(), retreat: z.boolean() }),
  flips: z.array(z.strictObject({ cause: z.string(), heads: z.boolean() })),
  forced: z.array(z.strictObject(forced)),
  seats: z.array(side).length(2),
  result: result.nullable(),
  you: z
    .strictObject({
      seat,
      hand: z.array(held),
      placed: z.strictObject({ active: held, bench: z.array(held) }).nullable(),
      search: z.array(cardId).nullable(),
    })
    .nullable(),
});
