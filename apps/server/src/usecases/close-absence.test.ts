import { randomUUID } from "node:crypto";
import type { Command } from "@holdfast/engine";
import { expect, test } from "vitest";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { absentPauseOf } from "../live/absence-policy.js";
import { submit } from "../live/submit.js";
import { closeAbsence } from "./close-absence.js";
import { playMove } from "./play-move.js";

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

test("[SY3] an absence is of the version at which it was found, and holds up nothing that was played elsewhere since", async () => {
  const parts = serverParts();
  const { live, players } = await tableOf(parts);
  const other = parts.another();
  for (const [index, player] of players.entries()) {
    const move = { matchId: live.id, msgId: randomUUID(), basedOn: 2 + index, move: { type: "count" } };
    expect(await playMove(other, player, move)).toMatchObject({ ok: true });
  }
  // As this node has it, seat 0 has not moved yet.
  expect(live.head.version).toBe(2);
  await closeAbsence(parts, live, [0]);
  expect(live.head.version).toBe(4);
  // It is that seat's turn again, and who still stays away is found so anew.
  await closeAbsence(parts, live, [0]);
  expect(live.commitsSince(4)?.[0]?.commit).toMatchObject({ version: 5, kind: "absence", payload: [0] });
});

test("[SY3] and so is the pause that stands for one where the rules know none", async () => {
  const parts = serverParts();
  const { live, players } = await tableOf(parts);
  const found = absentPauseOf(live);
  const [anna = userSession("Anna")] = players;
  await playMove(parts, anna, { matchId: live.id, msgId: randomUUID(), basedOn: 2, move: { type: "count" } });
  const pause = (command: Command) => submit(parts, live, command, { receivedAt: parts.clock.now() });
  expect(await pause(found)).toMatchObject({ ok: false, rejection: { reason: "not_due" } });
  expect(await pause(absentPauseOf(live))).toMatchObject({ ok: true });
});
