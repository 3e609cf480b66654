/** Several pages of one browser: one storage, one player, one match. */
import { describe, expect, test } from "vitest";
import { ClosedError, UncertainError } from "./errors.js";
import type { FakeSocket, Told } from "./testing-support/fake-server.js";
import { openTab, type Tab } from "./testing-support/tabs.js";
import {
  failingStorage,
  MATCH,
  makeWorld,
  receipt,
  resumed,
  SUPERSEDED,
  watch,
  type World,
  WRONG_TURN,
} from "./testing-support/world.js";

const FIRST = { type: "move", cell: 4 } as const;
const SECOND = { type: "move", cell: 0 } as const;

/** The seat of this page is taken over: its stream ends, and then its connection. */
async function supersede(tab: Tab): Promise<void> {
  tab.server.endFeeds(SUPERSEDED, tab.socket);
  await tab.clock.advance(5);
  tab.socket.drop(4409);
}

/** How moves are answered, by the connection they come on. */
function answering(tab: Tab, answer: (socket: FakeSocket, input: Readonly<Record<string, unknown>>) => Told): void {
  tab.server.answers.set("match.move", ({ socket, input }) => answer(socket, input));
}
const movesOn = ({ server, token }: Tab): unknown[] =>
  server.askedFor("match.move").flatMap(({ socket, input }) => (socket.token === token ? [input.move] : []));
const kept = ({ storage }: World): unknown => storage.getItem(`holdfast:outbox:${MATCH}:0`);

/** A tab with one move sent and unanswered and another one behind it. */
async function busyTab(): Promise<Tab & { sent: ReturnType<typeof watch>; queued: ReturnType<typeof watch> }> {
  const tab = await openTab();
  answering(tab, () => "hold");
  const [sent, queued] = [watch(tab.match.move(FIRST)), watch(tab.match.move(SECOND))];
  await tab.clock.advance(10);
  expect(movesOn(tab)).toEqual([FIRST]);
  return { ...tab, sent, queued };
}

describe("while the page that made them lives", () => {
  test("[SY10] its moves are sent by no other page, however long they wait", async () => {
    const first = await busyTab();
    const second = await openTab(first);
    for (let turn = 0; turn < 20; turn += 1) {
      await first.clock.advance(1_000);
      // The peer lives, so that this connection goes on.
      first.server.push({ epoch: 1, version: 3 });
    }
    expect(movesOn(second)).toEqual([]);
    expect(first.sent.outcome()).toBe("pending");
  });

  test("[SY5.1] a move refused because the seat is played elsewhere now is never sent by anybody", async () => {
    const first = await busyTab();
    const second = await openTab(first);
    await supersede(first);
    expect(first.queued.outcome()).toEqual({ ok: false, rejection: SUPERSEDED });
    answering(first, () => ({ data: receipt(4) }));
    await first.clock.advance(60_000);
    expect([...movesOn(first), ...movesOn(second)]).not.toContainEqual(SECOND);
  });

  test.each([
    ["accepted", receipt(4)],
    ["refused", { ok: false, rejection: WRONG_TURN }],
  ])(
    "[SY5.1] a move that was in flight is settled by the page that holds the seat now, and told where it was made: %s",
    async (_how, answer) => {
      const first = await busyTab();
      const second = await openTab(first);
      answering(first, () => ({ data: answer }));
      await supersede(first);
      await first.clock.advance(2_500);
      expect(movesOn(second)).toEqual([FIRST]);
      expect(first.sent.outcome()).toEqual(answer);
      await first.clock.advance(70_000);
      expect(kept(first)).toBe(null);
    },
  );

  test("[SY5.1] a move in flight when another device took over stays unknown until its deadline, and is settled on return", async () => {
    const first = await busyTab();
    await supersede(first);
    await first.clock.advance(29_000);
    expect(first.sent.outcome()).toBe("pending");
    await first.clock.advance(2_000);
    expect(first.sent.outcome()).toBeInstanceOf(UncertainError);
    answering(first, () => ({ data: receipt(4, true) }));
    void first.match.takeBack();
    await first.clock.advance(500);
    expect(movesOn(first)).toEqual([FIRST, FIRST]);
    expect(kept(first)).toBe(null);
  });

  test("[SY5.1] taken back before the other page has answered, it is settled by one of the two, once", async () => {
    const first = await busyTab();
    const second = await openTab(first);
    await supersede(first);
    await first.clock.advance(900);
    expect(movesOn(second)).toEqual([FIRST]);
    void first.match.takeBack();
    await supersede(second);
    answering(first, () => ({ data: receipt(4) }));
    await first.clock.advance(8_000);
    expect(first.sent.outcome()).toEqual(receipt(4));
    expect(new Set(first.server.askedFor("match.move").map(({ input }) => input.msgId)).size).toBe(1);
  });
});

describe("when the page that made them is gone", () => {
  test("[SY5.1] without a word: another page goes on with its moves, in order, within five seconds", async () => {
    const first = await busyTab();
    const second = await openTab(first);
    first.page.stop();
    answering(first, (_socket, { move }) => ({ data: receipt((move as typeof FIRST).cell === 4 ? 4 : 5) }));
    await first.clock.advance(2_500);
    expect(movesOn(second)).toEqual([]);
    await first.clock.advance(2_500);
    expect(movesOn(second)).toEqual([FIRST, SECOND]);
  });

  test("[SY5.1] closed: the page that stays goes on with what was sent, and what was not is forgotten", async () => {
    const first = await busyTab();
    const second = await openTab(first);
    answering(first, () => ({ data: receipt(4) }));
    first.client.close();
    await first.clock.advance(1_000);
    expect(first.sent.outcome()).toBeInstanceOf(UncertainError);
    expect(first.queued.outcome()).toBeInstanceOf(ClosedError);
    expect(movesOn(second)).toEqual([FIRST]);
    expect(kept(first)).toBe(null);
  });

  test("[SY5.1] left: a page opened afterwards goes on at once", async () => {
    const first = await busyTab();
    first.leave();
    first.page.stop();
    const second = await openTab(first);
    answering(first, () => ({ data: receipt(4) }));
    await first.clock.advance(600);
    expect(movesOn(second)).toEqual([FIRST, SECOND]);
    expect(kept(first)).toBe(null);
  });

  test("[SY5.1] left, and then shown again after all: it goes on with its own moves", async () => {
    const first = await busyTab();
    first.leave();
    await first.clock.advance(10_000);
    answering(first, () => ({ data: receipt(4) }));
    first.server.socket.drop(1006);
    await first.clock.advance(1_500);
    expect([first.sent.outcome(), first.queued.outcome()]).toEqual([receipt(4), receipt(4)]);
    expect(kept(first)).toBe(null);
  });

  test("[SY5.1] of several pages that wait for them exactly one goes on", async () => {
    const first = await busyTab();
    const others = [await openTab(first), await openTab(first), await openTab(first)];
    first.page.stop();
    answering(first, () => ({ data: receipt(4) }));
    await first.clock.advance(10_000);
    expect(others.flatMap(movesOn)).toEqual([FIRST, SECOND]);
  });
});

describe("a page that was put to sleep and taken for dead", () => {
  test("[SY5.1] says nothing of a move that another page may have sent until it knows; then it says what came of it", async () => {
    const first = await busyTab();
    const second = await openTab(first);
    first.page.sleep();
    answering(first, (_socket, { move }) => ({ data: receipt((move as typeof FIRST).cell === 4 ? 4 : 5) }));
    await first.clock.advance(6_000);
    expect(movesOn(second)).toEqual([FIRST, SECOND]);
    first.page.wake();
    await supersede(first);
    await first.clock.advance(1_000);
    expect([first.sent.outcome(), first.queued.outcome()]).toEqual([receipt(4), receipt(5)]);
    expect(kept(first)).toBe(null);
  });

  test("[SY5.1] nobody took its moves: awake, it goes on with them", async () => {
    const first = await busyTab();
    first.page.sleep();
    await first.clock.advance(8_000);
    first.socket.drop(1006);
    answering(first, () => ({ data: receipt(4) }));
    first.page.wake();
    await first.clock.advance(2_000);
    expect([first.sent.outcome(), first.queued.outcome()]).toEqual([receipt(4), receipt(4)]);
  });

  test("[SY5.1] at its deadline an unsent move that another page may have sent is uncertain, not `not_sent`", async () => {
    const first = await busyTab();
    const late = watch(first.match.move(FIRST, { timeoutMs: 5_000 }));
    first.page.sleep();
    await first.clock.advance(6_000);
    first.page.wake();
    await first.clock.advance(1);
    expect(late.outcome()).toBeInstanceOf(UncertainError);
  });
});

test("[SY6] without a storage that keeps anything, a move that was not sent is known not to be", async () => {
  const world = makeWorld({ storage: failingStorage });
  const match = await resumed(world);
  world.server.answers.set("match.move", () => "hold");
  const [, queued] = [watch(match.move(FIRST)), watch(match.move(SECOND))];
  await world.clock.advance(10_000);
  world.server.endFeeds(SUPERSEDED);
  await world.clock.advance(5);
  expect(queued.outcome()).toEqual({ ok: false, rejection: SUPERSEDED });
});
