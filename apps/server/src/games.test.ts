import { GAMES } from "@holdfast/games";
import { expect, test } from "vitest";
import { COUNTING } from "../../../tests/support/counting-game.js";
import { gamesOf } from "./games.js";

test("[DU4] a match finishes on the rules version it began with: without that version its game is not found", () => {
  const games = gamesOf([COUNTING]);
  expect(games.find("counting", 1)).toBe(COUNTING);
  expect(games.find("counting", 2)).toBeNull();
  expect(games.find("counting", 0)).toBeNull();
  expect(games.find("no such game", 1)).toBeNull();
});

test("[G0] the games of this build can be played, and any that were given besides", () => {
  const games = gamesOf([COUNTING]);
  expect(games.all().map(({ id }) => id)).toEqual([...Object.values(GAMES).map(({ id }) => id), "counting"]);
  expect(games.newest("tic-tac-toe")?.rulesVersion).toBe(1);
  expect(games.newest("toString")).toBeNull();
});
