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

describe("clocks of the players", () => {
  const clock = { initialMs: 60_000, incrementMs: 2_000 };
  const clocksOf = (table: Table) => ticTacToe.timing(table.state)?.clocks;
  const down = { counts: "down", flags: true } as const;

  test("[MT6] run for whoever is to move, and a move gains the increment", () => {
    const table = new Table({ clock, turnMs: 0 });
    expect(clocksOf(table)).toEqual({
      set: "1",
      seats: [
        { baseMs: 60_000, runs: true, ...down },
        { baseMs: 60_000, runs: false, ...down },
      ],
    });
    expect(clocksOf(table.cells(0, 1, 2))).toEqual({
      set: "1",
      seats: [
        { baseMs: 64_000, runs: false, ...down },
        { baseMs: 62_000, runs: true, ...down },
      ],
    });
    expect(clocksOf(new Table())).toBeUndefined();
  });

  test("[MT6] begin afresh with each game, and stand still between games and in a pause", () => {
    const table = new Table({ clock, bestOf: 3, betweenMs: 1_000 }).cells(...X_WINS);
    expect(clocksOf(table)?.seats.map((one) => one?.runs)).toEqual([false, false]);
    expect(clocksOf(table.timeout(1))).toMatchObject({ set: "2", seats: [{ runs: false }, { runs: true }] });
    const paused = new Table({ clock }).absent(1);
    expect(clocksOf(paused)?.seats.map((one) => one?.runs)).toEqual([false, false]);
  });

  test("[MT6] at nothing the game is lost, whatever happens when a turn's time is up", () => {
    for (const onTimeout of ["random-move", "pause", "forfeit"] as const) {
      const table = new Table({ clock, onTimeout }).cells(4);
      table.follow(ticTacToe.onTimeout(table.state, 1, { ...table.ctx, why: "clock" }));
      expect(table.state.result).toMatchObject({ winners: [0], reason: "timeout" });
    }
  });
});

describe("too many timeouts", () => {
  test("[MT5] lose the match by time, not by resignation", () => {
    const table = new Table({ lossAfter: 2, onTimeout: "random-move", bestOf: 3 });
    expect(ticTacToe.timing(table.state)).toMatchObject({ lossAfter: 2 });
    table.follow(ticTacToe.onLeave(table.state, 0, { ...table.ctx, why: "timeouts" }));
    expect(table.state.result).toEqual({ status: "finished", winners: [1], scores: [0, 1], reason: "timeout" });
  });
});

describe("a pause for an absence", () => {
  const pauseMs = 30_000;

  test("[SY3.1] is decided against the absent when it has lasted too long", () => {
    const table = new Table({ pauseMs }).cells(4).absent(0);
    expect(ticTacToe.timing(table.state)).toEqual({ seats: [0], turn: "1.1.absent", ms: pauseMs });
    table.timeout(0);
    expect(table.state.result).toMatchObject({ winners: [1], reason: "resign" });
  });

  test("[SY3.1] of both is decided for nobody", () => {
    const table = new Table({ pauseMs }).absent(0, 1).timeout(0);
    expect(table.state.result).toMatchObject({ winners: [], reason: "abandoned" });
  });

  test("[SY3.1] is over when play goes on, and leaves nothing behind", () => {
    const before = new Table({ pauseMs }).cells(4);
    const { state } = before;
    before.absent(1).follow(ticTacToe.onResume?.(before.state, before.ctx) ?? []);
    expect(before.state).toEqual(state);
  });

  test("[SY3.1] in a match made before there was such a time lasts until somebody ends it", () => {
    const table = new Table();
    const { pauseMs: _none, ...settings } = table.state.settings;
    table.state = { ...table.state, settings };
    table.absent(0);
    expect([ticTacToe.timing(table.state), "absent" in table.state]).toEqual([null, false]);
  });
});
