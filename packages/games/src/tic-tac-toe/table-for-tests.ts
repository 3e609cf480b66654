/** What the tests of tic-tac-toe play on. Not part of what the package exports. */
import { type Actor, listedChance, type RecordingChance } from "@holdfast/engine";
import { ticTacToe } from "./rules.js";
import type { Event, Move, State } from "./state.js";
import type { TicTacToeMove, TicTacToeOptions } from "./types.js";

export const HOST: Actor = { seat: null, host: true };
export const seat = (number: number): Actor => ({ seat: number, host: false });

/** A match of tic-tac-toe without a server: state and events, moves by seat. */
export class Table {
  state: State;
  readonly events: Event[] = [];
  readonly chance: RecordingChance;

  constructor(options: TicTacToeOptions = {}, draws: readonly number[] = []) {
    const parsed = ticTacToe.schema.options.safeParse(options);
    if (!parsed.success) throw new Error("bad options");
    this.chance = listedChance(draws);
    this.state = ticTacToe.initial(parsed.data, 2);
    this.follow(ticTacToe.setup(parsed.data, { ...this.ctx, seatCount: 2 }));
  }

  get ctx() {
    return { now: 0, chance: this.chance };
  }

  /** The refusal `code/reason`, or null when the move was accepted. */
  ask(actor: Actor, asked: TicTacToeMove | Record<string, unknown>): string | null {
    const parsed = ticTacToe.schema.move.safeParse(asked);
    if (!parsed.success) return `invalid_message/${parsed.error.issues[0]?.message}`;
    const decided = ticTacToe.decide(this.state, actor, parsed.data, this.ctx);
    if (!decided.ok) return `${decided.rejection.code}/${decided.rejection.reason}`;
    this.follow(decided.value);
    return null;
  }

  /** Marks these cells in turn; each must be accepted. */
  cells(...cells: readonly number[]): this {
    for (const cell of cells) {
      const refused = this.ask(seat(this.state.toMove ?? -1), { type: "move", cell });
      if (refused !== null) throw new Error(`cell ${cell}: ${refused}`);
    }
    return this;
  }

  must(actor: Actor, move: TicTacToeMove): this {
    const refused = this.ask(actor, move);
    if (refused !== null) throw new Error(`${JSON.stringify(move)}: ${refused}`);
    return this;
  }

  timeout(number: number): this {
    return this.follow(ticTacToe.onTimeout(this.state, number, this.ctx));
  }

  absent(...seats: readonly number[]): this {
    return this.follow(ticTacToe.onAbsence(this.state, seats, this.ctx));
  }

  follow(events: readonly Event[]): this {
    for (const event of events) {
      this.events.push(event);
      this.state = ticTacToe.evolve(this.state, event);
    }
    return this;
  }

  get types(): readonly string[] {
    return this.events.map((event) => event.type);
  }
}

export const ONE_GAME = { maxGames: 1 } as const;
export const X_WINS = [0, 3, 1, 4, 2] as const;
export const DRAWN = [0, 1, 2, 4, 3, 5, 7, 6, 8] as const;
export const offer: Move = { type: "offer-draw" };
export const answer = (accept: boolean): Move => ({ type: "answer-draw", accept });
