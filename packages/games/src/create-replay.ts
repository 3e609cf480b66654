/**
 * Drives a game from outside, without a server: cards, draws and moves are given, state, legal moves and outcome
 * are read. For programs that check the rules against games played elsewhere; it is what our own conformance tests use.
 */
import {
  type Actor,
  type AnyGame,
  asJson,
  type Json,
  type LegalMoves,
  OBSERVER,
  type Outcome,
  type RecordingChance,
  type Rejection,
  type Result,
  type Script,
  scriptedChance,
  type Seat,
  type Viewer,
} from "@holdfast/engine";
import { findGame } from "./registry.js";

export interface ReplaySetting {
  /** Players at the table; the least that the game allows when left out. */
  readonly seatCount?: number;
  /** The draws of the setup. */
  readonly setup?: Script;
  /** Epoch milliseconds of the start; time stands still unless a step says otherwise. Default 0. */
  readonly now?: number;
}
export interface StepSetting {
  /** The draws of this step; without it a step that draws faults. */
  readonly chance?: Script;
  readonly now?: number;
  /** The move is made as the host, who may or may not hold the seat. */
  readonly host?: boolean;
}

/** One game, step by step. Every answer is plain JSON. */
export interface Replay {
  readonly state: Json;
  /** All events so far, as the server keeps them. */
  readonly events: readonly Json[];
  readonly toMove: readonly Seat[];
  readonly outcome: Outcome | null;
  legal(seat: Seat | null, host?: boolean): LegalMoves<{ readonly type: string }>;
  view(viewer?: Viewer): Json;
  /** The events of the step, or why the move was refused, and then nothing has changed. @throws RangeError on missing draws. */
  move(seat: Seat | null, move: Json, setting?: StepSetting): Result<readonly Json[], Rejection | ShapeRefusal>;
  /** The seat's time is up. */
  timeout(seat: Seat, setting?: StepSetting): readonly Json[];
  /** The seat resigns or is removed. */
  leave(seat: Seat, setting?: StepSetting): readonly Json[];
}
/** The move did not have the shape of one. */
export interface ShapeRefusal {
  readonly code: "invalid_message";
  readonly reason: string;
}

/** A game at its start. @throws RangeError when there is no such game, the options are wrong, or a draw is missing. */
export function createReplay(game: string | AnyGame, options: Json = {}, setting: ReplaySetting = {}): Replay {
  const rules = typeof game === "string" ? findGame(game) : game;
  if (rules === null) throw new RangeError(`there is no game "${String(game)}"`);
  const parsed = rules.schema.options.safeParse(options);
  if (!parsed.success) throw new RangeError(`these options are not right: ${JSON.stringify(parsed.error.issues)}`);
  const seatCount = setting.seatCount ?? rules.seats.min;
  const ctx = { now: setting.now ?? 0, chance: scriptedChance(setting.setup ?? {}), seatCount };
  const events = rules.setup(parsed.data, ctx);
  return new GameReplay(rules, rules.initial(parsed.data, seatCount), { events, now: ctx.now });
}

class GameReplay implements Replay {
  readonly #events: Json[] = [];
  #state: unknown;
  #now: number;

  constructor(
    private readonly rules: AnyGame,
    initial: unknown,
    start: { readonly events: readonly { readonly type: string }[]; readonly now: number },
  ) {
    this.#state = initial;
    this.#now = start.now;
    this.#follow(start.events);
  }

  get state(): Json {
    return asJson(this.#state);
  }
  get events(): readonly Json[] {
    return this.#events;
  }
  get toMove(): readonly Seat[] {
    return this.rules.toMove(this.#state);
  }
  get outcome(): Outcome | null {
    return this.rules.outcome(this.#state);
  }

  legal(seat: Seat | null, host = false): LegalMoves<{ readonly type: string }> {
    return this.rules.legalMoves(this.#state, { seat, host });
  }

  view(viewer: Viewer = OBSERVER): Json {
    return asJson(this.rules.view(this.#state, viewer));
  }

  move(seat: Seat | null, move: Json, setting: StepSetting = {}): Result<readonly Json[], Rejection | ShapeRefusal> {
    const parsed = this.rules.schema.move.safeParse(move);
    if (!parsed.success) {
      const reason = parsed.error.issues[0]?.message ?? "bad_shape";
      return { ok: false, rejection: { code: "invalid_message", reason } };
    }
    const actor: Actor = { seat, host: setting.host ?? false };
    const decided = this.rules.decide(this.#state, actor, parsed.data, this.#context(setting));
    return decided.ok ? { ok: true, value: this.#follow(decided.value) } : decided;
  }

  timeout(seat: Seat, setting: StepSetting = {}): readonly Json[] {
    return this.#follow(this.rules.onTimeout(this.#state, seat, this.#context(setting)));
  }

  leave(seat: Seat, setting: StepSetting = {}): readonly Json[] {
    return this.#follow(this.rules.onLeave(this.#state, seat, this.#context(setting)));
  }

  #context({ chance, now }: StepSetting): { now: number; chance: RecordingChance } {
    this.#now = now ?? this.#now;
    return { now: this.#now, chance: scriptedChance(chance ?? {}) };
  }

  #follow(events: readonly { readonly type: string }[]): readonly Json[] {
    for (const event of events) this.#state = this.rules.evolve(this.#state, event);
    const told = events.map(asJson);
    this.#events.push(...told);
    return told;
  }
}
