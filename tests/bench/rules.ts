/**
 * `npm run bench:rules`, or with ids of games: what the rules themselves cost, on one core, without a server. B11: moves decided, evolved and
 * viewed by everybody at the table; B12: commits of finished matches verified from their seed. Processor time, not the clock on
 * the wall.
 */
import { performance } from "node:perf_hooks";
import {
  type AnyGame,
  type Context,
  type Json,
  scriptedChance,
  seededChance,
  type Sha256,
  sha256Hex,
} from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import { verifyReplay } from "@holdfast/sdk/verify";
import { oneOf, optionsOrExit } from "../support/command-line.js";
import { randomMatch, replayLogOf } from "../support/random-match.js";

interface Case {
  readonly game: string;
  readonly options: Json;
  /** Moves per second on one core: B11 of the budgets. */
  readonly goal: number;
}
interface Played {
  readonly seat: number;
  readonly move: { readonly type: string };
  readonly state: unknown;
  readonly draws: readonly number[];
}

const CASES: readonly Case[] = [
  { game: "tic-tac-toe", options: { turnMs: 0 }, goal: 500_000 },
  { game: "briscola-chiamata", options: { bidMs: 0, callMs: 0, playMs: 0 }, goal: 100_000 },
  { game: "holdem", options: { startingStack: 5_000, betweenHandsMs: 0, actMs: 0 }, goal: 50_000 },
  { game: "wildspark", options: { turnMs: 0 }, goal: 30_000 },
  { game: "tabletop", options: { rollOff: "skip" }, goal: 100_000 },
];
const STEPS = 3_000;
const MEASURED_MS = 1_500;
const VERIFY_GOAL = 10_000;

/** Random legal play, remembered step by step: what is measured is the rules, not the choosing. */
function playedBy(game: AnyGame, options: Json): readonly Played[] {
  const played: Played[] = [];
  for (let match = 0; played.length < STEPS; match++) playMatch(game, { options, match }, played);
  return played;
}

function playMatch(game: AnyGame, { options, match }: { options: Json; match: number }, played: Played[]): void {
  const parsed = game.schema.options.safeParse(options);
  if (!parsed.success) throw new Error(`bad options for ${game.id}`);
  const dice = seededChance({ seed: "5a".repeat(32), entropy: "", version: match + 1 });
  const chance = seededChance({ seed: "6b".repeat(32), entropy: "", version: match + 1 });
  const seatCount = game.seats.min;
  let state = game.initial(parsed.data, seatCount);
  for (const event of game.setup(parsed.data, { now: 0, chance, seatCount })) state = game.evolve(state, event);
  if (game.id === "tabletop") state = begun(game, state, chance);
  for (let step = 0; step < 400 && game.outcome(state) === null; step++) {
    const next = randomMove(game, state, dice);
    if (next === null) return;
    const before = chance.draws.length;
    const decided = game.decide(state, { seat: next.seat, host: false }, next.move, { now: step, chance });
    if (!decided.ok) continue;
    played.push({ ...next, state, draws: chance.draws.slice(before).map(({ value }) => value) });
    for (const event of decided.value) state = game.evolve(state, event);
  }
}

/** The host starts it. */
function begun(game: AnyGame, state: unknown, chance: Context["chance"]): unknown {
  const move = { type: "start", firstPlayer: 1, force: true };
  const decided = game.decide(state, { seat: null, host: true }, move, { now: 0, chance });
  return decided.ok ? decided.value.reduce<unknown>((next, event) => game.evolve(next, event), state) : state;
}

const ENDERS = new Set(["resign", "concede", "leave", "sit-out", "offer-draw"]);

function randomMove(game: AnyGame, state: unknown, dice: Context["chance"]): Pick<Played, "seat" | "move"> | null {
  const seat = game.toMove(state)[0];
  if (seat === undefined) return null;
  const { all, forms = [] } = game.legalMoves(state, { seat, host: false });
  const ends = forms.flatMap(({ move, fields }) => {
    const values = Object.entries(fields).map(([field, range]) => [field, least(range)] as const);
    return values.some(([, value]) => value === undefined) ? [] : [{ ...move, ...Object.fromEntries(values) }];
  });
  const moves = [...all, ...ends].filter(({ type }) => !ENDERS.has(type));
  const move = moves[dice.int(Math.max(1, moves.length), "move")];
  return move === undefined ? null : { seat, move };
}

function least(range: { readonly kind: string; readonly min?: number; readonly of?: readonly Json[] }): unknown {
  if (range.kind === "int") return range.min;
  if (range.kind === "choose") return range.of?.slice(0, range.min);
  return range.kind === "order" ? range.of : undefined;
}

/** Moves per second of processor time: each decided, its events evolved, and the result viewed by every seat. */
function movesPerSecond(game: AnyGame, played: readonly Played[]): number {
  const seats = Array.from({ length: game.seats.min }, (_none, seat) => ({ kind: "seat", seat }) as const);
  const pass = (): void => {
    for (const { seat, move, state, draws } of played) {
      const ctx = { now: 1, chance: scriptedChance({ draws }) };
      const decided = game.decide(state, { seat, host: false }, move, ctx);
      if (!decided.ok) throw new Error(`${game.id}: a move that was legal is refused`);
      let next = state;
      for (const event of decided.value) next = game.evolve(next, event);
      for (const viewer of seats) game.view(next, viewer);
    }
  };
  return perSecond(pass, played.length);
}

function perSecond(pass: () => void, count: number): number {
  const until = performance.now() + MEASURED_MS / 3;
  while (performance.now() < until) pass();
  const cpu = process.cpuUsage();
  const end = performance.now() + MEASURED_MS;
  let done = 0;
  while (performance.now() < end) {
    pass();
    done += count;
  }
  const { user, system } = process.cpuUsage(cpu);
  return (done / (user + system)) * 1e6;
}

/** Commits of random matches verified in a second: every move decided again, every draw made again, every hash compared. */
function commitsVerified(game: AnyGame, options: Json, sha256?: Sha256): number {
  const logs = Array.from({ length: 5 }, (_none, match) => {
    return replayLogOf(randomMatch(game, { options, seed: `bench ${match}`, never: [...ENDERS, "all-in"] }));
  });
  const pass = (): void => {
    for (const log of logs) {
      const verdict = verifyReplay(log, game, sha256 ? { sha256 } : {});
      if (!verdict.ok) throw new Error(`${game.id}: version ${verdict.version}: ${verdict.problem}`);
    }
  };
  return perSecond(
    pass,
    logs.reduce((sum, { version }) => sum + version, 0),
  );
}

function line(name: string, value: number, goal: number): string {
  const verdict = value >= goal ? "reached" : "NOT reached";
  const figures = [value, goal].map((each) => Math.round(each).toLocaleString("en-US").padStart(10));
  return `${name.padEnd(40)} ${figures[0]}   goal ${figures[1]}   ${verdict}`;
}

const USAGE = `npm run bench:rules -- [games]\n  of ${CASES.map(({ game }) => game).join(", ")}; all where none is named`;
const asked = optionsOrExit(USAGE, (args) => {
  const ids = CASES.map(({ game }) => game);
  return args.includes("--help") ? null : args.map((id) => oneOf(id, ids));
});
process.stdout.write("moves or commits per second of processor time, one core\n");
for (const { game: id, options, goal } of CASES) {
  if (asked.length > 0 && !asked.includes(id)) continue;
  const game = Object.values(GAMES).find((each) => each.id === id);
  if (game === undefined) throw new Error(`there is no game ${id}`);
  const value = movesPerSecond(game, playedBy(game, options));
  process.stdout.write(`${line(`B11 ${id}: decide, evolve, views`, value, goal)}\n`);
  const inBrowsers = commitsVerified(game, options, sha256Hex);
  process.stdout.write(`${line(`B12 ${id}: verify, as in browsers`, inBrowsers, VERIFY_GOAL)}\n`);
  process.stdout.write(`${line(`B12 ${id}: verify, in Node`, commitsVerified(game, options), VERIFY_GOAL)}\n`);
}
