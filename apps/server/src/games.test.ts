import { GAMES } from "@holdfast/games";
import { expect, test } from "vitest";
import { COUNTING, COUNTING_BY_TWO } from "../../../tests/support/counting-game.js";
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

test("[DU9.2] versions of a game are served side by side, and new matches begin with the newest", () => {
  for (const given of [[COUNTING, COUNTING_BY_TWO] as const, [COUNTING_BY_TWO, COUNTING] as const]) {
    const games = gamesOf(given);
    expect([games.find("counting", 1), games.find("counting", 2)]).toEqual([COUNTING, COUNTING_BY_TWO]);
    expect(games.newest("counting")).toBe(COUNTING_BY_TWO);
    expect(games.all().filter(({ id }) => id === "counting")).toEqual([COUNTING_BY_TWO]);
  }
});

test("[DU9.2] a version that is held back is played on but not begun with", () => {
  const games = gamesOf([COUNTING, COUNTING_BY_TWO], ["counting@2"]);
  expect(games.newest("counting")).toBe(COUNTING);
  expect(games.find("counting", 2)).toBe(COUNTING_BY_TWO);
  expect(gamesOf([COUNTING], ["counting@1"]).newest("counting")).toBeNull();
});
