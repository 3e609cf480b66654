/** The end of a match handle, and leaving a match. */
import { describe, expect, test } from "vitest";
import { following, step } from "./testing-support/following.js";
import { receipt, watch, SUPERSEDED } from "./testing-support/world.js";

describe("closing", () => {
  test("[SY12] stops the subscription, tells the last status once and frees everything", async () => {
    const world = await following();
    world.match.close();
    world.match.close();
    await world.clock.advance(5);
    world.server.push(step(4));
    await world.clock.advance(5);
    expect(world.server.socket.feeds.size).toBe(0);
    expect(world.statuses).toEqual(["closed"]);
    expect(world.versions).toEqual([3]);
    world.client.close();
    await world.clock.advance(2_000);
    expect(world.clock.waiting).toBe(0);
  });

  test("[MT1] leaving closes the handle when it is accepted, and keeps it when it is refused", async () => {
    const world = await following();
    world.server.answers.set("match.leave", () => ({
      data: { ok: false, rejection: { ...SUPERSEDED, code: "game_over" } },
    }));
    const refused = world.match.leave();
    await world.clock.advance(5);
    expect((await refused).ok).toBe(false);
    expect(world.match.status).toBe("live");
    world.server.answers.set("match.leave", () => ({ data: receipt(4) }));
    const left = world.match.leave();
    await world.clock.advance(5);
    expect((await left).ok).toBe(true);
    expect(world.match.status).toBe("closed");
  });

  test("[MT1] leaving is answered with its receipt also when the stream says first that the seat is left", async () => {
    const world = await following();
    world.server.answers.set("match.leave", () => {
      world.server.endFeeds({ ...SUPERSEDED, code: "forbidden", reason: "seat_left" });
      return { data: receipt(4) };
    });
    const left = watch(world.match.leave());
    await world.clock.advance(5);
    expect(left.outcome()).toMatchObject({ ok: true, value: { version: 4 } });
    expect(world.match.status).toBe("closed");
  });
});
