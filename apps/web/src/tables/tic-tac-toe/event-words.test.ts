import type { TicTacToeEvent } from "@holdfast/games/tic-tac-toe";
import { expect, test } from "vitest";
import type { Names } from "../../match/seat-names.js";
import { eventWords } from "./event-words.js";

const anna: Names = {
  plain: (seat) => (seat === 0 ? "Anna" : "Bo"),
  isYou: (seat) => seat === 0,
  count: 2,
  subject: (seat) => (seat === 0 ? "You" : "Bo"),
};
const move = { type: "move.made", seat: 1, mark: "O", cell: 4, moveCount: 2, toMove: 0 } as const;
const ended = { type: "game.ended", winner: 1, line: null, lines: [], reason: "line", wins: [0, 1], draws: 0 } as const;

test.each<[string | null, TicTacToeEvent]>([
  ["Game 1 begins. You play first.", { type: "game.started", game: 1, marks: ["X", "O"], toMove: 0 }],
  ["Game 2 begins. Bo plays first.", { type: "game.started", game: 2, marks: ["O", "X"], toMove: 1 }],
  ["Bo marked the centre.", move],
  ["You marked the top left, by the clock.", { ...move, seat: 0, cell: 0, auto: true }],
  ["You offered a draw.", { type: "draw.offered", seat: 0 }],
  ["The draw was declined.", { type: "draw.answered", accept: false }],
  ["Paused: somebody is away.", { type: "game.paused", reason: "absence" }],
  ["Bo won with three in a line.", ended],
  ["A draw: agreed by both.", { ...ended, winner: null, reason: "agreed" }],
  [null, { type: "match.ended", result: { status: "finished", winners: [1], scores: [0, 1], reason: "line" } }],
])("[G0] what happened is told as a sentence: %s", (words, event) => {
  expect(eventWords(event, anna)).toBe(words);
});

test("[G0] an event of a newer server is not told rather than told wrongly", () => {
  const unknown: unknown = { type: "game.spun" };
  expect(eventWords(unknown as TicTacToeEvent, anna)).toBeNull();
});
