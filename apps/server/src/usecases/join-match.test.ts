import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { resignMatch } from "./give-up.js";
import { joinMatch } from "./join-match.js";

test("[SY5] a join repeated after the match is over, whose code is free again, gets its receipt", async () => {
  const parts = serverParts();
  const { live, code } = await tableOf(parts, ["Anna"], { game: "tic-tac-toe" });
  const bob = userSession("Bob");
  const request = { msgId: randomUUID(), code };
  const first = await joinMatch(parts, bob, request);
  expect(first).toMatchObject({ ok: true, value: { seat: 1, receipt: { version: 2, duplicate: false } } });
  await resignMatch(parts, bob, { matchId: live.id, msgId: randomUUID() });
  expect(live.head.state.status).toBe("finished");
  const again = await joinMatch(parts, bob, request);
  expect(again).toMatchObject({ ok: true, value: { seat: 1, receipt: { version: 2, duplicate: true } } });
  for (const other of [
    { ...request, msgId: randomUUID() },
    { ...request, code: "222222", msgId: randomUUID() },
  ]) {
    expect(await joinMatch(parts, bob, other)).toMatchObject({ ok: false, rejection: { reason: "no_open_match" } });
  }
  expect(await joinMatch(parts, userSession("Cora"), request)).toMatchObject({ ok: false });
});

test("[MT1] whoever joins by an id that leads nowhere is told so, and by a code that does, of the code", async () => {
  const parts = serverParts();
  const by = async (where: { code: string } | { matchId: string }) => {
    const answer = await joinMatch(parts, userSession("Bob"), { msgId: randomUUID(), ...where });
    return answer.ok ? "" : answer.rejection.message;
  };
  const { live } = await tableOf(parts, ["Anna"], { game: "tic-tac-toe" });
  expect(await by({ code: "222222" })).toMatch(/^No open match has this code: /);
  expect(await by({ matchId: randomUUID() })).toMatch(/has this id: ask somebody in it for its code/);
  // A private match is told as one that is not there.
  expect(await by({ matchId: live.id })).toBe(await by({ matchId: randomUUID() }));
});
