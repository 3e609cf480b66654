/**
 * Random play of any game: the positions that the laws are checked in. Everything follows from the
 * seed, so a failure can be played again.
 */
import type { Chance, RecordingChance } from "../chance.js";
import type { AnyGame, Context, GameTypes, LegalMoves } from "../game.js";
import { sha256Hex } from "../hashing.js";
import { endsOf } from "./forms.js";
import { asJson, type Json } from "../json.js";
import type { Actor, Seat, Viewer } from "../seat.js";
import { seededChance } from "../seeded-chance.js";

type Move = GameTypes["Move"];
type Event = GameTypes["Event"];

export interface LawSetting {
  /** Printed with every failure; the same seed plays the same games. */
  readonly seed: string;
  /** How many positions each law is checked in. */
  readonly cases: number;
  /** Options to play under, in turn; the defaults when left out. */
  readonly options?: readonly unknown[];
  readonly seatCount?: number;
  /** Steps after which a game should have ended. Default 1000. */
  readonly maxSteps?: number;
  /** Types of moves that end play early, such as resigning: chosen seldom. */
  readonly rarely?: readonly string[];
  /**
   * Well-formed moves to try besides those met in play; each must be refused wherever it is not listed. Give every
   * move there is where that is possible: a move that is never listed by mistake is found in no other way.
   */
  readonly otherMoves?: readonly Move[];
  /** The state with what this viewer may not see replaced by other possibilities. Left out: nothing is hidden. */
  readonly variants?: (state: Json, viewer: Viewer) => readonly Json[];
  /** What must hold in every position (cards, chips and points are kept), or what is wrong with this one. */
  readonly invariant?: (state: Json) => string | null;
}

/** Something that may happen next: a player's or host's move, or what the platform does for a seat. */
export type Step =
  | { readonly by: Actor; readonly move: Move }
  | { readonly timeout: Seat }
  | { readonly leave: Seat }
  | { readonly absence: readonly Seat[] };

export interface Position {
  readonly options: Json;
  readonly seatCount: number;
  readonly playout: number;
  /** Seeds every draw of this game. */
  readonly seed: string;
  readonly state: Json;
  /** All events so far, setup included. */
  readonly events: readonly Json[];
  readonly steps: readonly Step[];
  /** The state before the last step and the events since; at the opening the setup's. */
  readonly before: Json | null;
  readonly latest: readonly Json[];
}

/** Positions met in random play, the opening of each game first; the last of a game has an outcome unless it was too long. */
export function* randomPositions(game: AnyGame, setting: LawSetting): Generator<Position> {
  const maxSteps = setting.maxSteps ?? 1_000;
  for (let playout = 0, met = 0; ; playout++) {
    const dice = seededChance({ seed: playoutSeed(setting, playout), entropy: "", version: 0 });
    let position: Position | null = opening(game, setting, playout);
    while (position !== null) {
      yield position;
      if (++met >= setting.cases) return;
      if (game.outcome(position.state) !== null || position.steps.length >= maxSteps) break;
      const step = chooseStep(game, { setting, position, dice });
      position = step === null ? null : takeStep(game, { position, step });
    }
  }
}

/** Everybody who might ask for a move, the observer who never may included. */
export function actorsOf(seatCount: number): readonly Actor[] {
  const seats = Array.from({ length: seatCount }, (_none, seat): Actor => ({ seat, host: false }));
  return [...seats, { seat: null, host: true }, { seat: 0, host: true }, { seat: null, host: false }];
}

/** Every class of viewer of a match. */
export function viewersOf(seatCount: number): readonly Viewer[] {
  const seats = Array.from({ length: seatCount }, (_none, seat): Viewer => ({ kind: "seat", seat }));
  return [...seats, { kind: "observer" }, { kind: "host", seat: null }, { kind: "host", seat: 0 }];
}

/** The listed moves, with both ends of every form. */
export function listedMoves(legal: LegalMoves<Move>): readonly Move[] {
  return [...legal.all, ...endsOf(legal)];
}

/** The context of the step after this position; `salt` gives other draws. */
export function contextAt(position: Position, salt = ""): Context & { chance: RecordingChance } {
  const seed = salted(position.seed, salt);
  const version = position.steps.length + 2;
  return { now: 1_000_000 + position.steps.length, chance: seededChance({ seed, entropy: "", version }) };
}

/** The events of a step; null when the rules refuse it. */
export function eventsOf(
  game: AnyGame,
  state: Json,
  { step, ctx }: { step: Step; ctx: Context },
): readonly Json[] | null {
  if ("move" in step) {
    const decided = game.decide(state, step.by, step.move, ctx);
    return decided.ok ? decided.value.map(asJson) : null;
  }
  if ("timeout" in step) return game.onTimeout(state, step.timeout, ctx).map(asJson);
  if ("leave" in step) return game.onLeave(state, step.leave, ctx).map(asJson);
  return game.onAbsence(state, step.absence, ctx).map(asJson);
}

/** The state after events, deeply frozen, so that rules which change their arguments are caught. */
export function evolveAll(game: AnyGame, state: Json, events: readonly Json[]): Json {
  return deepFreeze(events.reduce((before, event) => asJson(game.evolve(deepFreeze(before), asEvent(event))), state));
}

export function asEvent(event: Json): Event & Json {
  return deepFreeze(event) as Event & Json;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

/** The setup of a playout with its own or other draws. */
export function setupOf(game: AnyGame, setting: LawSetting, { playout, salt }: { playout: number; salt: string }) {
  const choices = setting.options ?? [{}];
  const parsed = game.schema.options.safeParse(choices[playout % choices.length]);
  if (!parsed.success) throw new RangeError(`options ${playout % choices.length} of the setting do not parse`);
  const seatCount = setting.seatCount ?? game.seats.min;
  const seed = playoutSeed(setting, playout);
  const chance = seededChance({ seed: salted(seed, salt), entropy: "", version: 1 });
  const events = game.setup(parsed.data, { now: 1_000_000, chance, seatCount }).map(asJson);
  return { options: asJson(parsed.data), seatCount, seed, events };
}

function opening(game: AnyGame, setting: LawSetting, playout: number): Position {
  const { events, ...table } = setupOf(game, setting, { playout, salt: "" });
  const { options, seatCount } = table;
  const state = evolveAll(game, asJson(game.initial(options, seatCount)), events);
  return { ...table, playout, state, events, steps: [], before: null, latest: events };
}

function playoutSeed(setting: LawSetting, playout: number): string {
  return sha256Hex(`${setting.seed}/${playout}`);
}

function salted(seed: string, salt: string): string {
  return salt === "" ? seed : sha256Hex(`${seed}:${salt}`);
}

interface Walk {
  readonly setting: LawSetting;
  readonly position: Position;
}

function takeStep(game: AnyGame, { position, step }: { position: Position; step: Step }): Position | null {
  const events = eventsOf(game, position.state, { step, ctx: contextAt(position) });
  if (events === null) return null;
  return {
    ...position,
    state: evolveAll(game, position.state, events),
    events: [...position.events, ...events],
    steps: [...position.steps, step],
    before: position.state,
    latest: events,
  };
}

/** Mostly moves; now and then the clock, an absence, or somebody leaving. Null when nothing can happen. */
function chooseStep(game: AnyGame, walk: Walk & { dice: Chance }): Step | null {
  const { position, setting, dice } = walk;
  const moves = actorsOf(position.seatCount).flatMap((by) =>
    listedMoves(game.legalMoves(position.state, by)).map((move) => ({ by, move })),
  );
  const platform = moves.length === 0 || dice.int(16, "platform") === 0;
  const forced = platform ? platformStep(game, { ...walk, onlyClock: moves.length === 0 }) : null;
  if (forced !== null) return forced;
  const common = moves.filter(({ move }) => !setting.rarely?.includes(move.type));
  const pool = common.length > 0 && dice.int(12, "rarely") > 0 ? common : moves;
  return pool[dice.int(Math.max(1, pool.length), "move")] ?? null;
}

function platformStep(game: AnyGame, walk: Walk & { dice: Chance; onlyClock: boolean }): Step | null {
  const { position, dice, onlyClock } = walk;
  const seats = game.timing(position.state)?.seats ?? [];
  const timeouts = seats.map((timeout): Step => ({ timeout }));
  const all = Array.from({ length: position.seatCount }, (_none, seat) => seat);
  const leaves: readonly Step[] = onlyClock
    ? []
    : [{ leave: dice.int(all.length, "leave") }, { absence: [dice.int(all.length, "absence")] }, { absence: all }];
  const steps = [...timeouts, ...timeouts, ...leaves];
  const step = steps[dice.int(Math.max(1, steps.length), "platform step")];
  if (step === undefined) return null;
  const events = eventsOf(game, position.state, { step, ctx: contextAt(position) });
  return events === null || events.length === 0 ? null : step;
}
