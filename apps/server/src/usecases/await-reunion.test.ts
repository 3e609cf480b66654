/** A move that comes back with its player to a match that their absence has paused. */
import { randomUUID } from "node:crypto";
import type { Result } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { COUNTING } from "../../../../tests/support/counting-game.js";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import type { LiveMatch } from "../live/live-match.js";
import type { Receipt } from "./answer-once.js";
import { REUNION_MS } from "./await-reunion.js";
import { closeAbsence } from "./close-absence.js";
import { reunite } from "./come-back.js";
import { playMove } from "./play-move.js";

/** Rules that know no pause: the platform stops play, and goes on with the same turn. */
const PATIENT = {
  ...COUNTING,
  id: "patient",
  onAbsence: () => [],
  absence: () => ({ graceMs: 1, policy: "pause" as const }),
};
const RULES = { platform: { game: "patient" }, own: { game: "tic-tac-toe", options: { graceMs: 5_000 } } } as const;
const MOVES = { platform: { type: "count" }, own: { type: "move", cell: 4 } } as const;

function show(live: LiveMatch, ...here: readonly boolean[]): void {
  const seats = here.map((isHere, seat) => [seat, { presence: isHere ? "here" : "away", graceEndsAt: null }] as const);
  live.setStanding({ seats: new Map(seats), spectators: 0 });
}

/** Anna, whose turn it is, was away; she moves on what she saw before, and is not yet seen to be here. */
async function comingBack(by: keyof typeof RULES) {
  const parts = serverParts({ games: [PATIENT] });
  const { live } = await tableOf(parts, ["Anna", "Bob"], RULES[by]);
  await closeAbsence(parts, live, [0]);
  show(live, false, true);
  let answer: Result<Receipt> | "waits" = "waits";
  const play = (basedOn: number) => {
    answer = "waits";
    const request = { matchId: live.id, msgId: randomUUID(), basedOn, move: MOVES[by] };
    void playMove(parts, userSession("Anna"), request).then((result) => (answer = result));
  };
  return { parts, live, play, answer: () => answer };
}

describe("a move of somebody who was away", () => {
  test("[SY3.1] waits until they are seen to be back, and is played in the turn that goes on", async () => {
    const { parts, live, play, answer } = await comingBack("platform");
    play(2);
    await parts.clock.advance(100);
    expect(answer()).toBe("waits");
    show(live, true, true);
    await reunite(parts, live);
    await parts.clock.advance(0);
    expect(answer()).toMatchObject({ ok: true, value: { version: 5 } });
    expect(live.followers.size).toBe(0);
  });

  test("[SY3.1] is refused as paused where play does not go on within two seconds, and nothing is left waiting", async () => {
    const { parts, live, play, answer } = await comingBack("platform");
    play(2);
    await parts.clock.advance(REUNION_MS - 1);
    expect(answer()).toBe("waits");
    await parts.clock.advance(1);
    expect(answer()).toMatchObject({ ok: false, rejection: { code: "match_paused" } });
    expect(live.followers.size).toBe(0);
  });

  test("[SY3.1] does not wait where they are seen to be here: others are missing, or somebody has to decide", async () => {
    const { parts, live, play, answer } = await comingBack("platform");
    for (const isBobHere of [false, true]) {
      show(live, true, isBobHere);
      play(2);
      await parts.clock.advance(0);
      expect(answer()).toMatchObject({ ok: false, rejection: { code: "match_paused" } });
    }
  });

  test("[SY3.1] by rules that give a new turn after a pause is refused once play goes on, and the next one played", async () => {
    const { parts, live, play, answer } = await comingBack("own");
    play(2);
    await parts.clock.advance(100);
    show(live, true, true);
    await reunite(parts, live);
    await parts.clock.advance(0);
    expect(answer()).toMatchObject({ ok: false, rejection: { code: "stale_version", recovery: "resync" } });
    play(live.head.version);
    await parts.clock.advance(0);
    expect(answer()).toMatchObject({ ok: true, value: { version: 5 } });
  });
});
