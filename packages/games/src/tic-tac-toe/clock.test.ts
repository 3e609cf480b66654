import { describe, expect, test } from "vitest";
import { ticTacToe } from "./rules.js";
import { HOST, seat, Table, X_WINS } from "./table-for-tests.js";

describe("the clock", () => {
  test("[MT5] every move has its own turn; without a clock the turn is only named", () => {
    const table = new Table();
    expect(ticTacToe.timing(table.state)).toEqual({ seats: [0], turn: "1.0", ms: 60_000 });
    expect(ticTacToe.timing(table.cells(0).state)).toEqual({ seats: [1], turn: "1.1", ms: 60_000 });
    expect(ticTacToe.timing(new Table({ turnMs: 0 }).state)).toMatchObject({ ms: 0 });
  });

  test("[G0] forfeit: the seat loses the game, and in a single game the match", () => {
    const table = new Table().cells(0).timeout(1);
    expect(table.events.at(-2)).toMatchObject({
      type: "game.ended",
      winner: 0,
      line: null,
      reason: "timeout",
      auto: true,
    });
    expect(table.state.result).toEqual({ status: "finished", winners: [0], scores: [1, 0], reason: "timeout" });
    const series = new Table({ bestOf: 3 }).timeout(0);
    expect(series.state).toMatchObject({ phase: "playing", game: 2, wins: [0, 1], toMove: 1, result: null });
  });

  test("[G0] random-move: one draw over the empty cells in ascending order, played as the seat's move", () => {
    const table = new Table({ onTimeout: "random-move" }, [2]).cells(0, 4).timeout(0);
    expect(table.events.at(-1)).toMatchObject({ type: "move.made", seat: 0, cell: 3, auto: true, toMove: 1 });
    expect(table.chance.draws).toEqual([{ purpose: "auto-move", n: 7, value: 2 }]);
  });

  test("[G0] pause: the clock stops until the host resumes, and then the whole turn is given again", () => {
    const table = new Table({ onTimeout: "pause" }).cells(0).timeout(1);
    expect(table.events.at(-1)).toEqual({ type: "game.paused", reason: "timeout", seat: 1 });
    expect(ticTacToe.toMove(table.state)).toEqual([]);
    expect(ticTacToe.timing(table.state)).toBeNull();
    table.must(HOST, { type: "resume" });
    expect(ticTacToe.toMove(table.state)).toEqual([1]);
    expect(ticTacToe.timing(table.state)).toEqual({ seats: [1], turn: "1.1", ms: 60_000 });
  });

  test("[G0] a timeout of a seat that is not on the clock, or of a match that is over, does nothing", () => {
    expect(ticTacToe.onTimeout(new Table().state, 1, new Table().ctx)).toEqual([]);
    expect(ticTacToe.onTimeout(new Table().cells(...X_WINS).state, 1, new Table().ctx)).toEqual([]);
  });
});

describe("absence and leaving", () => {
  test("[G0] pause is the default, and the host may adjudicate for a seat or for nobody", () => {
    const table = new Table().absent(1);
    expect(table.events.at(-1)).toEqual({ type: "game.paused", reason: "absence", seat: 1 });
    expect(ticTacToe.onAbsence(table.state, [0], table.ctx)).toEqual([]);
    table.must(HOST, { type: "adjudicate", winner: 0 });
    expect(table.state.result).toEqual({ status: "finished", winners: [0], scores: [1, 0], reason: "adjudicated" });
    const drawn = new Table().absent(0, 1).must(HOST, { type: "adjudicate", winner: null });
    expect(drawn.state.result).toEqual({ status: "finished", winners: [], scores: [0, 0], reason: "adjudicated" });
    expect(drawn.events.find((event) => event.type === "game.paused")).toEqual({
      type: "game.paused",
      reason: "absence",
    });
  });

  test("[G0] forfeit: one absent seat loses the match, two make it an abandoned draw", () => {
    const options = { onGraceExpired: "forfeit", graceMs: 5_000, bestOf: 3 } as const;
    const table = new Table(options).absent(0);
    expect(table.state.result).toEqual({ status: "finished", winners: [1], scores: [0, 1], reason: "resign" });
    expect(ticTacToe.onAbsence(table.state, [1], table.ctx)).toEqual([]);
    const both = new Table(options).cells(...X_WINS, 0).absent(0, 1);
    expect(both.state.result).toEqual({ status: "finished", winners: [], scores: [1, 0], reason: "abandoned" });
    expect(ticTacToe.absence(both.state)).toEqual({ graceMs: 5_000, policy: "forfeit" });
    expect(ticTacToe.absence(new Table().state)).toEqual({ graceMs: 60_000, policy: "pause" });
  });

  test("[G0] resigning or leaving loses the whole match, also out of turn and ahead in games", () => {
    const table = new Table({ bestOf: 5 }).cells(...X_WINS).must(seat(0), { type: "resign" });
    expect(table.state.result).toEqual({ status: "finished", winners: [1], scores: [1, 1], reason: "resign" });
    const left = new Table();
    left.follow(ticTacToe.onLeave(left.state, 1, left.ctx));
    expect(left.state.result).toMatchObject({ winners: [0], reason: "resign" });
    expect(ticTacToe.onLeave(left.state, 0, left.ctx)).toEqual([]);
  });
});
