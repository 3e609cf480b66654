import type { PresenceFrame, StateFrame } from "@holdfast/protocol";
import { expect, test } from "vitest";
import { frameText } from "./frame-text.js";

const seats = [
  { seat: 0, playerId: "a", name: 'Anna "the ace" \u2028', presence: "here", graceEndsAt: null },
  { seat: 1, playerId: "b", name: null, presence: "away", graceEndsAt: 12 },
] as const;

const state: StateFrame = {
  kind: "state",
  matchId: "5526553e-484b-4f1c-bd7d-384e9cc7f983",
  game: 'odd"game',
  epoch: 1,
  version: 7,
  from: 6,
  status: "playing",
  view: { board: ["X", null], note: 'a "quoted" \\ text' },
  events: [{ version: 7, at: 5, seat: 0, events: [{ type: "move.made", cell: 4 }] }],
  lastMove: { version: 7, kind: "move", seat: 0, at: 5 },
  toMove: [1],
  deadline: 99,
  seats,
  spectators: 3,
  you: { role: "player", seat: 0 },
  outcome: null,
  serverTime: 100,
};

test.each([
  ["in the middle of play", state],
  [
    "that starts over",
    { ...state, from: null, events: [], reset: true, view: null, lastMove: null, deadline: null, toMove: [] },
  ],
  ["while storage is away", { ...state, saving: true }],
  [
    "with clocks",
    {
      ...state,
      timing: {
        seats: [1],
        warnAt: [69, 89],
        extended: true,
        clocks: { at: 5, freeMs: 0, seats: [{ ms: -1, counts: "down", runs: true }, null] },
      },
    },
  ],
  ["that skips versions", { ...state, skipped: true, toMove: [0, 1, 2] }],
  [
    "of a match that was paused",
    {
      ...state,
      status: "paused",
      pause: { reason: 'said "wait"', since: 6 },
      events: [{ version: 7, at: 5, seat: null, events: [], notice: { kind: "pause", by: "admin", reason: "wait" } }],
    },
  ],
  [
    "at the end",
    { ...state, status: "finished", outcome: { status: "finished", winners: [0], scores: [1, 0], reason: "line" } },
  ],
] as const)("[SY8] the text of a frame %s reads back as the frame", (_, frame) => {
  expect(JSON.parse(frameText(frame as StateFrame))).toEqual(frame);
});

test("[SY4] the text of a presence frame reads back as the frame, and newer seats are not taken for older ones", () => {
  const { matchId, epoch, version, spectators, serverTime } = state;
  const presence: PresenceFrame = { kind: "presence", matchId, epoch, version, seats, spectators, serverTime };
  expect(JSON.parse(frameText(presence))).toEqual(presence);
  frameText(state);
  const newer = { ...state, seats: seats.map((line) => ({ ...line, presence: "gone" as const })) };
  expect(JSON.parse(frameText(newer))).toEqual(newer);
});
