/** Moves that more than one page of a browser may have sent, and what is told of them when the server answers at its door. */
import { expect, test } from "vitest";
import { UncertainError } from "./errors.js";
import type { Told } from "./testing-support/fake-server.js";
import { openTab, type Tab } from "./testing-support/tabs.js";
import { makeWorld, receipt, resumed, storedMoves, watch } from "./testing-support/world.js";

const FIRST = { type: "move", cell: 4 } as const;
const SECOND = { type: "move", cell: 0 } as const;
const LIMITED = { code: "rate_limited", reason: "too_many", recovery: "wait", message: "Wait.", retryAfterMs: 500 };
const EXPIRED = { code: "token_expired", reason: "expired", recovery: "reauthenticate", message: "Expired." };

const isFirst = (move: unknown): boolean => (move as typeof FIRST).cell === FIRST.cell;
function answering({ server }: Tab, answer: (move: unknown) => Told): void {
  server.answers.set("match.move", ({ input }) => answer(input["move"]));
}
const movesOn = ({ server, token }: Tab): unknown[] =>
  server.askedFor("match.move").flatMap(({ socket, input }) => (socket.token === token ? [input["move"]] : []));

test.each([LIMITED, EXPIRED])(
  "[SY5] a move that another page sent while its own was asleep is not refused for what the server says at its door ($code)",
  async (rejection) => {
    const first = await openTab();
    answering(first, () => "hold");
    const [, queued] = [watch(first.match.move(FIRST)), watch(first.match.move(SECOND))];
    await first.clock.advance(10);
    const second = await openTab(first);
    first.page.sleep();
    // The second page sends both, and is gone before it hears what came of the latter, which is in the log by now.
    answering(first, (move) => (isFirst(move) ? { data: receipt(4) } : "hold"));
    await first.clock.advance(6_000);
    expect(movesOn(second)).toEqual([FIRST, SECOND]);
    second.page.stop();
    await first.clock.advance(6_000);
    first.socket.drop(1006);
    let times = 0;
    answering(first, (move) => {
      if (isFirst(move)) return { data: receipt(4, true) };
      times += 1;
      return times === 1 ? { rejection } : { data: receipt(5, true) };
    });
    first.page.wake();
    await first.clock.advance(5_000);
    expect(movesOn(first)).toContainEqual(SECOND);
    // Either the answer is waited for, or nobody knows; "no" is not true.
    expect(queued.outcome()).not.toMatchObject({ ok: false });
  },
);

test("[SY5] a move left open as the token was refused is asked about again where its page is let in again", async () => {
  const world = makeWorld();
  const told: Told[] = ["hold", { rejection: EXPIRED }, { data: receipt(4, true) }];
  world.server.answers.set("match.move", () => told.shift() ?? { data: receipt(5) });
  const match = await resumed(world);
  const move = watch(match.move(FIRST));
  await world.clock.advance(10);
  world.server.socket.drop(1006);
  await world.clock.advance(2_000);
  expect(move.outcome()).toBeInstanceOf(UncertainError);
  world.server.socket.drop(1006);
  await world.clock.advance(30_000);
  expect(match.status).toBe("live");
  expect(storedMoves(world)).toEqual([]);
});

test("[SY5.1] nor does that page keep another one, which is let in, from asking about it", async () => {
  const first = await openTab();
  const told: Told[] = ["hold", { rejection: EXPIRED }];
  answering(first, () => told.shift() ?? { data: receipt(4, true) });
  const move = watch(first.match.move(FIRST));
  await first.clock.advance(10);
  first.socket.drop(1006);
  await first.clock.advance(2_000);
  expect(move.outcome()).toBeInstanceOf(UncertainError);
  const second = await openTab(first);
  await first.clock.advance(30_000);
  expect(movesOn(second)).toEqual([FIRST]);
});
