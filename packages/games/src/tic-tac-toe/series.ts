/**
 * A match is a series of games. What follows when one ends: the end of the match, a pause, or the next game
 * at once. Drawn games do not count towards a win, hence the cap on the number of games.
 */
import type { Event, State } from "./state.js";
import type { TicTacToeEnd, TicTacToeMark, TicTacToeResult } from "./types.js";

/** How one game ended. */
export interface Ending {
  readonly winner: number | null;
  readonly reason: TicTacToeEnd;
  readonly lines?: readonly (readonly number[])[];
  readonly auto?: true;
}

/** The events of a game's end and of what the series makes of it. */
export function endGame(state: State, ending: Ending): readonly Event[] {
  const ended = gameEnded(state, ending);
  const result = seriesResult(state, ended);
  if (result !== null) return [ended, { type: "match.ended", result }];
  return state.settings.betweenMs > 0 ? [ended] : [ended, nextGame(state)];
}

/** The events that end the whole match for this seat's opponent, or for nobody. */
export function endMatch(state: State, ending: Ending): readonly Event[] {
  const running = state.toMove !== null;
  const ended = running ? [gameEnded(state, ending)] : [];
  return [...ended, { type: "match.ended", result: result(ending, ended[0]?.wins ?? state.wins) }];
}

/** Nobody came back: a draw, whatever the score. */
export function abandon(state: State): readonly Event[] {
  const abandoned = { status: "finished", winners: [], scores: state.wins, reason: "abandoned" } as const;
  return [{ type: "match.ended", result: abandoned }];
}

/** The start of game 1: `x` is the seat that plays X and moves first. */
export function firstGame(x: number): Event & { type: "game.started" } {
  return { type: "game.started", game: 1, marks: x === 0 ? ["X", "O"] : ["O", "X"], toMove: x };
}

/** The start of the game after this one. */
export function nextGame(state: State): Event & { type: "game.started" } {
  const marks: readonly TicTacToeMark[] = state.settings.alternate ? state.marks.toReversed() : state.marks;
  return { type: "game.started", game: state.game + 1, marks, toMove: marks.indexOf("X") };
}

type GameEnded = Event & { type: "game.ended" };

function gameEnded(state: State, { winner, reason, lines = [], auto }: Ending): GameEnded {
  const wins = state.wins.map((won, seat) => (seat === winner ? won + 1 : won));
  const draws = winner === null ? state.draws + 1 : state.draws;
  const ended = { type: "game.ended", winner, line: lines[0] ?? null, lines, reason, wins, draws } as const;
  return auto === true ? { ...ended, auto } : ended;
}

function result(
  { winner, reason }: Pick<Ending, "winner"> & Pick<TicTacToeResult, "reason">,
  wins: readonly number[],
): TicTacToeResult {
  return { status: "finished", winners: winner === null ? [] : [winner], scores: wins, reason };
}

/** The result once a seat has enough wins or the last allowed game is over; null: play on. */
function seriesResult(state: State, ended: GameEnded): TicTacToeResult | null {
  const { bestOf, maxGames } = state.settings;
  const target = (bestOf + 1) / 2;
  if (ended.winner !== null && (ended.wins[ended.winner] ?? 0) >= target) return result(ended, ended.wins);
  if (state.game < maxGames) return null;
  const leader = leaderOf(ended.wins);
  const decidedByCap = ended.winner !== leader || (leader === null && maxGames > 1);
  return result({ winner: leader, reason: decidedByCap ? "max_games" : ended.reason }, ended.wins);
}

function leaderOf(wins: readonly number[]): number | null {
  const [first = 0, second = 0] = wins;
  if (first === second) return null;
  return first > second ? 0 : 1;
}
