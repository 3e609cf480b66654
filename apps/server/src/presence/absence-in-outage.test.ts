/** An absence meets a server that is away itself: what nobody could use of a grace does not count. */
import { describe, expect, test } from "vitest";
import { type ServerParts, serverParts, tableOf } from "../../../../tests/support/server-parts.js";
import { OUTAGES } from "../live/outages.js";
import { closeAbsence } from "../usecases/close-absence.js";
import { reunite } from "../usecases/come-back.js";
import { watchMatch } from "../usecases/watch-match.js";
import { Attendance, RENEW_EVERY_MS } from "./attendance.js";

const GRACE = 60_000;

/** A node that serves, and a match in which Anna is and Bob was. */
async function begin() {
  const parts = serverParts({ outages: OUTAGES });
  const { live, players } = await tableOf(parts, ["Anna", "Bob"], {
    game: "tic-tac-toe",
    options: { graceMs: GRACE, turnMs: 0 },
  });
  const attendance = new Attendance({
    ports: parts.ports,
    nodeId: "n1",
    debounceMs: 2_000,
    outages: parts.outages,
    closeAbsence: (match, gone) => closeAbsence(parts, match, gone),
    reunite: (match) => reunite(parts, match),
  });
  await parts.outages.beat();
  const comes = async (seat: number) => {
    const session = players[seat];
    if (session === undefined) throw new Error("nobody sits there");
    const watcher = await watchMatch(parts, session, { matchId: live.id, held: null, connectionId: `c${seat}` });
    if (!watcher.ok) throw new Error(watcher.rejection.reason);
    watcher.value.open(() => {});
    attendance.arrived(watcher.value, session.playerId);
    await parts.clock.advance(0);
    return () => attendance.departed(watcher.value);
  };
  await comes(0);
  (await comes(1))();
  await parts.clock.advance(0);
  const bob = () => live.standing.seats.get(1)?.presence;
  return { parts, attendance, live, bob };
}

/** The node does its rounds for so long. */
async function serve({ parts, attendance }: { parts: ServerParts; attendance: Attendance }, ms: number) {
  for (let gone = 0; gone < ms; gone += 1_000) {
    await parts.clock.advance(Math.min(1_000, ms - gone));
    await parts.outages.beat();
    if (gone % RENEW_EVERY_MS < 1_000) await attendance.renew();
  }
}

describe("the grace of a player who is away", () => {
  test("[SY3] is over when it was used up, where the server was there all the time", async () => {
    const node = await begin();
    await serve(node, GRACE - 1_000);
    expect([node.bob(), node.live.head.state.status]).toEqual(["away", "playing"]);
    await serve(node, 12_000);
    expect(node.live.head.state.status).toBe("paused");
  });

  test("[SY3] [DU5.1] goes on after an outage where it stood, and there is time to be back besides", async () => {
    const node = await begin();
    await serve(node, 40_000);
    await node.parts.clock.advance(300_000);
    await node.attendance.renew();
    expect([node.bob(), node.live.head.state.status]).toEqual(["away", "playing"]);
    await serve(node, OUTAGES.backMs + 18_000);
    expect([node.bob(), node.live.head.state.status]).toEqual(["away", "playing"]);
    await serve(node, 12_000);
    expect(node.live.head.state.status).toBe("paused");
  });

  test("[SY3] does not run while some node cannot tell who is connected to it, nor count what went by of it", async () => {
    const node = await begin();
    const { store, clock } = node.parts;
    await serve(node, 20_000);
    const blindSince = clock.now();
    const blind = (since: number | null) =>
      store.beat({ nodeId: "n2", blindSince: since, gapMs: OUTAGES.gapMs, since: 0 });
    for (let round = 0; round < 20; round += 1) {
      await blind(blindSince);
      await serve(node, 5_000);
      expect([node.bob(), node.live.head.state.status]).toEqual(["away", "playing"]);
    }
    await blind(null);
    await serve(node, OUTAGES.backMs + 38_000);
    expect([node.bob(), node.live.head.state.status]).toEqual(["away", "playing"]);
    await serve(node, 12_000);
    expect(node.live.head.state.status).toBe("paused");
  });

  test("[SY3] does not run on a node whose own board does not answer", async () => {
    const node = await begin();
    await serve(node, 20_000);
    node.parts.outages.noteBoard(true);
    for (let round = 0; round < 60; round += 1) {
      node.parts.outages.noteBoard(false);
      await serve(node, 1_000);
    }
    expect(node.parts.outages.canSeeAbsence).toBe(false);
    expect([node.bob(), node.live.head.state.status]).toEqual(["away", "playing"]);
    node.parts.outages.noteBoard(true);
    await serve(node, OUTAGES.backMs + 38_000);
    expect([node.bob(), node.live.head.state.status]).toEqual(["away", "playing"]);
    await serve(node, 12_000);
    expect(node.live.head.state.status).toBe("paused");
  });
});
