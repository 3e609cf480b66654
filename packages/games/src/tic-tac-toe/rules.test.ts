import type { Actor, Viewer } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { findGame, GAMES } from "../registry.js";
import { ticTacToe } from "./rules.js";
import { answer, DRAWN, HOST, ONE_GAME, offer, seat, Table, X_WINS } from "./table-for-tests.js";

describe("worked examples of the rules", () => {
  test("[G0] example 1: 0,3,1,4,2 wins for X on move 5 with the top row", () => {
    const table = new Table().cells(...X_WINS);
    expect(table.state).toMatchObject({ phase: "over", winLine: [0, 1, 2], moveCount: 5, toMove: null });
    expect(table.state.result).toEqual({ status: "finished", winners: [0], scores: [1, 0], reason: "line" });
    expect(table.types.slice(-3)).toEqual(["move.made", "game.ended", "match.ended"]);
  });

  test("[G0] example 2: 0,1,2,4,3,5,7,6,8 fills the board without a line: a draw after 9", () => {
    const table = new Table(ONE_GAME).cells(...DRAWN);
    expect(table.state.board.join("")).toBe("XOXXOOOXX");
    expect(table.state).toMatchObject({ winLine: null, winLines: [], moveCount: 9, draws: 1 });
    expect(table.state.result).toEqual({ status: "finished", winners: [], scores: [0, 0], reason: "board_full" });
  });

  test("[G0] example 3: X holding 0,2,4,6 wins on move 7 with the anti-diagonal", () => {
    const table = new Table().cells(0, 1, 2, 3, 4, 5, 6);
    expect(table.state).toMatchObject({ winLine: [2, 4, 6], moveCount: 7 });
    expect(table.state.result?.winners).toEqual([0]);
  });

  test("[G0] example 4: a ninth move that makes two lines is a win with both, the main diagonal first", () => {
    const table = new Table(ONE_GAME).cells(0, 1, 2, 3, 8, 5, 6, 7, 4);
    expect(table.state.winLine).toEqual([0, 4, 8]);
    expect(table.state.winLines).toEqual([
      [0, 4, 8],
      [2, 4, 6],
    ]);
    expect(table.events.at(-2)).toMatchObject({ type: "game.ended", line: [0, 4, 8], winner: 0, reason: "line" });
    expect(table.state.result).toMatchObject({ winners: [0], reason: "line" });
  });

  test("[G0] example 5: a taken cell, the wrong turn and a cell off the board are refused and change nothing", () => {
    const table = new Table().cells(4, 0);
    const before = table.state;
    expect(table.ask(seat(0), { type: "move", cell: 4 })).toBe("invalid_action/cell_taken");
    expect(table.ask(seat(1), { type: "move", cell: 2 })).toBe("invalid_turn/not_your_turn");
    expect(table.ask(seat(0), { type: "move", cell: 9 })).toBe("invalid_message/out_of_bounds");
    expect(table.ask(seat(1), { type: "move", cell: 9 })).toBe("invalid_message/out_of_bounds");
    expect(table.state).toBe(before);
  });

  test("[G0] example 6: best of three, win, draw, loss, win: 2-1 after four games, seat 0 is X, O, X, O", () => {
    const table = new Table({ bestOf: 3 });
    table
      .cells(...X_WINS)
      .cells(...DRAWN)
      .cells(0, 3, 1, 4, 8, 5)
      .cells(0, 3, 1, 4, 8, 5);
    expect(table.state.result).toEqual({ status: "finished", winners: [0], scores: [2, 1], reason: "line" });
    const started = table.events.filter((event) => event.type === "game.started");
    expect(started.map((event) => event.marks[0])).toEqual(["X", "O", "X", "O"]);
    expect(started.map((event) => event.toMove)).toEqual([0, 1, 0, 1]);
    expect(table.state).toMatchObject({ game: 4, wins: [2, 1], draws: 1 });
  });
});

describe("moves that are refused", () => {
  test.each<[string, Record<string, unknown>]>([
    ["out_of_bounds", { type: "move", cell: -1 }],
    ["out_of_bounds", { type: "move", cell: 1.5 }],
    ["out_of_bounds", { type: "move", cell: "4" }],
    ["out_of_bounds", { type: "move", cell: Number.NaN }],
    ["out_of_bounds", { type: "move", row: 3, col: 0 }],
    ["out_of_bounds", { type: "move", row: 0, col: -1 }],
    ["two_forms", { type: "move", cell: 4, row: 1, col: 1 }],
    ["two_forms", { type: "move", cell: 4, row: 1 }],
    ["no_cell", { type: "move" }],
    ["no_cell", { type: "move", row: 1 }],
  ])("[G0] the shape is refused as %s: %j", (reason, asked) => {
    expect(new Table().ask(seat(0), asked)).toBe(`invalid_message/${reason}`);
  });

  test.each<[Record<string, unknown>]>([
    [{ type: "move", cell: 0, extra: 1 }],
    [{ type: "answer-draw" }],
    [{ type: "answer-draw", accept: "yes" }],
    [{ type: "adjudicate", winner: 2 }],
    [{ type: "resign", seat: "0" }],
    [{ type: "castle" }],
    [{}],
  ])("[G0] no other shape is a move: %j", (asked) => {
    expect(ticTacToe.schema.move.safeParse(asked).success).toBe(false);
  });

  test("[G0] a cell may be named by row and column", () => {
    const table = new Table().must(seat(0), { type: "move", row: 1, col: 2 });
    expect(table.events.at(-1)).toEqual({ type: "move.made", seat: 0, mark: "X", cell: 5, moveCount: 1, toMove: 1 });
  });

  test("[G0] a move in another player's name is refused, one in the sender's own name is not", () => {
    const table = new Table();
    expect(table.ask(seat(1), { type: "move", cell: 0, seat: 0 })).toBe("forbidden/wrong_seat");
    expect(table.ask(HOST, { type: "resign", seat: 0 })).toBe("forbidden/wrong_seat");
    table.must(seat(0), { type: "move", cell: 0, seat: 0 });
  });

  test("[G0] an observer may do nothing, a player not what the host may, a host without a seat not play", () => {
    const observer: Actor = { seat: null, host: false };
    const table = new Table({ onTimeout: "pause" }).timeout(0);
    for (const move of [{ type: "move", cell: 0 }, { type: "resign" }, offer, { type: "resume" }] as const) {
      expect(table.ask(observer, move)).toBe("forbidden/observer");
    }
    expect(table.ask(seat(0), { type: "resume" })).toBe("forbidden/not_host");
    expect(table.ask(seat(0), { type: "adjudicate", winner: 0 })).toBe("forbidden/not_host");
    expect(table.ask(HOST, { type: "resign" })).toBe("forbidden/observer");
  });

  test("[G0] when the match is over everything is refused, to the host too", () => {
    const table = new Table().must(seat(1), { type: "resign" });
    for (const move of [{ type: "move", cell: 0 }, { type: "resign" }, offer, answer(true)] as const) {
      expect(table.ask(seat(0), move)).toBe("game_over/match_over");
    }
    expect(table.ask(HOST, { type: "resume" })).toBe("game_over/match_over");
    expect(table.ask(seat(0), { type: "resume" })).toBe("forbidden/not_host");
  });

  test("[G0] while paused nobody moves or offers, but may resign", () => {
    const table = new Table({ onTimeout: "pause" }).timeout(0);
    expect(table.ask(seat(0), { type: "move", cell: 0 })).toBe("invalid_action/paused");
    expect(table.ask(seat(0), offer)).toBe("invalid_action/wrong_phase");
    table.must(seat(0), { type: "resign" });
    expect(table.state.result).toMatchObject({ winners: [1], reason: "resign" });
  });

  test("[G0, MT10] an administrator's resume ends the game's own pause, and says nothing while there is none", () => {
    const table = new Table({ onTimeout: "pause" });
    expect(ticTacToe.onResume?.(table.state, table.ctx)).toEqual([]);
    table.timeout(0);
    expect(ticTacToe.onResume?.(table.state, table.ctx)).toEqual([{ type: "game.resumed" }]);
  });

  test("[G0] resume and adjudicate need a pause", () => {
    const table = new Table();
    expect(table.ask(HOST, { type: "resume" })).toBe("invalid_action/wrong_phase");
    expect(table.ask(HOST, { type: "adjudicate", winner: null })).toBe("invalid_action/wrong_phase");
  });

  test("[G0] of two different moves racing for one cell the second is out of turn, not on a taken cell", () => {
    const table = new Table().cells(4);
    expect(table.ask(seat(0), { type: "move", cell: 4 })).toBe("invalid_turn/not_your_turn");
  });
});

describe("options, views and the registry", () => {
  test("[G0] every option has its default", () => {
    const defaults = {
      firstSeat: 0,
      bestOf: 1,
      maxGames: 3,
      alternate: true,
      turnMs: 60_000,
      onTimeout: "forfeit",
      graceMs: 60_000,
      onGraceExpired: "pause",
      betweenMs: 0,
      pauseMs: 600_000,
    };
    expect(new Table().state.settings).toEqual(defaults);
    expect(new Table({ bestOf: 5 }).state.settings.maxGames).toBe(15);
  });

  test("[G0] a series of an even number of games is refused as must_be_odd", () => {
    const parsed = ticTacToe.schema.options.safeParse({ bestOf: 4 });
    expect(parsed).toMatchObject({ success: false, error: { issues: [{ message: "must_be_odd" }] } });
    expect(ticTacToe.schema.options.safeParse({ bestOf: 5 }).success).toBe(true);
  });

  test.each([
    { bestOf: 2 },
    { bestOf: 11 },
    { bestOf: 0 },
    { maxGames: 0 },
    { maxGames: 28 },
    { firstSeat: 2 },
    { turnMs: 4_999 },
    { turnMs: 600_001 },
    { turnMs: -1 },
    { graceMs: -1 },
    { graceMs: 0.5 },
    { betweenMs: 60_001 },
    { onTimeout: "auto" },
    { onGraceExpired: "auto" },
    { alternate: 1 },
    { colour: "red" },
  ])("[G0] the options %j are refused", (options) => {
    expect(ticTacToe.schema.options.safeParse(options).success).toBe(false);
  });

  test("[MT4] every viewer sees the same table; only `you` differs", () => {
    const { state } = new Table().cells(4, 0);
    const viewers: readonly Viewer[] = [
      { kind: "seat", seat: 0 },
      { kind: "seat", seat: 1 },
      { kind: "observer" },
      { kind: "host", seat: null },
      { kind: "host", seat: 1 },
    ];
    const views = viewers.map((viewer) => ticTacToe.view(state, viewer));
    const [x, o] = [
      { seat: 0, mark: "X" },
      { seat: 1, mark: "O" },
    ] as const;
    expect(views.map((view) => view.you)).toEqual([x, o, null, null, o]);
    expect(new Set(views.map((view) => JSON.stringify({ ...view, you: null }))).size).toBe(1);
    expect(Object.keys(views[0] ?? {})).not.toContain("settings");
  });

  test("[G0] the registry knows its games by their ids, and nothing else", () => {
    for (const [id, game] of Object.entries(GAMES)) expect(game.id).toBe(id);
    expect(findGame("tic-tac-toe")).toBe(ticTacToe);
    for (const id of ["chess", "__proto__", "constructor", ""]) expect(findGame(id)).toBeNull();
  });

  test("[DU8] a state takes less than 1 KB", () => {
    const table = new Table(ONE_GAME).cells(...DRAWN);
    expect(JSON.stringify(table.state).length).toBeLessThan(1_000);
  });
});
