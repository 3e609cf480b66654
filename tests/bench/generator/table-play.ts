/** One table while it is played: what both players must see next, and whether they have. */
import { type Driver, type SeatNo, type Table, must } from "./driver.js";
import { keyOf, Oracle, type TableView } from "./oracle.js";

export interface PlayHooks {
  /** Both players have seen the expected view; `seenAt` is when the one who waited for it (the opponent) did. */
  onSettled(play: TablePlay, seenAt: number): void;
  onWrong(text: string): void;
}

/** Counts of what has been played to the end. */
export interface Finished {
  games: number;
  matches: number;
}

export class TablePlay {
  #table: Table | null = null;
  #oracle: Oracle;
  #expected: string;
  #previous = "";
  #seen: [boolean, boolean] = [false, false];
  #opponent: SeatNo = 1;
  #opponentSawAt = 0;
  readonly finished: Finished = { games: 0, matches: 0 };
  /** Set by the pacing: when the move now under way fell due. */
  dueAt = 0;

  constructor(
    readonly bestOf: number,
    readonly pick: (below: number) => number,
    readonly hooks: PlayHooks,
  ) {
    this.#oracle = new Oracle(bestOf);
    this.#expected = keyOf(this.#oracle.view());
  }

  /** Seats both players; `onSettled` follows once both see the empty board. */
  async open(driver: Driver): Promise<this> {
    this.#table = await driver.open({
      onView: (seat, view) => this.#onView(seat, view),
      onFault: (text) => this.hooks.onWrong(text),
    });
    return this;
  }

  get table(): Table {
    return must(this.#table, "table");
  }
  get isOver(): boolean {
    return this.#oracle.over;
  }
  get expected(): string {
    return this.#expected;
  }

  /** Plays a legal move for the seat whose turn it is. */
  move(): void {
    const seat = this.#oracle.toMove;
    const cells = this.#oracle.quietCells();
    const cell = must(cells[this.pick(cells.length)], "empty cell");
    if (this.#oracle.play(cell)) this.finished.games += 1;
    if (this.#oracle.over) this.finished.matches += 1;
    this.#expect(seat === 0 ? 1 : 0);
    this.table.play(seat, cell);
  }

  /** After the end: the same players begin again. */
  async again(): Promise<void> {
    this.#oracle = new Oracle(this.bestOf);
    this.#expect(1);
    await this.table.again();
  }

  /** What it still waits for, for the report of a lost move; null when both players are up to date. */
  get waitingFor(): string | null {
    return this.#seen[0] && this.#seen[1] ? null : this.#expected;
  }

  #expect(opponent: SeatNo): void {
    const next = keyOf(this.#oracle.view());
    // A match that ends before its first move is followed by one that looks the same.
    this.#previous = next === this.#expected ? "" : this.#expected;
    this.#expected = next;
    this.#seen = [false, false];
    this.#opponent = opponent;
  }

  #onView(seat: SeatNo, view: TableView): void {
    const key = keyOf(view);
    // A view may come twice: a subscription's first frame beside the broadcast, or who is here has changed.
    if (key === this.#previous && !this.#seen[seat]) return;
    if (key !== this.#expected) return this.hooks.onWrong(`seat ${seat} sees ${key}, should see ${this.#expected}`);
    if (this.#seen[seat]) return;
    this.#seen[seat] = true;
    if (seat === this.#opponent) this.#opponentSawAt = performance.now();
    if (this.#seen[0] && this.#seen[1]) this.hooks.onSettled(this, this.#opponentSawAt);
  }
}
