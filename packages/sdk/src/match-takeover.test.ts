/** A seat that is played elsewhere, and taken back. */
import { describe, expect, test } from "vitest";
import { HoldfastError } from "./errors.js";
import { following, MARK, step } from "./testing-support/following.js";
import { receipt, stateFrame, SUPERSEDED, watch } from "./testing-support/world.js";

describe("seat takeover", () => {
  test("[SY10] `superseded` is terminal: nothing is subscribed or sent, however long", async () => {
    const world = await following();
    world.server.endFeeds(SUPERSEDED);
    await world.clock.advance(5);
    expect(world.match.status).toBe("superseded");
    const before = world.server.asked.length;
    expect(await world.match.move(MARK)).toEqual({ ok: false, rejection: SUPERSEDED });
    world.server.socket.drop(1006);
    await world.clock.advance(600_000);
    expect(world.server.asked).toHaveLength(before);
    expect(world.statuses).toEqual(["superseded"]);
  });

  test("[SY10] a socket closed with 4409 says the same, and does not come back by itself", async () => {
    const world = await following();
    world.server.socket.drop(4409);
    await world.clock.advance(600_000);
    expect(world.match.status).toBe("superseded");
    expect(world.server.sockets).toHaveLength(1);
  });

  test.each(["error", "close"])("[SY10] takeBack after an %s claims the seat again and goes on", async (how) => {
    const world = await following();
    if (how === "error") world.server.endFeeds(SUPERSEDED);
    else world.server.socket.drop(4409);
    await world.clock.advance(1_000);
    world.server.answers.set("match.resume", () => ({ data: { ok: true, value: { state: step(4) } } }));
    world.server.answers.set("match.state", ({ input }) => ({ data: stateFrame(4, { from: input.knownVersion }) }));
    const back = world.match.takeBack();
    await world.clock.advance(50);
    await back;
    expect(world.match.status).toBe("live");
    expect(world.match.rejection).toBe(null);
    world.server.push(step(5));
    await world.clock.advance(5);
    expect(world.events).toEqual([4, 5]);
  });

  test("[SY10] a move that was in flight is settled after takeBack, one that waited is refused at once", async () => {
    const world = await following();
    const sent = watch(world.match.move(MARK));
    const queued = watch(world.match.move(MARK));
    await world.clock.advance(5);
    world.server.socket.drop(4409);
    await world.clock.advance(1_000);
    expect(sent.outcome()).toBe("pending");
    expect(queued.outcome()).toMatchObject({ ok: false, rejection: { code: "superseded" } });
    world.server.answers.set("match.move", () => ({ data: receipt(4, true) }));
    void world.match.takeBack();
    await world.clock.advance(350);
    expect(sent.outcome()).toEqual(receipt(4, true));
    expect(new Set(world.server.askedFor("match.move").map(({ input }) => input.msgId)).size).toBe(1);
  });

  test("[SY10] a move that waits behind one in flight is refused at once also while the connection lives on", async () => {
    const world = await following();
    const [, queued] = [watch(world.match.move(MARK)), watch(world.match.move(MARK))];
    await world.clock.advance(5);
    world.server.endFeeds(SUPERSEDED);
    await world.clock.advance(5);
    expect(queued.outcome()).toEqual({ ok: false, rejection: SUPERSEDED });
    expect(world.client.connection.status).toBe("live");
  });

  test("[SY10] takeBack asks the server once, however often it is called meanwhile, and again after a refusal", async () => {
    const world = await following();
    const { server, clock, match } = world;
    server.endFeeds(SUPERSEDED);
    await clock.advance(5);
    const answers = [
      { ok: false, rejection: { ...SUPERSEDED, code: "forbidden" } },
      { ok: true, value: { state: step(4) } },
    ];
    server.answers.set("match.resume", () => ({ data: answers.shift() }));
    server.answers.set("match.state", ({ input }) => ({ data: stateFrame(4, { from: input.knownVersion }) }));
    const often = async () => {
      const settled = Promise.allSettled([match.takeBack(), match.takeBack(), match.takeBack()]);
      await clock.advance(100);
      return (await settled).map(({ status }) => status);
    };
    expect(await often()).toEqual(["rejected", "rejected", "rejected"]);
    expect(await often()).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    expect([server.askedFor("match.resume").length - 1, match.status]).toEqual([2, "live"]);
  });

  test("[SY10] takeBack that is refused leaves it superseded", async () => {
    const world = await following();
    world.server.endFeeds(SUPERSEDED);
    await world.clock.advance(5);
    world.server.answers.set("match.resume", () => ({
      data: { ok: false, rejection: { ...SUPERSEDED, code: "forbidden" } },
    }));
    const back = watch(world.match.takeBack());
    await world.clock.advance(50);
    expect(back.outcome()).toBeInstanceOf(HoldfastError);
    expect(world.match.status).toBe("superseded");
  });
});
