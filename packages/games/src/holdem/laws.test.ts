import { gameLaws, type Json, seededChance, shuffle, type Viewer } from "@holdfast/engine";
import { expect, test } from "vitest";
import { holdem } from "./rules.js";
import type { Move, State } from "./state.js";

const seed = "holdem laws 1";
/** Well-formed moves of every kind, so that one which is wrongly never listed is missed. */
const SOME_OF_EACH: readonly Move[] = [
  ...(["fold", "check", "call", "all-in", "show", "muck", "sit-out", "sit-in", "leave", "close-table"] as const).map(
    (type): Move => ({ type }),
  ),
  ...[1, 20, 40, 300].flatMap((to): Move[] => [
    { type: "bet", to },
    { type: "raise", to },
  ]),
  { type: "join", seat: 0, buyIn: 2_000 },
  { type: "rebuy", amount: 100 },
];

/** Other cards where this viewer has seen none: in others' hands, and in the deck. */
function variants(json: Json, viewer: Viewer): readonly Json[] {
  const state = json as unknown as State;
  const own = viewer.kind === "observer" ? null : viewer.seat;
  return ["0a", "0b"].map((salt) => exchanged(state, own, salt) as unknown as Json);
}

function exchanged(state: State, own: number | null, salt: string): State {
  const isHidden = (seat: number) => seat !== own && state.players[seat]?.shown === false;
  const holes = state.players.flatMap(({ hole }, seat) => (isHidden(seat) ? hole : []));
  const chance = seededChance({ seed: "cd".repeat(32), entropy: salt, version: state.step });
  const mixed = shuffle(chance, [...holes, ...state.deck.slice(state.dealt)], "variant");
  const players = state.players.map((player, seat) =>
    isHidden(seat) ? { ...player, hole: mixed.splice(0, player.hole.length) } : player,
  );
  return { ...state, players, deck: [...state.deck.slice(0, state.dealt), ...mixed] };
}

/** Chips are only moved about, nobody owes any, and no card is in two places. */
function invariant(json: Json): string | null {
  const { players, rakeTaken, board } = json as unknown as State;
  const there = players.reduce((sum, { stack, total, dead, taken }) => sum + stack + total + dead + taken, rakeTaken);
  const brought = players.reduce((sum, player) => sum + player.brought, 0);
  if (there !== brought) return `${brought} chips were brought and ${there} are there`;
  if (players.some(({ stack }) => stack < 0)) return "somebody has less than no chips";
  const cards = [...board, ...players.flatMap(({ hole }) => hole)];
  return new Set(cards).size === cards.length ? null : "a card is in two places";
}

const short = { startingStack: 200, betweenHandsMs: 0 };
const laws = gameLaws(holdem, {
  seed,
  cases: 10_000,
  seatCount: 4,
  options: [
    { mode: "sng", ...short },
    { mode: "sng", stacks: [100, 40, 300, 7], levels: [{ sb: 10, bb: 20, ante: 5, durationMs: 60_000 }] },
    { mode: "cash", buyIn: { min: 100, max: 400, default: 200 }, rake: { pct: 5, cap: 30 } },
    { mode: "cash", stacks: [50, 0, 90, 400], entry: "post", actMs: 0, betweenHandsMs: 0 },
  ],
  rarely: ["leave", "close-table", "sit-out", "fold"],
  otherMoves: SOME_OF_EACH,
  maxSteps: 3_000,
  variants,
  invariant,
});

/** Ten thousand positions of four players take a while, more on a busy machine. */
const PATIENCE_MS = 240_000;

test.each(laws.map((law) => [law.name, law] as const))(
  "[G3] hold'em, 10,000 positions: %s",
  (_name, law) => {
    expect(() => law.run()).not.toThrow();
  },
  PATIENCE_MS,
);
