import type { Snapshot } from "@holdfast/sdk";
import { expect, test } from "vitest";
import { statusLine } from "./status-line.js";

type View = NonNullable<Snapshot<"tic-tac-toe">["view"]>;
type SeatInfo = Snapshot["seats"][number];

const seat = (no: number, name: string, more: Partial<SeatInfo> = {}): SeatInfo => ({
  seat: no,
  playerId: name,
  name,
  presence: "here",
  graceEndsAt: null,
  ...more,
});
const view: View = {
  phase: "playing",
  board: [null, null, null, null, null, null, null, null, null],
  marks: ["X", "O"],
  toMove: 0,
  moveCount: 0,
  lastMove: null,
  winLine: null,
  winLines: [],
  drawOffer: null,
  game: 1,
  bestOf: 1,
  wins: [0, 0],
  draws: 0,
  result: null,
  you: { seat: 0, mark: "X" },
};
const table: Snapshot<"tic-tac-toe"> = {
  kind: "state",
  matchId: "m",
  game: "tic-tac-toe",
  epoch: 1,
  version: 2,
  from: null,
  status: "playing",
  view,
  events: [],
  lastMove: null,
  toMove: [0],
  deadline: null,
  seats: [seat(0, "Anna"), seat(1, "Bo")],
  spectators: 0,
  you: { role: "player", seat: 0 },
  outcome: null,
  serverTime: 0,
};
const asBo = { you: { role: "player", seat: 1 } } as const;
const won = (reason: "line" | "resign" | "timeout") => ({
  view: { ...view, phase: "over", toMove: null, result: { status: "finished", winners: [0], scores: [1, 0], reason } },
});
const drawn = { status: "finished", winners: [], scores: [0, 0], reason: "board_full" } as const;

test.each<[string, object]>([
  [
    "Waiting for one more player.",
    { view: null, seats: [seat(0, "Anna"), seat(1, "", { playerId: null, name: null })] },
  ],
  ["Your turn: place your X.", {}],
  ["Anna is to place an X.", asBo],
  ["Anna is to place an X.", { you: { role: "observer", seat: null } }],
  ["Waiting for Anna to come back.", { ...asBo, seats: [seat(0, "Anna", { presence: "away" }), seat(1, "Bo")] }],
  ["Bo offers a draw. Answer, or play on.", { view: { ...view, drawOffer: 1 } }],
  ["Your turn: place your X.", { view: { ...view, drawOffer: 0 } }],
  ["Paused: The hall is on fire.", { status: "paused", pause: { reason: "The hall is on fire.", since: 1 } }],
  ["Paused: Bo is away.", { status: "paused", seats: [seat(0, "Anna"), seat(1, "Bo", { presence: "gone" })] }],
  ["You won with three in a line.", won("line")],
  ["Anna won with three in a line.", { ...won("line"), ...asBo }],
  ["You won: Bo resigned.", won("resign")],
  ["Anna won: you resigned.", { ...won("resign"), ...asBo }],
  ["Anna won: your time ran out.", { ...won("timeout"), ...asBo }],
  ["A draw: the board is full.", { view: { ...view, phase: "over", toMove: null, result: drawn } }],
  ["The match was called off.", { status: "aborted" }],
])("[G0] the status line says who must do what: %s", (line, change) => {
  expect(statusLine({ ...table, ...change })).toBe(line);
});
