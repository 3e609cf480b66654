/** What it costs storage when everybody comes back at once. */
import { expect, test } from "vitest";
import { serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { LocalSeatSessions } from "../presence/seat-sessions.js";
import { resumeMatch } from "./resume-match.js";
import { watchMatch } from "./watch-match.js";

const CLIENTS = 200;

/** A match at version 2, a node whose calls to storage are counted, and both players' ways back to it. */
async function begin() {
  const first = serverParts();
  const table = await tableOf(first);
  const { matchId } = table.live.facts;
  const parts = first.another();
  const deps = { ...parts, seats: new LocalSeatSessions(parts.ports, () => {}) };
  const calls = async (work: () => Promise<unknown>) => {
    const before = { ...parts.store.calls };
    await work();
    const rose = Object.entries(parts.store.calls).map(([call, count]) => [
      call,
      count - (before[call as "ping"] ?? 0),
    ]);
    return Object.fromEntries(rose.filter(([, count]) => count !== 0));
  };
  const everybody = (version: number | null) =>
    Promise.all(
      Array.from({ length: CLIENTS }, async (_, i) => {
        const session = table.players[i % 2];
        if (session === undefined) throw new Error("there are two players");
        const held = version === null ? null : { epoch: 1, version };
        const request = { matchId, held, connectionId: `c${i}` };
        const back =
          i < CLIENTS / 2 ? await watchMatch(deps, session, request) : await resumeMatch(deps, session, request);
        expect(back.ok).toBe(true);
      }),
    );
  return { deps, matchId, calls, everybody };
}

test("[DU9] a node to which everybody comes at once reads their match once", async () => {
  const { calls, everybody } = await begin();
  const cost = await calls(() => everybody(2));
  expect(cost).toEqual({ loadMatch: 1, claimSeat: CLIENTS });
});

test("[DU9] clients who know the newest version come back to a node that has the match without one question to storage", async () => {
  const { deps, matchId, calls, everybody } = await begin();
  await deps.matches.get(matchId);
  // A seat's new session is numbered, which is a write to one row; nothing is read.
  expect(await calls(() => everybody(2))).toEqual({ claimSeat: CLIENTS });
  // The twin: a client that claims to know more makes the node ask.
  expect(await calls(() => everybody(3))).toMatchObject({ readCommits: expect.any(Number) });
});
