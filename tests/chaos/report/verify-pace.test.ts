import { expect, test } from "vitest";
import { pacesIn } from "./verify-pace.js";

test("[DU4.1] the pace of verifying is read for each game, in Node and not as in browsers", () => {
  const said = [
    "moves or commits per second of processor time, one core",
    "B11 tic-tac-toe: decide, evolve, views      796,000   goal    500,000   reached",
    "B12 tic-tac-toe: verify, as in browsers      19,400   goal     10,000   reached",
    "B12 tic-tac-toe: verify, in Node             43,100   goal     10,000   reached",
    "B12 tabletop: verify, in Node                 9,900   goal     10,000   NOT reached",
  ].join("\n");
  expect(pacesIn(said)).toEqual([
    { game: "tic-tac-toe", perSecond: 43_100 },
    { game: "tabletop", perSecond: 9_900 },
  ]);
  expect(pacesIn("nothing")).toEqual([]);
});
