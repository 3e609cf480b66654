import { describe, expect, test } from "vitest";
import { ticTacToe } from "./rules.js";
import { answer, DRAWN, HOST, ONE_GAME, offer, seat, Table, X_WINS } from "./table-for-tests.js";

describe("draw offers", () => {
  test("[G0] an offer stands until it is answered, and the turn and the clock stay", () => {
    const table = new Table(ONE_GAME).cells(0);
    const timing = ticTacToe.timing(table.state);
    expect(table.ask(seat(0), answer(true))).toBe("invalid_action/wrong_phase");
    table.must(seat(0), offer);
    expect(table.ask(seat(0), offer)).toBe("invalid_action/draw_already_offered");
    expect(table.ask(seat(1), offer)).toBe("invalid_action/draw_already_offered");
    expect(table.ask(seat(0), answer(true))).toBe("invalid_action/wrong_phase");
    table.must(seat(1), answer(false));
    expect(table.state).toMatchObject({ drawOffer: null, toMove: 1, phase: "playing" });
    expect(ticTacToe.timing(table.state)).toEqual(timing);
    table.must(seat(1), offer).must(seat(0), answer(true));
    expect(table.state.result).toEqual({ status: "finished", winners: [], scores: [0, 0], reason: "agreed" });
    expect(table.types.slice(-3)).toEqual(["draw.answered", "game.ended", "match.ended"]);
  });

  test("[G0] an offer lapses when the offerer moves, not when the other does, and with the game", () => {
    const table = new Table({ bestOf: 3 }).must(seat(1), offer).cells(0);
    expect(table.state.drawOffer).toBe(1);
    table.cells(3);
    expect(table.state.drawOffer).toBeNull();
    table.cells(1, 4).must(seat(1), offer).cells(2);
    expect(table.state).toMatchObject({ game: 2, drawOffer: null });
  });
});

describe("series", () => {
  test("[G0] a drawn game does not count: the next begins, until the cap makes it a draw", () => {
    const table = new Table().cells(...DRAWN);
    expect(table.state).toMatchObject({
      phase: "playing",
      game: 2,
      draws: 1,
      moveCount: 0,
      marks: ["O", "X"],
      toMove: 1,
    });
    expect(table.types.slice(-2)).toEqual(["game.ended", "game.started"]);
    table.cells(...DRAWN).cells(...DRAWN);
    expect(table.state.result).toEqual({ status: "finished", winners: [], scores: [0, 0], reason: "max_games" });
  });

  test("[G0] at the cap more wins win", () => {
    const ahead = new Table({ bestOf: 5, maxGames: 2 }).cells(...X_WINS).cells(...DRAWN);
    expect(ahead.state.result).toEqual({ status: "finished", winners: [0], scores: [1, 0], reason: "max_games" });
    const last = new Table({ bestOf: 5, maxGames: 2 }).cells(...DRAWN).cells(...X_WINS);
    expect(last.state.result).toEqual({ status: "finished", winners: [1], scores: [0, 1], reason: "line" });
    const level = new Table({ bestOf: 5, maxGames: 2 }).cells(...X_WINS).cells(...X_WINS);
    expect(level.state.result).toEqual({ status: "finished", winners: [], scores: [1, 1], reason: "max_games" });
  });

  test("[G0] without alternation the marks stay", () => {
    const table = new Table({ bestOf: 3, alternate: false, firstSeat: 1 }).cells(...X_WINS);
    expect(table.state).toMatchObject({ game: 2, marks: ["O", "X"], toMove: 1, wins: [0, 1] });
  });

  test("[MT8] a random first seat is one recorded draw", () => {
    const table = new Table({ firstSeat: "random" }, [1]);
    expect(table.state).toMatchObject({ marks: ["O", "X"], toMove: 1 });
    expect(table.chance.draws).toEqual([{ purpose: "first", n: 2, value: 1 }]);
  });

  test("[G0] between two games nobody moves; the clock starts the next, a pause may come between", () => {
    const table = new Table({ bestOf: 3, betweenMs: 3_000 }).cells(...X_WINS);
    expect(table.state).toMatchObject({ phase: "between", winLine: [0, 1, 2], toMove: null });
    expect(ticTacToe.toMove(table.state)).toEqual([]);
    expect(ticTacToe.timing(table.state)).toEqual({ seats: [1], turn: "1.next", ms: 3_000 });
    expect(table.ask(seat(1), { type: "move", cell: 0 })).toBe("invalid_action/wrong_phase");
    table.absent(0).must(HOST, { type: "resume" });
    expect(table.state.phase).toBe("between");
    table.timeout(1);
    expect(table.state).toMatchObject({ phase: "playing", game: 2, toMove: 1, winLine: null });
    const quit = new Table({ bestOf: 3, betweenMs: 3_000 }).cells(...X_WINS).must(seat(0), { type: "resign" });
    expect(quit.state.result).toEqual({ status: "finished", winners: [1], scores: [1, 0], reason: "resign" });
    expect(quit.types.at(-2)).toBe("game.ended");
  });
});
