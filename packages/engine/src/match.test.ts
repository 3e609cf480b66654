import { expect, test } from "vitest";
import { type Command, payloadHashOf } from "./command.js";
import { eraseGame } from "./game.js";
import { createHead, parseOptions } from "./genesis.js";
import { type DuelState, secretDuel } from "./laws/secret-duel.js";
import { decideCommit } from "./match.js";
import { dueTimeout } from "./propose-time.js";
import { verifyLog } from "./log-audit.js";
import { OBSERVER } from "./seat.js";
import { eventsFor, viewFor } from "./seat-view.js";
import { SEED, game, facts, match, msgId, join, move, bid, Table, started } from "./table-for-tests.js";

test("[SY8] a new match is version 0, and joins, moves and the clock each make one version more", () => {
  const table = new Table();
  expect(table.head).toMatchObject({ version: 0, state: { status: "open", seats: [null, null], game: null } });
  table.must(join("ann"));
  expect(table.head).toMatchObject({ version: 1, state: { status: "open", seats: ["ann", null], game: null } });
  table.must(join("bob"));
  expect(table.head).toMatchObject({
    version: 2,
    state: { status: "playing", toMove: [0], turn: "0", deadline: 11_010 },
  });
  table.must(move(0, 2, bid(1)));
  expect(table.head).toMatchObject({ version: 3, state: { toMove: [1], turn: "1", since: [3, 3] } });
  expect(table.head.state.last).toEqual({ version: 3, kind: "move", seat: 0, at: 10_020 });
  table.now = 11_020;
  table.must({ kind: "timeout", actorId: "system", msgId: "timeout:3", seat: 1 });
  expect(table.head).toMatchObject({ version: 4, state: { toMove: [0], turn: "2" } });
  expect(table.log.map((commit) => commit.version)).toEqual([1, 2, 3, 4]);
});

test("[SY11] the first to ask gets a seat, and everybody else a clear refusal", () => {
  const table = new Table();
  table.must(join("ann", 1));
  expect(table.refusal(join("bob", 1))).toBe("seat_taken/seat_taken");
  expect(table.refusal(join("ann", 0))).toBe("join_failed/already_seated");
  expect(table.refusal(join("bob", 2))).toBe("join_failed/no_such_seat");
  expect(table.refusal(join("bob", -1))).toBe("join_failed/no_such_seat");
  table.must(join("bob"));
  expect(table.head.state.seats).toEqual(["bob", "ann"]);
  expect(table.refusal(join("cleo"))).toBe("join_failed/match_started");
});

test("[MT1] leaving an open match frees the seat, leaving a running one is giving up", () => {
  const table = new Table();
  const leave = (actorId: string): Command => ({ kind: "leave", actorId, msgId: msgId() });
  table.must(join("ann"));
  expect(table.refusal(leave("bob"))).toBe("forbidden/not_seated");
  table.must(leave("ann"));
  expect(table.head.state.seats).toEqual([null, null]);
  table.must(join("bob", 0));
  table.must(join("ann", 1));
  table.must(leave("bob"));
  expect(table.head.state).toMatchObject({ status: "finished", outcome: { winners: [1], reason: "resign" } });
  expect(table.head.state.seats).toEqual(["bob", "ann"]);
  expect(table.refusal(leave("ann"))).toBe("game_over/match_over");
  expect(table.refusal(join("cleo"))).toBe("game_over/match_over");
});

test.each([
  ["invalid_message/bad_shape", move(0, 2, { type: "guess", value: "3" })],
  ["invalid_message/bad_shape", move(0, 2, { type: "guess", value: 1, extra: 1 })],
  ["invalid_message/out_of_bounds", move(0, 2, { type: "guess", value: 100 })],
  ["forbidden/observer", { ...move(0, 2, bid(1)), actorId: "olga", seat: null } as Command],
  ["forbidden/wrong_seat", { ...move(0, 2, bid(1)), actorId: "bob" } as Command],
  ["forbidden/wrong_seat", { kind: "resign", actorId: "bob", msgId: "r", seat: 0 } as Command],
  ["forbidden/wrong_seat", { kind: "resign", actorId: "bob", msgId: "r", seat: 7 } as Command],
  ["desync/version_ahead", move(0, 3, bid(1))],
  ["invalid_turn/not_your_turn", move(1, 2, bid(1))],
  ["invalid_bid/too_many_coins", move(0, 2, bid(6))],
  ["stale_version/stale_version", move(0, 1, bid(1))],
  ["invalid_turn/not_your_turn", move(1, 0, bid(1))],
  ["invalid_action/not_due", { kind: "timeout", actorId: "system", msgId: "t", seat: 0 } as Command],
  ["invalid_action/no_effect", { kind: "absence", actorId: "system", msgId: "a", seats: [0] } as Command],
])("[SY6] refused as %s, and nothing changes: %j", (refusal, command) => {
  const table = started();
  const text = JSON.stringify(table.head);
  expect(table.refusal(command)).toBe(refusal);
  expect(JSON.stringify(table.head)).toBe(text);
});

test("[SY6] before everybody is seated nothing can be played", () => {
  const table = new Table();
  table.must(join("ann"));
  expect(table.refusal(move(0, 1, bid(1)))).toBe("invalid_action/not_started");
  expect(table.refusal({ kind: "resign", actorId: "ann", msgId: "r", seat: 0 })).toBe("invalid_action/not_started");
});

test("[MT5] time is up at the deadline itself: then a late move is refused and the timeout accepted, once", () => {
  const table = started();
  const timeout: Command = { kind: "timeout", actorId: "system", msgId: "timeout:2", seat: 0 };
  table.now = 11_009;
  expect(dueTimeout(match, table.head, table.now)).toBeNull();
  expect(table.refusal(timeout)).toBe("invalid_action/not_due");
  table.now = 11_010;
  expect(dueTimeout(match, table.head, table.now)).toBe(0);
  expect(table.refusal(move(0, 2, bid(1)))).toBe("invalid_turn/deadline_passed");
  expect(table.refusal({ ...timeout, seat: 1 } as Command)).toBe("invalid_action/not_due");
  table.must(timeout);
  expect(table.refusal({ ...timeout, msgId: "timeout:2 again" } as Command)).toBe("invalid_action/not_due");
});

test("[MT10] an aborted match has no winner, and nothing follows", () => {
  for (const table of [new Table(), started()]) {
    const abort: Command = { kind: "abort", actorId: "holly", msgId: msgId(), reason: "host_cancelled" };
    table.must(abort);
    expect(table.head.state).toMatchObject({ status: "aborted", toMove: [], deadline: null });
    expect(table.head.state.outcome).toEqual({
      status: "aborted",
      winners: [],
      scores: [0, 0],
      reason: "host_cancelled",
    });
    expect(table.refusal(abort)).toBe("game_over/match_over");
    expect(table.refusal(join("cleo"))).toBe("game_over/match_over");
    if (table.head.version > 2) expect(table.refusal(move(0, 2, bid(1)))).toBe("game_over/match_over");
    expect(verifyLog(match, table.log, SEED)).toEqual(table.head);
  }
});

test("[SY5] the payload hash tells a retry from another request, and ignores who sends it and when", () => {
  const asked = move(0, 2, { type: "bid", amount: 1 });
  expect(payloadHashOf({ ...asked, msgId: "other", actorId: "x" } as Command)).toBe(payloadHashOf(asked));
  const others = [
    move(0, 3, { type: "bid", amount: 1 }),
    move(0, 2, { type: "bid", amount: 2 }),
    join("ann"),
    join("ann", 0),
    join("ann", null, "x"),
    { kind: "leave", actorId: "ann", msgId: "m" } as const,
    { kind: "resign", actorId: "ann", msgId: "m", seat: 0 } as const,
  ].map((command) => payloadHashOf(command));
  expect(new Set([payloadHashOf(asked), ...others]).size).toBe(others.length + 1);
});

test("[MT4] views and events of a commit are made for the viewer; before the start there is no view", () => {
  const table = new Table();
  expect(viewFor(match, table.head, OBSERVER)).toBeNull();
  table.must(join("ann"));
  const deal = table.must(join("bob"));
  const [first] = table.state.secrets;
  expect(eventsFor(match, deal, { kind: "seat", seat: 0 })).toEqual([{ type: "dealt", secrets: [first, null] }]);
  expect(eventsFor(match, deal, OBSERVER)).toEqual([{ type: "dealt", secrets: [null, null] }]);
  expect(viewFor(match, table.head, { kind: "seat", seat: 0 })).toMatchObject({ secrets: [first, null] });
  expect(viewFor(match, table.head, { kind: "host", seat: null })).toMatchObject({ secrets: [null, null] });
  const silent = eraseGame({ ...secretDuel, redact: () => null });
  expect(eventsFor({ game: silent, facts }, deal, OBSERVER)).toEqual([]);
});

test("[SY6] a rule that throws, or a state that grows too large, refuses the move and tells the log why", () => {
  const faults: unknown[] = [];
  const ctx = { now: 1, seed: SEED, onFault: (fault: unknown) => faults.push(fault) };
  const { head } = started();
  const decideWith = (change: object) =>
    decideCommit({ game: eraseGame({ ...secretDuel, ...change }), facts }, head, move(0, 2, bid(1)), ctx);
  const boom = new Error("boom");
  const throwing = () => {
    throw boom;
  };
  for (const change of [{ decide: throwing }, { evolve: throwing }, { outcome: throwing }]) {
    expect(decideWith(change)).toMatchObject({ ok: false, rejection: { code: "rules_error", reason: "rules_threw" } });
  }
  expect(faults).toEqual([boom, boom, boom]);
  const huge = { evolve: (state: DuelState) => ({ ...state, padding: "x".repeat(66_000) }) };
  expect(decideWith(huge)).toMatchObject({ ok: false, rejection: { code: "rules_error", reason: "state_too_large" } });
  const odd = { evolve: (state: DuelState) => ({ ...state, odd: undefined }) };
  expect(decideWith(odd)).toMatchObject({ ok: false, rejection: { code: "rules_error" } });
});

test("[MT1] options are parsed with their defaults, and bad ones are named, with what is wrong", () => {
  expect(parseOptions(game, undefined)).toEqual({ ok: true, value: { turns: 8 } });
  expect(parseOptions(game, { turns: 1.5 })).toMatchObject({
    ok: false,
    rejection: { code: "invalid_message", reason: "bad_config", message: "Bad option: turns. Invalid input." },
  });
});

test("[MT1] what is wrong with options is told in words, and never at length", () => {
  const told = (path: readonly string[], message: string) => {
    const options = { safeParse: () => ({ success: false as const, error: { issues: [{ path, message }] } }) };
    const answer = parseOptions({ ...game, schema: { ...game.schema, options } }, {});
    return answer.ok ? null : answer.rejection.message;
  };
  expect(told(["end", "hands"], "Too big")).toBe("Bad option: end.hands. Too big.");
  expect(told([], "sb_above_bb")).toBe("Bad options. Sb above bb.");
  expect(told(["name"], "")).toBe("Bad option: name.");
  expect(told([], `Unrecognized key: "${"x".repeat(10_000)}"`)).toHaveLength(200);
});

test.each([{ gameId: "chess" }, { rulesVersion: 2 }, { seatCount: 3 }, { seatCount: 1.5 }])(
  "[DU4] a match whose facts do not fit the rules is not created: %j",
  (change) => {
    expect(() => createHead(game, { ...facts, ...change })).toThrow(RangeError);
  },
);
