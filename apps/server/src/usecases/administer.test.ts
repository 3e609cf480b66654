import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { submit } from "../live/submit.js";
import { intervene, resolveMatch, rollBack } from "./administer.js";
import { closeAbsence } from "./close-absence.js";
import type { Receipt } from "./answer-once.js";
import type { Result } from "@holdfast/engine";

const asked = (matchId: string) => ({ matchId, msgId: randomUUID(), reason: "Because of a test." });
const verdict = (result: Result<Receipt>) =>
  result.ok ? `version ${result.value.version}` : `${result.rejection.code}/${result.rejection.reason}`;
const ticTacToe = { game: "tic-tac-toe", options: { onGraceExpired: "pause" } };

test("[SY3.1, MT10] a match that an absence paused is resumed by an administrator, and goes on", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], ticTacToe);
  await closeAbsence(parts, live, [0]);
  expect(live.head.state).toMatchObject({ status: "paused", toMove: [] });
  expect(verdict(await intervene(parts, { kind: "resume", ...asked(live.id) }))).toBe("version 4");
  expect(live.head.state).toMatchObject({ status: "playing", toMove: [0] });
});

test("[SY3.1, MT10] or it is resolved", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], ticTacToe);
  await closeAbsence(parts, live, [0]);
  expect(verdict(await resolveMatch(parts, { ...asked(live.id), winners: [1] }))).toBe("version 4");
  expect(live.head.state.outcome).toMatchObject({ status: "finished", winners: [1] });
});

test("[MT10, SY5] whatever an administrator did is done once, and a repeat is answered with the first receipt", async () => {
  const parts = serverParts();
  const { live } = await tableOf(parts, ["Anna", "Bob"], ticTacToe);
  const [pause, resume, back, end] = Array.from({ length: 4 }, () => asked(live.id));
  if (!pause || !resume || !back || !end) throw new Error("nothing is asked");
  const deeds = [
    () => intervene(parts, { kind: "pause", ...pause }),
    () => intervene(parts, { kind: "resume", ...resume }),
    () => rollBack(parts, { ...back, to: 2, acrossEnd: false }),
    () => resolveMatch(parts, { ...end, winners: [1] }),
  ];
  for (const deed of deeds) {
    const first = await deed();
    if (!first.ok) throw new Error(first.rejection.reason);
    expect(await deed()).toEqual({ ok: true, value: { ...first.value, duplicate: true } });
  }
  expect(live.head.version).toBe(6);
});

test("[MT10, DU4] a rollback reads the whole log on the way: one that does not add up freezes the match", async () => {
  const parts = serverParts();
  const { live, players } = await tableOf(parts);
  const [anna] = players;
  const count = { kind: "move", actorId: anna?.playerId ?? "", seat: 0, host: false, move: { type: "count" } } as const;
  await submit(parts, live, { ...count, msgId: "one", basedOn: 2 }, { receivedAt: parts.clock.now() });
  parts.store.tamper(live.id, 2);
  const refused = await rollBack(parts, { ...asked(live.id), to: 2, acrossEnd: false });
  expect(verdict(refused)).toBe("game_unavailable/match_corrupt");
  expect(live.frozen).toMatchObject({ reason: "match_corrupt" });
  expect(parts.lines).toContainEqual(expect.objectContaining({ level: "error" }));
});

test("[MT10, SY8] a rollback decided on a node that is behind goes in on top of what it had missed", async () => {
  const parts = serverParts();
  const far = parts.another();
  const { live, players } = await tableOf(parts);
  const there = await far.matches.get(live.id);
  const count = {
    kind: "move",
    actorId: players[0]?.playerId ?? "",
    seat: 0,
    host: false,
    move: { type: "count" },
  } as const;
  await submit(parts, live, { ...count, msgId: "one", basedOn: 2 }, { receivedAt: parts.clock.now() });
  expect(there.ok && there.value.head.version).toBe(2);
  expect(verdict(await rollBack(far, { ...asked(live.id), to: 2, acrossEnd: false }))).toBe("version 4");
  expect(there.ok && there.value.head.state).toMatchObject({ game: { count: 0 }, toMove: [0] });
});
