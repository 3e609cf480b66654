/** A subscription that was lost, ended or refused. */
import { describe, expect, test } from "vitest";
import { following, MARK, subscriptions } from "./testing-support/following.js";
import { eventsAt, MATCH, makeWorld, resumed, RETRY, stateFrame } from "./testing-support/world.js";

describe("a lost subscription", () => {
  test("[SY12] shows as reconnecting at once; back, it asks from the version held and hears what it missed", async () => {
    const world = await following();
    world.server.answers.set("match.state", ({ input }) => ({
      data: stateFrame(5, { from: input.knownVersion, events: [eventsAt(4), eventsAt(5)] }),
    }));
    world.server.socket.drop(1006);
    expect(world.statuses).toEqual(["reconnecting"]);
    await world.clock.advance(400);
    expect(subscriptions(world).at(-1)?.input).toEqual({ matchId: MATCH, knownVersion: 3, epoch: 1, patches: true });
    expect(world.statuses).toEqual(["reconnecting", "resyncing", "live"]);
    expect(world.versions).toEqual([3, 5]);
    expect(world.events).toEqual([4, 5]);
  });

  test("[SY12] subscriptions go out before moves that wait", async () => {
    const world = await following();
    world.server.socket.drop(1006);
    void world.match.move(MARK).catch(() => {});
    await world.clock.advance(400);
    const onNew = world.server.asked.filter(({ socket }) => socket === world.server.socket).map(({ path }) => path);
    expect(onNew).toEqual(["match.state", "match.move"]);
  });

  test("[SY12] an error that may pass subscribes again, later each time and not before it is told to", async () => {
    const world = await following();
    world.server.answers.set("match.state", () => ({ rejection: { ...RETRY, retryAfterMs: 700 } }));
    const before = subscriptions(world).length;
    world.server.endFeeds(RETRY);
    await world.clock.advance(1);
    expect(world.match.status).toBe("reconnecting");
    await world.clock.advance(10_000);
    const times = subscriptions(world)
      .slice(before)
      .map(({ at }) => at);
    expect(times.length).toBeGreaterThan(5);
    for (let at = 1; at < times.length; at += 1)
      expect((times[at] ?? 0) - (times[at - 1] ?? 0)).toBeGreaterThanOrEqual(700);
    world.server.answers.set("match.state", () => ({ data: stateFrame(4) }));
    await world.clock.advance(2_000);
    expect(world.match.status).toBe("live");
    expect(world.server.sockets).toHaveLength(1);
  });

  test("[SY12] a stream that simply ends is opened again, unless the match is over", async () => {
    const world = await following();
    const before = subscriptions(world).length;
    world.server.endFeeds(null);
    await world.clock.advance(400);
    expect(subscriptions(world)).toHaveLength(before + 1);
    const outcome = { status: "finished", winners: [0], scores: [1, 0], reason: "line" };
    world.server.push(stateFrame(4, { from: 3, outcome, status: "finished" }));
    await world.clock.advance(5);
    world.server.endFeeds(null);
    await world.clock.advance(20_000);
    expect(subscriptions(world)).toHaveLength(before + 1);
    expect(world.match.status).toBe("live");
  });

  test("[ID3] one that is forbidden closes the match for good and says why", async () => {
    const world = await following();
    const forbidden = { code: "forbidden", reason: "removed", recovery: "none", message: "No." };
    world.server.endFeeds(forbidden);
    await world.clock.advance(20_000);
    expect(world.match.status).toBe("closed");
    expect(world.match.rejection).toEqual(forbidden);
    expect(world.statuses).toEqual(["closed"]);
  });

  test("[ID1] one whose token expired and cannot be renewed closes the match and says why", async () => {
    const world = await following();
    const expired = { code: "token_expired", reason: "x", recovery: "reauthenticate", message: "x" };
    world.server.endFeeds(expired);
    await world.clock.advance(2_000);
    expect([world.match.status, world.match.rejection]).toEqual(["closed", expired]);
    expect(world.server.sockets).toHaveLength(1);
  });

  test("[ID1] one whose session expired gets a new token on a new connection", async () => {
    let asked = 0;
    const world = makeWorld({ token: async () => `t${++asked}` });
    const match = await resumed(world);
    world.server.endFeeds({ code: "token_expired", reason: "x", recovery: "reauthenticate", message: "x" });
    await world.clock.advance(1_500);
    expect(world.server.socket.token).toBe("t2");
    expect(match.status).toBe("live");
  });
});
