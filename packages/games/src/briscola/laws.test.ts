import { type Json, gameLaws, seededChance, shuffle, type Viewer } from "@holdfast/engine";
import { expect, test } from "vitest";
import { ALL_CARDS, pointsIn } from "./cards.js";
import { briscola } from "./rules.js";
import { type Move, SEATS, type State } from "./state.js";

const seed = "briscola laws 1";
/** Well-formed moves of every kind, so that one which is wrongly never listed is missed. */
const SOME_OF_EACH: readonly Move[] = [
  { type: "bid", bid: -1 },
  ...[60, 61, 80, 120].map((bid): Move => ({ type: "bid", bid })),
  ...[1, 10, 2].map((rank): Move => ({ type: "bid", bid: { rank } })),
  { type: "bid", bid: { rank: 2, points: 62 } },
  { type: "call-partner-rank", partner_rank: 1 },
  { type: "call-partner-suit", partner_suit: "cups" },
  ...[0, 13, 26, 39].map((card): Move => ({ type: "play", card })),
  { type: "reorder", hand: [0, 1, 2, 3, 4, 5, 6, 7] },
];

/** Other deals of the cards this viewer has not seen: what others hold now, and so what they were dealt. */
function variants(json: Json, viewer: Viewer): readonly Json[] {
  const state = json as unknown as State;
  if (state.phase === "end") return [];
  const own = viewer.kind === "observer" ? null : viewer.seat;
  return ["0a", "0b", "0c"].map((salt) => exchanged(state, own, salt)).map((other) => other as unknown as Json);
}

/** The called card stays with the viewer who holds it, and with everybody once it was seen: both are known. */
function exchanged(state: State, own: number | null, salt: string): State {
  const others = state.hands.flatMap((hand, seat) => (seat === own ? [] : hand));
  const chance = seededChance({ seed: "ab".repeat(32), entropy: salt, version: state.decision });
  const mixed = shuffle(chance, others, "variant");
  const hands = state.hands.map((hand, seat) => (seat === own ? hand : mixed.splice(0, hand.length)));
  const dealt = state.dealt.map((was, seat) => {
    const held = state.hands[seat] ?? [];
    return [...was.filter((card) => !held.includes(card)), ...(hands[seat] ?? [])];
  });
  return { ...state, hands, dealt };
}

/** Forty cards, each once; 120 points a hand; nobody wins what nobody loses; eight cards less those played. */
function invariant(json: Json): string | null {
  const state = json as unknown as State;
  const taken = state.tricks.flatMap((trick) => trick.cards);
  const cards = [...state.hands.flat(), ...state.trick, ...taken].sort((a, b) => a - b);
  if (cards.join() !== ALL_CARDS.join()) return `these are not the forty cards: ${cards.join()}`;
  const points = state.points.reduce((sum, each) => sum + each, 0);
  if (points !== pointsIn(taken)) return `${points} points are counted, ${pointsIn(taken)} were taken`;
  if (state.totals.reduce((sum, each) => sum + each, 0) !== 0) return `totals are ${state.totals.join()}`;
  const wrong = state.hands.findIndex(
    (hand, seat) => hand.length !== 8 - state.tricks.length - (hasPlayed(state, seat) ? 1 : 0),
  );
  return wrong < 0 ? null : `seat ${wrong} holds ${state.hands[wrong]?.length} cards`;
}

function hasPlayed({ leader, trick }: State, seat: number): boolean {
  return (seat - leader + SEATS) % SEATS < trick.length;
}

const laws = gameLaws(briscola, {
  seed,
  cases: 10_000,
  options: [
    { end: { mode: "hands", hands: 2 } },
    { preset: "classic", end: { mode: "hands", hands: 2 }, mustFollow: true },
    { end: { mode: "score", score: 3 }, bidSteps: true, allPassLimit: 1, minHandPoints: 0 },
    { auction: "points", suitCall: "before-play", firstLeader: "eldest", end: { mode: "hands", hands: 1 }, bidMs: 0 },
    { auction: "rank", suitCall: "after-first-trick", end: { mode: "hands", hands: 1 }, playMs: 0 },
  ],
  rarely: ["reorder"],
  otherMoves: SOME_OF_EACH,
  maxSteps: 5_000,
  variants,
  invariant,
});

/** Ten thousand positions of five players take a while, more on a busy machine. */
const PATIENCE_MS = 240_000;

test.each(laws.map((law) => [law.name, law] as const))(
  "[G1] Briscola, 10,000 positions: %s",
  (_name, law) => {
    expect(() => law.run()).not.toThrow();
  },
  PATIENCE_MS,
);
