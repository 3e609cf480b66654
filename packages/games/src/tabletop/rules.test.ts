import { describe, expect, test } from "vitest";
import { tabletop } from "./rules.js";
import { basesAt } from "./state.js";
import { Table } from "./table-for-tests.js";

const delta = (category: string, by: number, more: Record<string, number> = {}) => ({
  type: "score",
  category,
  delta: by,
  ...more,
});

describe("worked examples", () => {
  test("[G4] example 1: a category stops at its cap, and the total is capped too", () => {
    const table = Table.playing();
    expect([table.score(1, "primary", 10), table.score(1, "secondary", 5)]).toEqual([null, null]);
    for (const [primary, secondary] of [
      [15, 0],
      [15, 8],
    ] as const) {
      table.endTurn().endTurn();
      table.must(1, delta("primary", primary)).must(1, delta("secondary", secondary));
    }
    table.endTurn().endTurn();
    expect(table.score(1, "primary", 15)).toBe("invalid_action/over_cap");
    table.must(1, delta("primary", 10)).must(1, delta("bonus", 10));
    expect(table.view.players[0]).toMatchObject({ score: { primary: 50, secondary: 13, bonus: 10 }, total: 73 });
  });

  test("[G4] a change of the score tells the totals that come of it, and so does one that is taken back", () => {
    const table = Table.playing().must(2, delta("primary", 7)).must(1, delta("primary", 10));
    table.must("host", { type: "undo", count: 1 });
    const told = table.replay.events.filter((event) => Object(event).type === "score.update");
    expect(told.map((event) => Object(event).totals)).toEqual([
      [0, 7],
      [10, 7],
      [0, 7],
    ]);
  });

  test("[G4] example 2: each turn brings both a command point", () => {
    const table = Table.playing();
    for (let turn = 1; turn < 6; turn++) table.endTurn();
    expect(table.view).toMatchObject({ round: 3, turn: 6 });
    table.must(1, { type: "cp", delta: -2 }).must(1, { type: "cp", delta: -1 });
    expect(table.view.players.map(({ cp }) => cp)).toEqual([3, 6]);
  });

  const clocked = (incrementMs = 0) => {
    const table = Table.playing({ incrementMs }).endTurn(600_000).endTurn(1_500_000);
    table.at(1_800_000).must(1, { type: "pause" }).at(2_400_000).must(1, { type: "resume" });
    return table.endTurn(2_700_000);
  };

  test("[G4] example 3: turns, a pause, and clocks to the millisecond", () => {
    const table = clocked();
    expect(basesAt(table.state, 2_700_000)).toEqual([4_200_000, 4_500_000]);
    expect(table.view.clock).toEqual({ base: [4_200_000, 4_500_000], runningFor: 2, since: 2_700_000 });
  });

  test("[G4] example 4: with an increment for each ended turn", () => {
    expect(basesAt(clocked(30_000).state, 2_700_000)).toEqual([4_260_000, 4_530_000]);
  });

  test("[G4] example 5: an undone turn is charged for the time since", () => {
    const table = clocked().at(2_760_000).must("host", { type: "undo", count: 1 });
    expect(table.view).toMatchObject({ active: 1, turn: 3, round: 2 });
    expect(table.view.clock).toEqual({ base: [4_140_000, 4_500_000], runningFor: 1, since: 2_760_000 });
  });

  test("[G4] example 6: a doubled tap ends one turn", () => {
    const table = Table.playing().endTurn().endTurn();
    table.must(1, { type: "end-turn", turn: 3 });
    expect(table.ask("host", { type: "end-turn", turn: 3 })).toBe("desync/stale_turn");
    expect(table.view.turn).toBe(4);
  });

  test("[G4] example 7: a value is set only by those who saw the one that is there", () => {
    const table = Table.playing().must(1, delta("primary", 18));
    expect(table.ask(1, { type: "score", category: "primary", set: 20, expect: 15 })).toBe("desync/stale_value");
    table.must(1, delta("primary", 2));
    expect(table.view.players[0]?.rounds).toEqual([{ primary: 20, secondary: 0, bonus: 0 }]);
    table.must(1, { type: "score", category: "primary", set: 7, expect: 20 });
    expect(table.view.players[0]?.total).toBe(7);
  });

  test("[G4] example 8: dice decide who attacks and who begins; a tie is rolled again, or the attacker's", () => {
    const table = new Table().must("host", { type: "start", force: true });
    table.must(1, { type: "roll" }, [4]).must(2, { type: "roll" }, [4]);
    expect(table.types).toContain("roll.tied");
    table.must(1, { type: "roll" }, [2]).must(2, { type: "roll" }, [5]);
    expect(table.ask(1, { type: "choose-role", role: "attacker" })).toBe("invalid_action/not_roll_winner");
    table.must(2, { type: "choose-role", role: "defender" });
    expect(table.view).toMatchObject({ status: "first-turn", attacker: 1 });
    table.must(1, { type: "roll" }, [3]).must(2, { type: "roll" }, [3]);
    table.must(1, { type: "choose-first", first: 2 });
    expect(table.view).toMatchObject({ status: "playing", round: 1, turn: 1, active: 2, firstPlayer: 2 });
  });

  test("[G4] example 9: after the last turn the score is confirmed, and no turn can be ended", () => {
    const table = Table.playing();
    for (let turn = 1; turn <= 10; turn++) table.endTurn();
    expect(table.view).toMatchObject({ status: "confirming", round: 5 });
    expect(table.ask("host", { type: "end-turn", turn: 11 })).toBe("invalid_action/wrong_phase");
  });
});

describe("what is refused", () => {
  test("[G4] roles", () => {
    const table = Table.playing();
    expect(table.ask("observer", { type: "pause" })).toBe("forbidden/observer");
    for (const type of ["settings", "undo", "end-game", "transfer-host"]) {
      const move = { settings: { patch: {} }, undo: { count: 1 }, "transfer-host": { to: 1 } }[type] ?? {};
      expect(table.ask(1, { type, ...move })).toBe("forbidden/not_host");
    }
    expect(table.ask(1, delta("primary", 1, { player: 2 }))).toBe("forbidden/not_your_player");
    expect(table.ask("host", delta("primary", 1))).toBe("invalid_message/player_required");
    expect(table.ask(2, { type: "end-turn", turn: 1 })).toBe("invalid_turn/not_active_player");
    expect(Table.playing({ playersEdit: "none" }).ask(1, { type: "cp", delta: 1 })).toBe("forbidden/players_edit_none");
    expect(Table.playing({ playersMayPause: false }).ask(1, { type: "pause" })).toBe("forbidden/pause_not_allowed");
    const past = Table.playing({ editPast: "host" }).endTurn().endTurn();
    expect(past.ask(1, delta("primary", 1, { round: 1 }))).toBe("forbidden/past_round");
    past.must("host", delta("primary", 1, { round: 1, player: 1 }));
  });

  test("[G4] names, rounds and values", () => {
    const table = new Table().must(1, { type: "set-name", name: "  Ann " });
    expect(table.view.players[0]?.name).toBe("Ann");
    for (const name of ["", " ", "x".repeat(41), "a\u0007b", "a\u202eb"]) {
      expect(table.ask(2, { type: "set-name", name })).toBe("invalid_message/bad_name");
    }
    expect(table.ask(2, { type: "set-name", name: "ANN" })).toBe("invalid_message/duplicate_name");
    expect(table.ask("host", { type: "start" })).toBe("invalid_action/not_ready");
    const playing = Table.playing();
    for (const round of [0, 2]) {
      expect(playing.ask(1, delta("primary", 1, { round }))).toBe("invalid_message/bad_round");
    }
    expect(playing.ask(1, delta("primary", -1))).toBe("invalid_action/below_zero");
    expect(playing.ask(1, delta("primary", 51))).toBe("invalid_action/over_cap");
    expect(playing.ask(1, { type: "cp", delta: 99 })).toBe("invalid_action/cp_max");
    expect(playing.ask(1, { type: "cp", delta: -2 })).toBe("invalid_action/below_zero");
  });

  test("[G4] phases and dice", () => {
    const table = new Table();
    expect(table.ask(1, delta("primary", 1))).toBe("invalid_action/wrong_phase");
    expect(table.ask(1, { type: "roll" })).toBe("invalid_action/wrong_phase");
    expect(table.ask("host", { type: "start", firstPlayer: 1, force: true })).toBe("invalid_action/value_not_allowed");
    table.must("host", { type: "start", force: true });
    expect(table.ask(1, { type: "roll", value: 6 })).toBe("invalid_action/value_not_allowed");
    table.must(1, { type: "roll" }, [6]);
    expect(table.ask(1, { type: "roll" }, [6])).toBe("invalid_action/already_rolled");
    const manual = new Table({ rollOff: "manual" }).must("host", { type: "start", force: true });
    expect(manual.ask(1, { type: "roll", value: 6 })).toBe("forbidden/not_host");
    expect(manual.ask("host", { type: "roll", player: 1 })).toBe("invalid_action/value_required");
    manual.must("host", { type: "roll", player: 1, value: 6 });
    expect(new Table({ rollOff: "skip" }).ask("host", { type: "start", force: true })).toBe(
      "invalid_action/value_required",
    );
  });

  test("[G4] pauses, corrections and settings", () => {
    const table = Table.playing();
    expect(table.ask(1, { type: "resume" })).toBe("invalid_action/not_paused");
    expect(table.ask("host", { type: "set-clock", player: 1, remainingMs: 1 })).toBe("invalid_action/not_paused");
    expect(table.ask("host", { type: "undo", count: 1 })).toBe("invalid_action/nothing_to_undo");
    expect(table.ask("host", { type: "settings", patch: { rounds: 3 } })).toBe("invalid_action/locked_setting");
    table.must("host", { type: "settings", patch: { playersEdit: "both", caps: { primary: 60 } } });
    expect(table.view.settings).toMatchObject({ playersEdit: "both", caps: { primary: 60, secondary: 40 } });
    table.must(1, { type: "pause" });
    expect(table.ask(1, { type: "pause" })).toBe("invalid_action/already_paused");
    expect(table.ask("host", { type: "set-turn", round: 6, active: 1 })).toBe("invalid_message/bad_round");
    table.must("host", { type: "set-turn", round: 4, active: 2 });
    expect(table.view).toMatchObject({ round: 4, turn: 8, active: 2, paused: true });
  });
});

describe("the end", () => {
  const confirming = () => {
    const table = Table.playing({ rounds: 1 }).must(2, delta("bonus", 3)).endTurn().endTurn();
    return table.must(1, { type: "confirm" });
  };

  test("[G4] both confirm, and any edit takes the confirmations back", () => {
    const table = confirming();
    expect(table.ask(1, { type: "confirm" })).toBe("invalid_action/already_confirmed");
    table.must(2, delta("primary", 1));
    expect(table.view.confirmed).toEqual([false, false]);
    table.must(1, { type: "confirm" }).must(2, { type: "confirm" });
    expect(table.view).toMatchObject({ status: "over", result: { winner: 2, reason: "score", totals: [0, 4] } });
  });

  test("[G4] a game that is over takes no more moves, may be reopened for ten minutes, and is final then", () => {
    const table = confirming().must(2, { type: "confirm" });
    expect(table.ask(1, delta("primary", 1))).toBe("game_over/match_over");
    expect(table.ask("host", { type: "end-game" })).toBe("game_over/match_over");
    expect(table.at(600_001).ask("host", { type: "reopen" })).toBe("invalid_action/reopen_expired");
    table.at(600_000).must("host", { type: "reopen" });
    expect(table.view).toMatchObject({ status: "confirming", result: null });
    expect(table.replay.outcome).toBeNull();
    table.must("host", { type: "end-game", winner: "draw" }).timeout(1_200_000);
    expect(table.replay.outcome).toMatchObject({ status: "finished", winners: [], reason: "host" });
    expect(table.ask("host", { type: "reopen" })).toBe("invalid_action/reopen_expired");
  });

  test("[G4] who concedes or leaves has lost, whatever the score", () => {
    const table = Table.playing().must(1, delta("primary", 10)).must(1, { type: "concede" });
    expect(table.view.result).toMatchObject({ winner: 2, reason: "concede", totals: [10, 0] });
    const left = Table.playing();
    left.replay.leave(1);
    expect(left.view.result).toMatchObject({ winner: 1, reason: "concede" });
  });

  test("[MT6] a flag falls at the exact time at which nothing was left, and loses where that was agreed", () => {
    const lost = Table.playing({ onFlag: "lose", initialMs: 60_000 }).timeout(61_234);
    expect(lost.view).toMatchObject({ status: "over", result: { winner: 2, reason: "flag", usedMs: [60_000, 0] } });
    const marked = Table.playing({ initialMs: [60_000, 90_000] })
      .timeout(60_500)
      .endTurn(70_000);
    expect(marked.view.players[0]?.flagged).toBe(true);
    expect(basesAt(marked.state, 70_000)).toEqual([-10_000, 90_000]);
  });

  test("[MT6] whatever is edited, the two clocks together have used the time played", () => {
    const table = Table.playing().must(1, delta("primary", 3)).endTurn(100).must(2, { type: "cp", delta: 1 });
    table.at(250).must("host", { type: "set-name", player: 1, name: "A" }).endTurn(1_000);
    const [one, two] = basesAt(table.state, 7_777);
    expect(5_400_000 * 2 - one - two).toBe(7_777);
  });

  test("[G4] counting up, and no clock at all", () => {
    expect(Table.playing({ clockMode: "count-up" }).endTurn(500).view.clock.base).toEqual([500, 0]);
    expect(Table.playing({ clockMode: "off" }).endTurn(500).view.clock.base).toEqual([0, 0]);
  });

  test("[MT6] the clock stands when the active player is gone, is resumed by hand, and not for the other", () => {
    const table = Table.playing();
    const absent = (seat: number) => tabletop.onAbsence(table.state, [seat], { now: 5_000, chance: NO_CHANCE });
    expect(absent(1)).toEqual([]);
    expect(absent(0)).toMatchObject([{ type: "history.entry" }, { type: "timer.update", paused: true, auto: true }]);
  });

  test("[G4] undo takes back scores and points exactly, newest first, and skips what it cannot", () => {
    const table = Table.playing().must(1, delta("primary", 3)).must(1, { type: "cp", delta: 2 });
    table.must(1, { type: "pause" }).must(1, { type: "resume" }).endTurn();
    table.must("host", { type: "undo", count: 3 });
    expect(table.view).toMatchObject({ active: 1, turn: 1, players: [{ total: 0, cp: 1 }, { cp: 1 }] });
    expect(table.view.history.filter(({ undone }) => undone).map(({ action }) => action)).toEqual([
      "score",
      "cp",
      "end-turn",
    ]);
  });

  test("[G4] an undone last turn is played on, and the clock is resumed by hand", () => {
    const table = Table.playing({ rounds: 1 }).endTurn(1_000).endTurn(3_000).must("host", { type: "undo", count: 1 });
    expect(table.view).toMatchObject({ status: "playing", paused: true, active: 2, turn: 2 });
    expect(basesAt(table.state, 9_000)).toEqual([5_399_000, 5_398_000]);
  });

  test("[G4] the host may be handed on to a player, and is then the only one", () => {
    const table = Table.playing().must("host", { type: "transfer-host", to: 2 });
    expect(table.ask("host", { type: "settings", patch: {} })).toBe("forbidden/observer");
    table.must(2, { type: "settings", patch: { cpMax: 5 } });
  });

  test("[G4] nobody confirms in ten minutes, or nothing happens for a day", () => {
    expect(confirming().timeout(600_000).view.result).toMatchObject({ winner: 2, reason: "score" });
    const idle = new Table().timeout(86_400_000);
    expect(idle.replay.outcome).toMatchObject({ status: "aborted", reason: "idle" });
  });
});

const NO_CHANCE = {
  int(): number {
    throw new RangeError("nothing is drawn here");
  },
};
