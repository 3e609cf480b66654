import { describe, expect, test } from "vitest";
import { HoldfastError } from "./errors.js";
import { makeWorld, RETRY, watch, type World } from "./testing-support/world.js";

/** A world whose client has connected, by asking who it is. */
async function live(options: Parameters<typeof makeWorld>[0] = {}): Promise<World> {
  const world = makeWorld(options);
  world.server.answers.set("session.me", () => ({ data: { playerId: "p1", name: "Ada" } }));
  const me = world.client.me();
  await world.clock.advance(20);
  await me;
  return world;
}

describe("a call", () => {
  test("[SY5] waits while the connection is down and gives up at its own deadline", async () => {
    const world = makeWorld({ moveDeadlineMs: 5_000 });
    world.server.network = "down";
    const me = watch(world.client.me());
    await world.clock.advance(4_999);
    expect(me.outcome()).toBe("pending");
    await world.clock.advance(1);
    expect(me.outcome()).toMatchObject({ rejection: { reason: "no_answer", recovery: "retry" } });
  });

  test("[SY5] is sent again, unchanged, when the connection is lost before the answer", async () => {
    const world = makeWorld();
    const match = watch(world.client.join("k7p2qx"));
    await world.clock.advance(20);
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    const inputs = world.server.askedFor("match.join").map(({ input }) => input);
    expect(inputs).toHaveLength(2);
    expect(inputs[1]).toEqual(inputs[0]);
    expect(match.outcome()).toBe("pending");
  });

  test("[SY5] is asked again with the same input after `retry`, and not after anything definite", async () => {
    const world = makeWorld();
    let times = 0;
    world.server.answers.set("match.join", () => ({
      data: { ok: false, rejection: ++times < 3 ? RETRY : { ...RETRY, recovery: "none" } },
    }));
    const join = watch(world.client.join("k7p2qx"));
    await world.clock.advance(10_000);
    const ids = world.server.askedFor("match.join").map(({ input }) => input.msgId);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect(join.outcome()).toBeInstanceOf(HoldfastError);
  });

  test("[ID1] an expired session is renewed once, then the call is sent again", async () => {
    let asked = 0;
    const world = await live({ token: async () => `t${++asked}` });
    const expired = { code: "token_expired", reason: "expired", recovery: "reauthenticate", message: "Expired." };
    world.server.answers.set("match.list", ({ socket }) =>
      socket.token === "t1" ? { rejection: expired } : { data: [] },
    );
    const list = watch(world.client.list());
    await world.clock.advance(1_000);
    expect(list.outcome()).toEqual([]);
    expect(asked).toBe(2);
  });

  test("[SY2] unanswered, it asks for a sign of life after 2.4 s and leaves a silent peer before 5 s are over", async () => {
    const world = await live();
    const pings = (): number => world.server.sockets[0]?.texts.filter((text) => text === "PING").length ?? 0;
    world.server.network = "silent";
    void world.client.list().catch(() => {});
    await world.clock.advance(2_399);
    expect(pings()).toBe(1);
    await world.clock.advance(1);
    expect(pings()).toBe(2);
    await world.clock.advance(2_399);
    expect(world.client.connection.status).toBe("live");
    await world.clock.advance(1);
    expect(world.client.connection.status).toBe("waiting");
  });

  test("[SY2] a peer that answers our pings for a while and then falls silent is left within 5 s, however patient we are", async () => {
    for (const aliveMs of [5_100, 6_000, 7_400, 9_900]) {
      const world = await live();
      void world.client.list().catch(() => {});
      await world.clock.advance(5_400);
      expect(world.client.connection.status).toBe("live");
      await world.clock.advance(aliveMs - 5_400 > 0 ? aliveMs - 5_400 : 0);
      world.server.network = "silent";
      await world.clock.advance(5_000);
      expect(world.client.connection.status).not.toBe("live");
    }
  });

  test("[SY2] a peer that lives but does not answer is left within 5 s, then with twice the patience each time", async () => {
    const world = await live();
    const started = world.clock.now();
    const losses: number[] = [];
    world.client.onConnection(({ status }) => void (status === "waiting" && losses.push(world.clock.now() - started)));
    void world.client.list().catch(() => {});
    await world.clock.advance(29_000);
    expect(losses).toHaveLength(2);
    expect(losses[0]).toBe(4_800);
    expect((losses[1] ?? 0) - 4_800).toBeGreaterThanOrEqual(9_600);
    expect((losses[1] ?? 0) - 4_800).toBeLessThanOrEqual(10_000);
  });
});
