import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import type { Watcher } from "../live/watcher.js";
import { playMove } from "../usecases/play-move.js";
import { watchMatch } from "../usecases/watch-match.js";
import { Attendance } from "./attendance.js";
import { AUDIENCE_EVERY_MS } from "./look.js";

const AUDIENCE = 1_500;

/** A node with a match of Anna's and Bob's, and what each of those who watch it was told. */
async function stage() {
  const parts = serverParts();
  const attendance = new Attendance({
    ports: parts.ports,
    nodeId: "n1",
    debounceMs: 0,
    closeAbsence: async () => {},
    reunite: async () => {},
  });
  const table = await tableOf(parts);
  return { parts, attendance, ...table };
}
type Stage = Awaited<ReturnType<typeof stage>>;

interface Seen {
  readonly versions: number[];
  readonly audiences: number[];
}

/** One more observer, who takes whatever there is as soon as it is woken. */
async function observes({ parts, attendance, live }: Stage): Promise<Seen> {
  const seen: Seen = { versions: [], audiences: [] };
  const connectionId = randomUUID();
  const session = { ...userSession("Olga", connectionId), scope: "observer", matchId: live.id } as const;
  const watcher = await watchMatch(parts, session, { matchId: live.id, held: null, connectionId });
  if (!watcher.ok) throw new Error(watcher.rejection.reason);
  attendance.arrived(watcher.value, session.playerId);
  watcher.value.open(() => takeAll(watcher.value, seen, parts.clock.now()));
  return seen;
}

function takeAll(watcher: Watcher, { versions, audiences }: Seen, now: number): void {
  for (let frame = watcher.take(now); frame !== null && "kind" in frame; frame = watcher.take(now)) {
    if (frame.kind === "state") versions.push(frame.version);
    if (frame.kind !== "step") audiences.push(frame.spectators);
  }
}

async function plays({ parts, live, players }: Stage, seat: number): Promise<void> {
  const session = players[seat] ?? userSession("Nobody");
  const move = { type: "count" };
  const request = { matchId: live.id, msgId: randomUUID(), basedOn: live.head.version, move };
  const played = await playMove(parts, session, request);
  if (!played.ok) throw new Error(played.rejection.reason);
}

test("[SY8] each of 1,500 observers who came one after the other is told every version", async () => {
  const on = await stage();
  const audience: Seen[] = [];
  while (audience.length < AUDIENCE) {
    audience.push(await observes(on));
    // Who is here is looked at after each of them: what that costs must not grow so that nobody is told any more.
    await on.parts.clock.advance(0);
  }
  for (let move = 0; move < 4; move += 1) await plays(on, move % 2);
  const told = new Set(audience.map(({ versions }) => versions.join(" ")));
  expect(told).toEqual(new Set(["2 3 4 5 6"]));
});

test("[MT3] the size of an audience is told as it is, once a second at most while it grows", async () => {
  const on = await stage();
  const first = await observes(on);
  await on.parts.clock.advance(AUDIENCE_EVERY_MS);
  for (let more = 0; more < 20; more += 1) {
    await observes(on);
    await on.parts.clock.advance(AUDIENCE_EVERY_MS / 10);
  }
  await on.parts.clock.advance(AUDIENCE_EVERY_MS);
  expect(first.audiences.at(-1)).toBe(21);
  expect(first.audiences.length).toBeLessThan(7);
});
