import { expect, test } from "vitest";
import { presenceIn } from "./read-board.js";
import type { Generation } from "./store.js";

const NOW = 1_000_000;
const HERE: Generation = { name: "g", id: "g.1", seenAt: 0, replaced: false };
const seatsIn = (...fields: readonly string[]) => presenceIn([fields, 0], HERE, NOW)?.seats;

test("[SY3] a departure noted by a node whose clock is ahead is one all the same, and counts from now", () => {
  const departed = { seat: 1, playerId: "bob", here: false };
  expect(seatsIn("left/1", `${NOW + 30_000} bob`)).toEqual([{ ...departed, awaySince: NOW }]);
  expect(seatsIn("left/1", `${NOW - 5} bob`)).toEqual([{ ...departed, awaySince: NOW - 5 }]);
  // The twin: a lease that lasts as long is somebody who is here.
  expect(seatsIn("1/n/c", `${NOW + 30_000} g.1 bob`)).toEqual([{ ...departed, here: true, awaySince: null }]);
});
