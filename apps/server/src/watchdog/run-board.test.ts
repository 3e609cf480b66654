import { expect, test } from "vitest";
import { RunBoard } from "./run-board.js";

const run = { subject: "5526553e-484b-4f1c-bd7d-384e9cc7f983", actorId: "ännä 😀", msgId: "timeout:7" };
const other = { subject: "game:odd@1", actorId: "bob", msgId: "m" };

test("[SY6.2] another thread reads from the same memory what runs, and nothing when nothing does", () => {
  const mine = new RunBoard();
  const theirs = new RunBoard(mine.memory);
  expect(theirs.look()).toBeNull();
  mine.begin(run);
  const first = theirs.look();
  expect(first?.run).toEqual(run);
  mine.end();
  expect(theirs.look()).toBeNull();
  mine.begin(other);
  expect(theirs.look()?.run).toEqual(other);
  expect(theirs.look()?.number).not.toBe(first?.number);
});

test("[SY6.2] a run within a run is the outer one, until that ends", () => {
  const board = new RunBoard();
  board.begin(run);
  board.begin(other);
  expect(board.look()?.run).toEqual(run);
  board.end();
  expect(board.look()?.run).toEqual(run);
  board.end();
  expect(board.look()).toBeNull();
});

test("[SY6.2] names that are longer than the board are known to be running, and nothing else", () => {
  const board = new RunBoard();
  board.begin({ ...run, subject: "x".repeat(2_000) });
  expect(board.look()).toMatchObject({ run: null });
});
