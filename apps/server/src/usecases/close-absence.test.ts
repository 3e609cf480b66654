import { expect, test } from "vitest";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { closeAbsence } from "./close-absence.js";

test("[SY3] a match that plays on for those who stay away does so for whoever of them is to move, and for nobody else", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts);
  const lastCommit = () => live.commitsSince(live.head.version - 1)?.[0]?.commit;
  // Seat 0 is to move: the other's turn is nobody's to play yet.
  await closeAbsence(parts, live, [1]);
  expect(live.head.version).toBe(2);
  await closeAbsence(parts, live, [0, 1]);
  expect(lastCommit()).toMatchObject({ version: 3, kind: "absence", payload: [0] });
  await closeAbsence(parts, live, [0, 1]);
  expect(lastCommit()).toMatchObject({ version: 4, kind: "absence", payload: [1] });
});
