/** What a tic-tac-toe match must look like, computed apart from every server so that their boards can be checked. */

/** What a player is shown, in the words every contender's wire is translated to. */
export interface TableView {
  readonly game: number;
  /** Nine characters, `.`, `X` or `O`. */
  readonly board: string;
  readonly wins: readonly [number, number];
  readonly draws: number;
  readonly over: boolean;
}

/** Two views are the same exactly when their keys are. */
export function keyOf(view: TableView): string {
  return `${view.game}|${view.board}|${view.wins[0]}-${view.wins[1]}-${view.draws}|${view.over ? "over" : "on"}`;
}

const FULL = 0b111_111_111;
const LINES = [0b111, 0b111_000, 0b111_000_000, 0b1_001_001, 0b10_010_010, 0b100_100_100, 0b100_010_001, 0b1_010_100];

function holdsLine(marks: number): boolean {
  return LINES.some((line) => (marks & line) === line);
}

/** One match, best of several games, seats taking turns to begin. */
export class Oracle {
  #marks: [number, number] = [0, 0];
  #game = 1;
  #wins: [number, number] = [0, 0];
  #draws = 0;
  #over = false;
  #turn: 0 | 1 = 0;

  constructor(readonly bestOf: number) {}

  get toMove(): 0 | 1 {
    return this.#turn;
  }
  get over(): boolean {
    return this.#over;
  }

  /** Empty cells, ascending. */
  legalCells(): number[] {
    const taken = this.#marks[0] | this.#marks[1];
    return [0, 1, 2, 3, 4, 5, 6, 7, 8].filter((cell) => (taken & (1 << cell)) === 0);
  }

  /**
   * Empty cells that do not win at once, or all of them where none is left. Played at random from these, most
   * games fill the board and a match lasts some ninety moves: moves are measured, not new matches.
   */
  quietCells(): number[] {
    const legal = this.legalCells();
    const quiet = legal.filter((cell) => !holdsLine(this.#marks[this.#turn] | (1 << cell)));
    return quiet.length > 0 ? quiet : legal;
  }

  /** Plays for the seat to move; true when that ended a game. */
  play(cell: number): boolean {
    const seat = this.#turn;
    const mine = this.#marks[seat] | (1 << cell);
    this.#marks[seat] = mine;
    this.#turn = seat === 0 ? 1 : 0;
    const won = holdsLine(mine);
    const ended = won || (this.#marks[0] | this.#marks[1]) === FULL;
    if (ended) this.#endGame(won ? seat : null);
    return ended;
  }

  view(): TableView {
    const xSeat = (this.#game - 1) % 2 === 0 ? 0 : 1;
    const [x, o] = [this.#marks[xSeat], this.#marks[1 - xSeat] ?? 0];
    let board = "";
    for (let bit = 1; bit < FULL; bit <<= 1) board += x & bit ? "X" : o & bit ? "O" : ".";
    return { game: this.#game, board, wins: [...this.#wins], draws: this.#draws, over: this.#over };
  }

  #endGame(winner: 0 | 1 | null): void {
    if (winner === null) this.#draws += 1;
    else this.#wins[winner] += 1;
    const played = this.#wins[0] + this.#wins[1] + this.#draws;
    this.#over = Math.max(...this.#wins) * 2 > this.bestOf || played >= 3 * this.bestOf;
    if (this.#over) return;
    this.#game += 1;
    this.#marks = [0, 0];
    this.#turn = (this.#game - 1) % 2 === 0 ? 0 : 1;
  }
}

/** The nine characters of a board sent as an array of `"X"`, `"O"` and null. */
export function boardText(cells: readonly unknown[]): string {
  let text = "";
  for (const cell of cells) text += cell === "X" || cell === "O" ? cell : ".";
  return text;
}
