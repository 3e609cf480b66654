import { expect, test } from "vitest";
import { inOrder, playersOf } from "../tables/catalog.js";
import { optionsIn, usualSetup } from "./match-setup.js";

const game = (id: string, min = 2, max = 2) => ({ id, title: id, summary: "", rulesVersion: 1, seats: { min, max } });

test("[MT14] options are a JSON object or nothing; anything else is not sent", () => {
  expect(optionsIn("  ")).toEqual({});
  expect(optionsIn('{"prizes": 2}')).toEqual({ prizes: 2 });
  for (const text of ["[1]", "7", "null", "{prizes: 2}", "{"]) expect([text, optionsIn(text)]).toEqual([text, null]);
});

test("[MT14] a game begins with as few seats as it can have and its usual options", () => {
  expect(usualSetup(game("holdem", 2, 10))).toMatchObject({ seats: 2, options: "", hosts: false, isPublic: false });
  expect(usualSetup(game("tic-tac-toe"))).toMatchObject({ chosen: { bestOf: 1, maxGames: 1 }, options: "" });
});

test("[MT14] games that are known come first, others follow by their titles", () => {
  const games = ["zebra", "holdem", "apple", "tic-tac-toe"].map((id) => game(id));
  expect(inOrder(games).map(({ id }) => id)).toEqual(["tic-tac-toe", "holdem", "apple", "zebra"]);
  expect([playersOf(game("a", 1, 1)), playersOf(game("a")), playersOf(game("a", 2, 10))]).toEqual([
    "1 player",
    "2 players",
    "2 to 10 players",
  ]);
});
