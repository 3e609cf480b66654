/** What the tests of the tabletop match play on. Not part of what the package exports. */
import { asJson, type Json } from "@holdfast/engine";
import { createReplay, type Replay } from "../create-replay.js";
import type { State } from "./state.js";
import type { TabletopOptions, TabletopView } from "./types.js";

/** Who asks: a player by number, the host without a seat, or an observer. */
export type Who = 1 | 2 | "host" | "observer";

export class Table {
  readonly replay: Replay;
  now = 0;

  constructor(options: TabletopOptions = {}) {
    this.replay = createReplay("tabletop", asJson(options));
  }

  /** A match in play: player 1 is first, the clock runs since 0. */
  static playing(options: TabletopOptions = {}): Table {
    const table = new Table({ rollOff: "skip", ...options });
    return table.must("host", { type: "start", firstPlayer: 1, force: true });
  }

  get state(): State {
    return this.replay.state as unknown as State;
  }
  get view(): TabletopView {
    return this.replay.view() as unknown as TabletopView;
  }
  get types(): readonly string[] {
    return this.replay.events.map((event) => String(Object(event).type));
  }

  /** The refusal `code/reason`, or null when the move was accepted. `dice` are what the server rolls. */
  ask(who: Who, move: Json, dice: readonly number[] = []): string | null {
    const seat = typeof who === "number" ? who - 1 : null;
    const chance = { draws: dice.map((value) => value - 1) };
    const answer = this.replay.move(seat, move, { now: this.now, host: who === "host", chance });
    return answer.ok ? null : `${answer.rejection.code}/${answer.rejection.reason}`;
  }

  must(who: Who, move: Json, dice: readonly number[] = []): this {
    const refused = this.ask(who, move, dice);
    if (refused !== null) throw new Error(`${JSON.stringify(move)} by ${who}: ${refused}`);
    return this;
  }

  at(now: number): this {
    this.now = now;
    return this;
  }

  /** Ends the running turn, at a time. */
  endTurn(now = this.now): this {
    return this.at(now).must("host", { type: "end-turn", turn: this.view.turn });
  }

  timeout(now: number): this {
    this.now = now;
    this.replay.timeout((this.state.active ?? 1) - 1, { now });
    return this;
  }

  score(player: 1 | 2, category: string, delta: number): string | null {
    return this.ask(player, { type: "score", category, delta });
  }
}
