import { isDeepStrictEqual } from "node:util";
import { type Json, OBSERVER, type Viewer, viewerKey } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import { patched, type StateFrame } from "@holdfast/protocol";
import { Shared } from "@holdfast/trpc-ws";
import { expect, test } from "vitest";
import { RandomMatch } from "../../../../tests/support/random-match.js";
import { SharedFrames } from "../live/shared-frames.js";
import { stateFrame } from "../live/state-frame.js";
import { LiveMatch } from "../live/live-match.js";
import { frameText } from "./frame-text.js";
import { stepPatch } from "./step-patch.js";

const FORGET_EVERY = 7;
const STANDING_EVERY = 5;

function liveOf({ match, seed, head }: RandomMatch): LiveMatch {
  const hosted = { game: match.game, facts: match.facts, seed, epoch: 1, code: null, watchKey: "key" };
  return new LiveMatch({ ...hosted, visibility: "private", creatorId: "player 0", loadedAt: 0 }, head);
}

const through = (frame: Parameters<typeof frameText>[0]): StateFrame => JSON.parse(frameText(frame)) as StateFrame;

/**
 * Plays at random, tells every viewer each step as a patch, and holds what that makes against the whole frame.
 * @returns the bytes of each message that brings one
 */
function playThrough(name: keyof typeof GAMES, seed: string, moves: number): readonly number[] {
  const table = new RandomMatch(GAMES[name], { seed });
  const live = liveOf(table);
  const frames = new SharedFrames(live);
  const viewers: Viewer[] = [OBSERVER, { kind: "host", seat: null }];
  for (const seat of table.match.facts.seatCount === 2
    ? [0, 1]
    : [0, 1, 2, 3, 4].slice(0, table.match.facts.seatCount)) {
    viewers.push({ kind: "seat", seat });
  }
  const held = new Map(viewers.map((viewer) => [viewer, through(frames.state(viewer, null, 1))]));
  const sizes: number[] = [];
  let { standingNo } = live;
  for (let i = 0; i < moves && !table.isOver; i += 1) {
    const logged = table.log.length;
    if (!table.step(["resign", "concede"])) break;
    const [commit] = table.log.slice(logged);
    if (commit === undefined || table.log.length !== logged + 1) throw new Error("a step is one commit");
    live.advance({ commit, at: commit.receivedAt }, table.head);
    if (i % FORGET_EVERY === 0) frames.forgetStale(Number.MAX_SAFE_INTEGER);
    if (i % STANDING_EVERY === 0) live.setStanding({ seats: new Map(), spectators: i });
    for (const viewer of viewers) {
      const now = commit.receivedAt + i;
      const before = held.get(viewer) as StateFrame;
      const hasEvents = before.events.at(-1)?.version === before.version;
      const step = frames.step(viewer, { hasEvents, standingNo }, now);
      const whole = through(stateFrame(live, viewer, { from: before.version, commits: [{ commit, at: 0 }], now }));
      const made = step && stepPatch(step);
      if (made === null) throw new Error(`${viewerKey(viewer)}: no patch at ${commit.version}`);
      const after = patched(before, JSON.parse(made.text));
      // Much faster than a deep comparison, which then says what is different.
      if (!isDeepStrictEqual(after, whole))
        expect({ seed, viewer: viewerKey(viewer), after }).toEqual({ after: whole });
      expect(JSON.stringify(after.view) === JSON.stringify(whole.view), "keys in the same order").toBe(true);
      held.set(viewer, after);
      sizes.push(new Shared(null, made.patch, () => made.text).frameFor(12).length);
    }
    ({ standingNo } = live);
  }
  return sizes;
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** Half of all messages that bring a patch are at most this long, the socket's own two or four bytes included. */
const AT_MOST = { "tic-tac-toe": 160, "briscola-chiamata": 500, holdem: 1_000, wildspark: 400, tabletop: 300 } as const;

test.each(Object.keys(GAMES) as (keyof typeof GAMES)[])(
  "[SY9.1] in %s every viewer who is told patches holds what whole frames say, after every step of random matches, and is told little",
  (name) => {
    const bytes = [1, 2, 3].flatMap((round) => playThrough(name, `patches ${round}`, 60));
    expect(bytes.length).toBeGreaterThan(60);
    expect(median(bytes)).toBeGreaterThan(60);
    expect(median(bytes)).toBeLessThanOrEqual(AT_MOST[name]);
  },
);

test("[SY9.1] somebody who was told something else before is shown what was not told, so this can tell the difference", () => {
  const table = new RandomMatch(GAMES["tic-tac-toe"], { seed: "twin" });
  const live = liveOf(table);
  const frames = new SharedFrames(live);
  const told = through(frames.state(OBSERVER, null, 1));
  table.step();
  const commit = table.log.at(-1);
  if (commit === undefined) throw new Error("nobody moved");
  live.advance({ commit, at: 0 }, table.head);
  const step = frames.step(OBSERVER, { hasEvents: false, standingNo: live.standingNo }, 2);
  const made = step && stepPatch(step);
  const other = { ...told, view: { ...(told.view as { [key: string]: Json }), game: 9 } };
  expect(patched(other, made?.patch).view).toMatchObject({ game: 9 });
  expect(patched(told, made?.patch).view).toMatchObject({ game: 1 });
  expect(() => patched({ ...told, version: told.version - 1 }, made?.patch)).toThrow();
});
