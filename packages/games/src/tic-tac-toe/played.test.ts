/** Tic-tac-toe as a match in its log: what the platform adds to the rules. */
import {
  type Command,
  commitmentOf,
  createHead,
  decideCommit,
  parseOptions,
  replayLog,
  verifyLog,
} from "@holdfast/engine";
import { expect, test } from "vitest";
import { GAMES } from "../registry.js";
import type { TicTacToeMove, TicTacToeOptions } from "./types.js";

const SEED = "c3".repeat(32);
const PLAYERS = ["ann", "bob"];
const game = GAMES["tic-tac-toe"];

/** A running match: `ask` answers the refusal `code/reason`, or null. */
function started(options: TicTacToeOptions = {}) {
  const parsed = parseOptions(game, options);
  if (!parsed.ok) throw new Error("bad options");
  const facts = {
    matchId: "m",
    gameId: game.id,
    rulesVersion: 1,
    options: parsed.value,
    seatCount: 2,
    hostId: null,
    commitment: commitmentOf(SEED),
    createdAt: 0,
  };
  const match = { game, facts };
  const log: Parameters<typeof replayLog>[1][number][] = [];
  let head = createHead(game, facts);
  const send = (command: Command, now: number): string | null => {
    const decided = decideCommit(match, head, command, { now, seed: SEED });
    if (!decided.ok) return `${decided.rejection.code}/${decided.rejection.reason}`;
    head = decided.value.head;
    log.push(decided.value.commit);
    return null;
  };
  for (const actorId of PLAYERS) send({ kind: "join", actorId, msgId: actorId, seat: null, entropy: null }, 0);
  return {
    match,
    log,
    send,
    head: () => head,
    ask: (seat: number, move: TicTacToeMove, at: { basedOn?: number; now?: number } = {}) => {
      const asked = { basedOn: head.version, now: 1_000 + head.version, ...at };
      const actorId = PLAYERS[seat] ?? "";
      const { basedOn, now } = asked;
      return send(
        { kind: "move", actorId, msgId: `m${log.length}`, seat, host: false, basedOn, move: { ...move } },
        now,
      );
    },
  };
}
const cell = (number: number): TicTacToeMove => ({ type: "move", cell: number });

test("[SY6] a move meant for a game that ended by agreement meanwhile is stale, though the same seat is to move", () => {
  const table = started({ alternate: false });
  const seen = table.head().version;
  expect(table.ask(0, { type: "offer-draw" })).toBeNull();
  const offered = table.head().version;
  expect(table.ask(1, { type: "answer-draw", accept: true })).toBeNull();
  expect(table.head().state).toMatchObject({ toMove: [0], game: { game: 2 } });
  expect(table.ask(0, cell(4), { basedOn: seen })).toBe("stale_version/stale_version");
  expect(table.ask(0, cell(4), { basedOn: offered })).toBe("stale_version/stale_version");
  expect(table.ask(0, cell(4))).toBeNull();
});

test("[SY6] an offer that was not seen yet does not make the mover's move stale", () => {
  const table = started();
  const seen = table.head().version;
  expect(table.ask(1, { type: "offer-draw" })).toBeNull();
  expect(table.ask(0, cell(4), { basedOn: seen })).toBeNull();
});

test("[SY6] a move that did not know of the mover's own last commit is stale", () => {
  const table = started();
  const seen = table.head().version;
  expect(table.ask(0, { type: "offer-draw" })).toBeNull();
  expect(table.ask(0, cell(4), { basedOn: seen })).toBe("stale_version/stale_version");
});

test("[MT5] a draw offer leaves the running deadline alone, the next move starts a new one", () => {
  const table = started({ turnMs: 5_000 });
  expect(table.head().state.deadline).toBe(5_000);
  table.ask(0, { type: "offer-draw" }, { now: 3_000 });
  expect(table.head().state.deadline).toBe(5_000);
  table.ask(0, cell(0), { now: 4_000 });
  expect(table.head().state.deadline).toBe(9_000);
  expect(table.ask(1, cell(1), { now: 9_000 })).toBe("invalid_turn/deadline_passed");
  expect(table.send({ kind: "timeout", actorId: "system", msgId: "timeout:4", seat: 1 }, 9_000)).toBeNull();
  expect(table.head().state).toMatchObject({ status: "finished", deadline: null, outcome: { reason: "timeout" } });
  expect(table.ask(1, cell(1), { now: 9_001 })).toBe("game_over/match_over");
});

test("[MT8] a series with random first seat and random moves of the clock verifies from its seed", () => {
  const table = started({ bestOf: 3, firstSeat: "random", onTimeout: "random-move", turnMs: 5_000 });
  let now = 0;
  while (table.head().state.outcome === null) {
    const seat = table.head().state.toMove[0] ?? 0;
    now += 5_000;
    const version = table.head().version;
    expect(table.send({ kind: "timeout", actorId: "system", msgId: `timeout:${version}`, seat }, now)).toBeNull();
  }
  expect(table.log.flatMap((commit) => commit.draws).length).toBeGreaterThan(10);
  expect(replayLog(table.match, table.log)).toEqual(table.head());
  expect(verifyLog(table.match, table.log, SEED)).toEqual(table.head());
});

test("[DU8] a whole match of nine moves takes less than 1 KB of state", () => {
  const table = started();
  for (const [index, number] of [0, 1, 2, 4, 3, 5, 7, 6].entries())
    expect(table.ask(index % 2, cell(number))).toBeNull();
  expect(JSON.stringify(table.head().state).length).toBeLessThan(1_024);
});
