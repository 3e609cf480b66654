import { expect, test } from "vitest";
import { serverParts } from "../../../../tests/support/server-parts.js";
import { TestClock } from "../../../../tests/support/test-clock.js";
import type { PresenceEntry } from "../ports.js";
import { Telling } from "./telling.js";

/** More than are renewed at once: see `settleEach`. */
const CROWDED = 201;

test("[SY3.2] who left a match and came back to it while others were being renewed is on the board, and stays there", async () => {
  const clock = new TestClock();
  const { ports } = serverParts();
  const board = new Set<string>();
  const held: (() => void)[] = [];
  let isSlow = false;
  const presence = {
    arrive: async (matchId: string) => {
      if (isSlow && matchId !== "last") await new Promise<void>((resolve) => held.push(resolve));
      board.add(matchId);
      return true;
    },
    depart: async (matchId: string) => {
      board.delete(matchId);
      return true;
    },
  };
  Object.assign(ports.coordination, { presence });
  const telling = new Telling({ ports: { ...ports, clock }, onTold: () => {}, onFault: () => {} });
  const who: PresenceEntry = { nodeId: "n1", connectionId: "c1", seat: 0, playerId: "bob" };
  for (let n = 1; n < CROWDED; n += 1) telling.arrived(`m${n}`, who);
  telling.arrived("last", who);
  await clock.advance(10);

  isSlow = true;
  const renewed = telling.renew();
  telling.departed("last", who);
  await clock.advance(10);
  telling.arrived("last", who);
  await clock.advance(10);
  expect(board.has("last")).toBe(true);
  isSlow = false;
  for (const answer of held.splice(0)) answer();
  await renewed;
  expect.soft(board.has("last")).toBe(true);

  board.clear();
  await telling.renew();
  expect.soft(board.has("last")).toBe(true);
  // Nor can the look that finds it missing have it told again.
  await clock.advance(2_000);
  telling.notListed("last", [who]);
  await clock.advance(10);
  expect.soft(board.has("last")).toBe(true);
  // And once they have left, nobody goes on saying that they may be there: their absence would never begin.
  telling.departed("last", who);
  await clock.advance(120_000);
  expect.soft(telling.unsaid().filter(({ matchId }) => matchId === "last")).toEqual([]);
});
