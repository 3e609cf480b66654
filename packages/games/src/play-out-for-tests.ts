/** Plays a game out between players that are programs. What the tests of bots use; not part of what the package exports. */
import {
  type AnyGame,
  asJson,
  type BotAsked,
  botQuestion,
  type Context,
  type GameTypes,
  type Json,
  type Outcome,
  type Seat,
  seededChance,
  sha256Hex,
} from "@holdfast/engine";

type Move = GameTypes["Move"];
type Event = GameTypes["Event"] & Json;
export type Player = (asked: BotAsked) => Move | null;

export interface Playing {
  readonly seed: string;
  /** By seat. */
  readonly players: readonly Player[];
  readonly options?: Json;
  /** Called after each step; true ends play. */
  readonly until?: (state: Json) => boolean;
}
export interface Played {
  readonly state: Json;
  readonly outcome: Outcome | null;
  readonly moves: number;
}

const MOST_STEPS = 20_000;

/** From the setup to the outcome. @throws when a player makes an illegal move, or none where one is needed. */
export function playOut(game: AnyGame, playing: Playing): Played {
  const { players, seed, options = {}, until } = playing;
  const parsed = game.schema.options.safeParse(options);
  if (!parsed.success) throw new RangeError("these options do not parse");
  const contextAt = (step: number): Context => ({ now: step, chance: chanceOf(seed, "match", step) });
  const evolve = (before: Json, events: readonly unknown[]): Json =>
    events.reduce<Json>((state, event) => asJson(game.evolve(state, event as Event)), before);
  const opening = game.setup(parsed.data, { ...contextAt(0), seatCount: players.length });
  let state = evolve(asJson(game.initial(parsed.data, players.length)), opening);
  let moves = 0;
  for (let step = 1; step < MOST_STEPS; step++) {
    const isEnough = until?.(state) === true;
    const outcome = game.outcome(state);
    if (isEnough || outcome !== null) return { state, outcome, moves };
    const [seat] = game.toMove(state);
    if (seat === undefined) {
      const [timed = 0] = game.timing(state)?.seats ?? [];
      state = evolve(state, game.onTimeout(state, timed, contextAt(step)));
      continue;
    }
    const move = chosen(game, state, { seat, player: players[seat], seed, step });
    const decided = game.decide(state, { seat, host: false }, move, contextAt(step));
    if (!decided.ok) throw new Error(`${JSON.stringify(move)} by ${seat}: ${decided.rejection.reason}, seed ${seed}`);
    state = evolve(state, decided.value);
    moves++;
  }
  throw new Error(`not over after ${MOST_STEPS} steps, seed ${seed}`);
}

interface Turn {
  readonly seat: Seat;
  readonly player: Player | undefined;
  readonly seed: string;
  readonly step: number;
}

function chosen(game: AnyGame, state: Json, { seat, player, seed, step }: Turn): Move {
  const question = botQuestion(game, state, seat);
  const answer = player?.({ ...question, chance: chanceOf(seed, `seat ${seat}`, step) }) ?? null;
  if (answer === null) throw new Error(`no move by ${seat}, seed ${seed}`);
  const parsed = game.schema.move.safeParse(answer);
  if (!parsed.success) throw new Error(`${JSON.stringify(answer)} by ${seat} is no move, seed ${seed}`);
  return parsed.data;
}

function chanceOf(seed: string, what: string, version: number) {
  return seededChance({ seed: sha256Hex(`${seed}:${what}`), entropy: "", version });
}

/** The mean, and how far it may be off with 99 % confidence. */
export function meanOf(values: readonly number[]): { readonly mean: number; readonly within: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
  return { mean, within: (2.576 * deviation) / Math.sqrt(values.length) };
}
