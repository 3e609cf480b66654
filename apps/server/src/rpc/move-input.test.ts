import { moveInput } from "@holdfast/protocol";
import { describe, expect, test } from "vitest";
import { parseMoveInput } from "./move-input.js";

const right = {
  msgId: "0fb76c82-6f21-48b3-a5a9-3bf6fa1ebe73",
  matchId: "5526553e-484b-4f1c-bd7d-384e9cc7f983",
  basedOn: 7,
  move: { type: "move", cell: 4 },
};

describe("[SY6] the quick look at a move's input and its schema agree", () => {
  test.each([
    ["what clients send", right],
    ["version 0", { ...right, basedOn: 0 }],
    ["the highest version", { ...right, basedOn: 2_147_483_647 }],
    ["an empty move", { ...right, move: {} }],
    ["an upper-case id", { ...right, msgId: right.msgId.toUpperCase() }],
    ["the nil id", { ...right, msgId: "00000000-0000-0000-0000-000000000000" }],
  ])("[SY6] accepted: %s", (_, input) => {
    expect(parseMoveInput(input)).toEqual(moveInput.parse(input));
  });

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a list", [right]],
    ["text", "move"],
    ["an unknown key", { ...right, admin: true }],
    ["a missing key", { msgId: right.msgId, matchId: right.matchId, move: right.move }],
    ["a key under another name", { msgId: right.msgId, matchId: right.matchId, version: 7, move: right.move }],
    ["an id that is none", { ...right, matchId: "match-1" }],
    ["a negative version", { ...right, basedOn: -1 }],
    ["half a version", { ...right, basedOn: 1.5 }],
    ["a version too high", { ...right, basedOn: 2_147_483_648 }],
    ["a version as text", { ...right, basedOn: "7" }],
    ["a move that is a list", { ...right, move: [] }],
    ["a move that is null", { ...right, move: null }],
  ])("[SY6] refused: %s", (_, input) => {
    expect(moveInput.safeParse(input).success).toBe(false);
    expect(() => parseMoveInput(input)).toThrow();
  });
});
