/** Tic-tac-toe as it travels. Cells run 0..8, left to right, then top to bottom: `row * 3 + col`. */
export type TicTacToeMark = "X" | "O";
export type TicTacToeCell = TicTacToeMark | null;
/** `between`: a game of the match is over and the next begins when the clock says so. */
export type TicTacToePhase = "playing" | "paused" | "between" | "over";

/** What may be set when a match is created; everything left out has a default. */
export interface TicTacToeOptions {
  /** Who is X, and so moves first, in the first game. Default 0. */
  readonly firstSeat?: 0 | 1 | "random";
  /** Odd, 1..9, default 1. The first to win more than half of them wins the match. */
  readonly bestOf?: number;
  /** 1..27, default `3 * bestOf`: drawn games do not count, so there is a cap. */
  readonly maxGames?: number;
  /** The seats swap marks for each new game. Default true. */
  readonly alternate?: boolean;
  /** Per move; 0 is no clock, else 5000..600000. Default 60000. */
  readonly turnMs?: number;
  readonly onTimeout?: "forfeit" | "random-move" | "pause";
  /** How long a disconnected player's seat is held. Default 60000. */
  readonly graceMs?: number;
  readonly onGraceExpired?: "pause" | "forfeit";
  /** Pause between two games of a match, 0..60000. Default 0: the next begins at once. */
  readonly betweenMs?: number;
  /** Clocks of the players' own, for each game: at nothing the game is lost. Default: none. */
  readonly clock?: TicTacToeClock;
  /** Loses the match after so many timeouts in a row, 1..100. Default: never. */
  readonly lossAfter?: number;
  /** How long an absence may stop play before it is decided against the absent, 10000..86400000. Default 600000. */
  readonly pauseMs?: number;
}
export interface TicTacToeClock {
  /** 5000..3600000. */
  readonly initialMs: number;
  /** Gained with each move, 0..60000. */
  readonly incrementMs: number;
}
type Unset = "clock" | "lossAfter" | "pauseMs";
/** The options with every default filled in. Matches made before there was a default for `pauseMs` have none. */
export type TicTacToeSettings = Required<Omit<TicTacToeOptions, Unset>> & Pick<TicTacToeOptions, Unset>;

/** Every move may name the `seat` it is made for; one that is not the sender's own is refused. */
export interface TicTacToeClaim {
  readonly seat?: number;
}
export type TicTacToeMove =
  | (TicTacToeClaim & { readonly type: "move"; readonly cell: number })
  | (TicTacToeClaim & { readonly type: "move"; readonly row: number; readonly col: number })
  | (TicTacToeClaim & { readonly type: "resign" | "offer-draw" })
  | (TicTacToeClaim & { readonly type: "answer-draw"; readonly accept: boolean })
  | (TicTacToeClaim & { readonly type: "resume" })
  | (TicTacToeClaim & { readonly type: "adjudicate"; readonly winner: number | null });

export interface TicTacToeResult {
  readonly status: "finished";
  /** The winning seat; empty is a draw. */
  readonly winners: readonly number[];
  /** Games won, by seat. */
  readonly scores: readonly number[];
  readonly reason: TicTacToeEnd | "max_games" | "abandoned";
}
/** Why one game ended. */
export type TicTacToeEnd = "line" | "board_full" | "agreed" | "resign" | "timeout" | "adjudicated";

export type TicTacToeEvent =
  | {
      readonly type: "game.started";
      readonly game: number;
      readonly marks: readonly TicTacToeMark[];
      readonly toMove: number;
    }
  | {
      readonly type: "move.made";
      readonly seat: number;
      readonly mark: TicTacToeMark;
      readonly cell: number;
      readonly moveCount: number;
      readonly toMove: number | null;
      /** Present when the clock moved for the seat. */
      readonly auto?: true;
    }
  | { readonly type: "draw.offered"; readonly seat: number }
  | { readonly type: "draw.answered"; readonly accept: boolean }
  | { readonly type: "game.paused"; readonly reason: "timeout" | "absence"; readonly seat?: number }
  | { readonly type: "game.resumed" }
  | {
      readonly type: "game.ended";
      readonly winner: number | null;
      readonly line: readonly number[] | null;
      readonly lines: readonly (readonly number[])[];
      readonly reason: TicTacToeEnd;
      readonly wins: readonly number[];
      readonly draws: number;
      /** Present when the clock ended it. */
      readonly auto?: true;
    }
  | { readonly type: "match.ended"; readonly result: TicTacToeResult };

/** The table as everybody sees it; only `you` depends on who looks. */
export interface TicTacToeView {
  readonly phase: TicTacToePhase;
  readonly board: readonly TicTacToeCell[];
  /** The mark of seat 0, the mark of seat 1. */
  readonly marks: readonly TicTacToeMark[];
  /** Whose move it is, or will be after a pause; null when the game is over. */
  readonly toMove: number | null;
  readonly moveCount: number;
  readonly lastMove: { readonly seat: number; readonly mark: TicTacToeMark; readonly cell: number } | null;
  readonly winLine: readonly number[] | null;
  readonly winLines: readonly (readonly number[])[];
  /** The seat whose draw offer stands. */
  readonly drawOffer: number | null;
  /** Number of this game in the match, from 1. */
  readonly game: number;
  readonly bestOf: number;
  readonly wins: readonly number[];
  readonly draws: number;
  readonly result: TicTacToeResult | null;
  readonly you: { readonly seat: number; readonly mark: TicTacToeMark } | null;
}
