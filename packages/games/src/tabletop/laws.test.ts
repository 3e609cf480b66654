import { gameLaws, type Json } from "@holdfast/engine";
import { expect, test } from "vitest";
import { tabletop } from "./rules.js";
import { type Move, type State, sumOf, totalsOf } from "./state.js";

const seed = "tabletop laws 1";
/** Well-formed moves of every kind, so that one which is wrongly never listed is missed. */
const SOME_OF_EACH: readonly Move[] = [
  { type: "start" },
  { type: "roll", player: 1 },
  { type: "roll", player: 2, value: 6 },
  { type: "choose-role", role: "attacker" },
  { type: "choose-first", first: 2 },
  ...([1, 2] as const).flatMap((player): Move[] => [
    { type: "score", player, category: "primary", round: 1, delta: 5 },
    { type: "score", player, category: "bonus", round: 2, set: 3, expect: 0 },
    { type: "cp", player, delta: -1 },
    { type: "set-clock", player, remainingMs: 1_000 },
    { type: "set-turn", round: 2, active: player },
    { type: "transfer-host", to: player },
  ]),
  ...[1, 2, 5].map((turn): Move => ({ type: "end-turn", turn })),
  { type: "pause" },
  { type: "resume" },
  { type: "undo", count: 2 },
  { type: "confirm" },
  { type: "concede" },
  { type: "end-game" },
  { type: "reopen" },
];

/** Nothing below zero, nothing above its cap, and a turn that exists. */
function invariant(json: Json): string | null {
  const state = json as unknown as State;
  const { settings, sides, round } = state;
  if (round > settings.rounds) return `round ${round} of ${settings.rounds}`;
  for (const side of sides) {
    if (side.cp < 0 || side.cp > settings.cpMax) return `${side.cp} command points`;
    if (side.rounds.some(({ primary, secondary, bonus }) => Math.min(primary, secondary, bonus) < 0))
      return "below zero";
    if (settings.caps.primary !== null && sumOf(side, "primary") > settings.caps.primary) return "over the cap";
  }
  const { clock, active, status, paused } = state;
  const runs = status === "playing" && !paused;
  if (clock.runningFor !== (runs ? active : null)) return `the clock runs for ${clock.runningFor}, ${active} is active`;
  return Math.max(...totalsOf(state)) > (settings.caps.total ?? Number.MAX_SAFE_INTEGER)
    ? "the total is over its cap"
    : null;
}

const laws = gameLaws(tabletop, {
  seed,
  cases: 10_000,
  options: [
    { rounds: 2 },
    { rounds: 1, rollOff: "manual", playersEdit: "both", onGameEnd: "auto", onFlag: "lose" },
    { rounds: 2, rollOff: "skip", clockMode: "count-up", endTurnBy: "either", editPast: "host", cpGainTo: "active" },
    {
      rounds: 2,
      rollOff: "skip",
      playersEdit: "none",
      playersMayPause: false,
      cpMax: 3,
      caps: { primary: 9, total: null },
    },
  ],
  rarely: ["concede", "end-game", "reopen", "undo", "transfer-host", "score", "cp", "set-clock", "set-turn"],
  otherMoves: SOME_OF_EACH,
  maxSteps: 5_000,
  invariant,
});

/** Ten thousand positions with their many forms take a while, more on a busy machine. */
const PATIENCE_MS = 240_000;

test.each(laws.map((law) => [law.name, law] as const))(
  "[G4] the tabletop match, 10,000 positions: %s",
  (_name, law) => {
    expect(() => law.run()).not.toThrow();
  },
  PATIENCE_MS,
);
