/** What the tests of hold'em play on. Not part of what the package exports. */
import { asJson, type Json } from "@holdfast/engine";
import { createReplay, type Replay } from "../create-replay.js";
import { DECK, parseCards } from "./cards.js";
import { roundFrom, type State } from "./state.js";
import type { HoldemOptions, HoldemView } from "./types.js";

interface Setting {
  readonly stacks: readonly number[];
  readonly options?: HoldemOptions;
  readonly button?: number;
  /** Hole cards by seat, in the first hand. */
  readonly holes?: readonly string[];
  readonly board?: string;
}

/** A table whose cards are chosen. Between two hands it waits, so that stacks can be looked at. */
export class Table {
  readonly replay: Replay;
  now = 0;

  constructor({ stacks, options = {}, button = 0, holes = [], board = "" }: Setting) {
    const occupied = stacks.flatMap((stack, seat) => (stack > 0 ? [seat] : []));
    const deck = deckFor(
      roundFrom(button, occupied).map((seat) => holes[seat] ?? ""),
      board,
    );
    const setup = { byPurpose: { button: [occupied.indexOf(button)] }, decks: [deck] };
    const given = { mode: "cash", stacks, ...options } as const;
    this.replay = createReplay("holdem", asJson(given), { seatCount: stacks.length, setup });
  }

  get state(): State {
    return this.replay.state as unknown as State;
  }
  get stacks(): readonly number[] {
    return this.state.players.map(({ stack }) => stack);
  }
  get types(): readonly string[] {
    return this.replay.events.map((event) => String(Object(event).type));
  }

  view(seat: number | null = null): HoldemView {
    const viewer = seat === null ? ({ kind: "observer" } as const) : ({ kind: "seat", seat } as const);
    return this.replay.view(viewer) as unknown as HoldemView;
  }

  /** The refusal `code/reason`, or null when the move was accepted. */
  ask(seat: number | null, move: Json, host = false): string | null {
    const answer = this.replay.move(seat, move, { chance: NEXT_HANDS, now: this.now, host });
    return answer.ok ? null : `${answer.rejection.code}/${answer.rejection.reason}`;
  }

  must(seat: number, move: Json): this {
    const refused = this.ask(seat, move);
    if (refused !== null) throw new Error(`${JSON.stringify(move)} by ${seat}: ${refused}`);
    return this;
  }

  /** Moves in short: `0 raise 30`, `1 fold`. */
  play(...moves: readonly string[]): this {
    for (const text of moves) {
      const [seat, type = "", to] = text.split(" ");
      this.must(Number(seat), to === undefined ? { type } : { type, to: Number(to) });
    }
    return this;
  }

  /** The clock of whoever is asked runs out, or the pause between two hands is over. */
  timeout(after = 3_000): this {
    this.now += after;
    this.replay.timeout(this.state.toAct ?? 0, { chance: NEXT_HANDS, now: this.now });
    return this;
  }

  /** Everybody folds to the big blind. */
  foldAround(): this {
    while (this.state.toAct !== null) this.play(`${this.state.toAct} fold`);
    return this;
  }
}

const NEXT_HANDS = { decks: [DECK] };

/** A deck that deals these holes (in the order of dealing) and this board; other cards as they come. */
function deckFor(holes: readonly string[], board: string): readonly number[] {
  const wanted = holes.map(parseCards);
  const shared = parseCards(board);
  const used = new Set([...wanted.flat(), ...shared]);
  const rest = DECK.filter((card) => !used.has(card));
  const take = (card: number | undefined): number => card ?? rest.shift() ?? 0;
  const dealt = [0, 1].flatMap((round) => wanted.map((hole) => take(hole[round])));
  const streets = [0, 3, 4].flatMap((from, street) => {
    const many = street === 0 ? 3 : 1;
    return [take(undefined), ...Array.from({ length: many }, (_none, index) => take(shared[from + index]))];
  });
  return [...dealt, ...streets, ...rest];
}
