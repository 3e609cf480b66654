import { describe, expect, test } from "vitest";
import { ClosedError, HoldfastError, UncertainError } from "./errors.js";
import type { Told } from "./testing-support/fake-server.js";
import { MATCH, makeWorld, resumed, stateFrame, watch, type World, WRONG_TURN } from "./testing-support/world.js";

const KEY = "abcdefghijklmnopqrstuv";

function grant(version: number, over: object = {}): Told {
  const value = {
    matchId: MATCH,
    code: "K7P2QX",
    game: "tic-tac-toe",
    seat: 0,
    role: "player",
    version,
    watchKey: KEY,
    ...over,
  };
  return { data: { ok: true, value } };
}
function withState(world: World, version: number): void {
  world.server.answers.set("match.state", ({ input }) => ({
    data: stateFrame(version, { from: input.knownVersion ?? null }),
  }));
}

describe("entering a match", () => {
  test("[MT1] create sends the options and a msgId, and gives a live match with its code", async () => {
    const world = makeWorld();
    withState(world, 1);
    world.server.answers.set("match.create", () => grant(1));
    const creating = world.client.create("tic-tac-toe", { bestOf: 3 }, { visibility: "public", entropy: "mine" });
    await world.clock.advance(20);
    const match = await creating;
    await world.clock.advance(20);
    expect(world.server.askedFor("match.create")[0]?.input).toEqual({
      msgId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      game: "tic-tac-toe",
      options: { bestOf: 3 },
      visibility: "public",
      entropy: "mine",
    });
    expect([match.id, match.code, match.watchKey, match.game, match.seat, match.role]).toEqual([
      MATCH,
      "K7P2QX",
      KEY,
      "tic-tac-toe",
      0,
      "player",
    ]);
    expect(match.status).toBe("live");
  });

  test("[MT1] join takes a code as typed, or an id, and hears the events from its own joining on", async () => {
    for (const [target, sent] of [
      ["k7p-2qx", { code: "k7p-2qx" }],
      [MATCH, { matchId: MATCH }],
    ] as const) {
      const world = makeWorld();
      world.server.answers.set("match.state", () => ({ data: stateFrame(2, { you: { role: "player", seat: 1 } }) }));
      world.server.answers.set("match.join", () => grant(2, { seat: 1 }));
      const joining = world.client.join(target, { seat: 1 });
      await world.clock.advance(20);
      expect((await joining).seat).toBe(1);
      expect(world.server.askedFor("match.join")[0]?.input).toMatchObject({ ...sent, seat: 1 });
      expect(world.server.askedFor("match.state")[0]?.input).toEqual({
        matchId: MATCH,
        knownVersion: 1,
        patches: true,
      });
    }
  });

  test("[MT15] a rematch is asked for under a msgId of its own, and leads to a live handle of the new match", async () => {
    const world = makeWorld();
    withState(world, 2);
    world.server.answers.set("match.rematch", () => grant(2));
    const asking = world.client.rematch("the match before", { entropy: "mine" });
    await world.clock.advance(20);
    expect((await asking).id).toBe(MATCH);
    expect(world.server.askedFor("match.rematch")[0]?.input).toEqual({
      msgId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      matchId: "the match before",
      entropy: "mine",
    });
  });

  test("[SY11] a refusal is thrown with its typed rejection", async () => {
    const world = makeWorld();
    world.server.answers.set("match.join", () => ({
      data: { ok: false, rejection: { ...WRONG_TURN, code: "seat_taken" } },
    }));
    const join = watch(world.client.join("K7P2QX"));
    await world.clock.advance(20);
    expect(join.outcome()).toBeInstanceOf(HoldfastError);
    expect(join.outcome()).toMatchObject({ rejection: { code: "seat_taken" } });
  });

  test("[SY7] resume has the snapshot at once, and asking twice gives the same handle", async () => {
    const world = makeWorld();
    const match = await resumed(world, 5);
    expect(match.snapshot?.version).toBe(5);
    expect([match.code, match.seat]).toEqual(["K7P2QX", 0]);
    const again = world.client.resume(MATCH);
    await world.clock.advance(20);
    expect(await again).toBe(match);
    match.close();
    const fresh = world.client.resume(MATCH);
    await world.clock.advance(20);
    expect(await fresh).not.toBe(match);
  });

  test("[MT3] observe gets an observer token for a connection of its own, and a new one when that runs out", async () => {
    const world = makeWorld();
    let tokens = 0;
    world.server.answers.set("match.observe", () => ({
      data: {
        ok: true,
        value: { matchId: MATCH, game: "tic-tac-toe", token: `o${++tokens}`, expiresAt: world.clock.now() + 600_000 },
      },
    }));
    world.server.answers.set("match.state", () => ({ data: stateFrame(4, { you: { role: "observer", seat: null } }) }));
    const observing = world.client.observe(KEY);
    await world.clock.advance(50);
    const match = await observing;
    expect(world.server.askedFor("match.observe")[0]?.input).toEqual({ key: KEY });
    expect(world.server.sockets.map(({ token }) => token)).toEqual(["t0", "o1"]);
    expect([match.role, match.seat, match.status, match.watchKey]).toEqual(["observer", null, "live", KEY]);
    await world.clock.advance(700_000);
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(world.server.socket.token).toBe("o2");
    match.close();
    await world.clock.advance(2_000);
    expect(world.server.sockets.map(({ state }) => state)).toEqual(["open", "closed", "closed"]);
  });

  test("[MT3] a watched match whose link stopped working is closed and says why", async () => {
    const world = makeWorld();
    const gone = { code: "not_found", reason: "no_match", recovery: "none", message: "Gone." };
    let answer: Told = { data: { ok: true, value: { matchId: MATCH, game: "tic-tac-toe", token: "o", expiresAt: 0 } } };
    world.server.answers.set("match.observe", () => answer);
    world.server.answers.set("match.state", () => ({ data: stateFrame(4) }));
    const observing = world.client.observe(KEY);
    await world.clock.advance(50);
    const match = await observing;
    expect(match.status).toBe("live");
    answer = { data: { ok: false, rejection: gone } };
    world.server.socket.drop(1006);
    await world.clock.advance(1_000);
    expect([match.status, match.rejection]).toEqual(["closed", gone]);
    expect(world.client.connection.status).toBe("live");
  });

  test.each([
    ["K7P2QX", { code: "K7P2QX" }],
    [MATCH, { matchId: MATCH }],
    [{ code: "ABCDEF" }, { code: "ABCDEF" }],
  ])("[MT3] observe understands %j", async (target, input) => {
    const world = makeWorld();
    void world.client.observe(target).catch(() => {});
    await world.clock.advance(50);
    expect(world.server.askedFor("match.observe")[0]?.input).toEqual(input);
  });
});

describe("guests", () => {
  const kept = ({ storage }: World): string | null => storage.getItem("holdfast:guest:http://play.example/trpc");
  const anonymous = (from: Partial<World> = {}): World =>
    makeWorld({ token: undefined as never, guest: { name: "Ada" } }, from);

  test("[ID1] an account is made once, on first need, however many ask, and survives a reload", async () => {
    const world = anonymous();
    await world.clock.advance(1_000);
    expect(world.server.posted).toEqual([]);
    void world.client.list().catch(() => {});
    void world.client.mine().catch(() => {});
    await world.clock.advance(50);
    expect(world.server.posted).toEqual([{ path: "session.guest", bearer: null }]);
    expect(kept(world)).toContain("token-1");
    const again = anonymous({ storage: world.storage });
    void again.client.list().catch(() => {});
    await again.clock.advance(50);
    expect(again.server.posted).toEqual([]);
    expect(again.server.socket.token).toBe("token-1");
  });

  test("[ID1] a token in its last three days is exchanged for a new one", async () => {
    const world = anonymous();
    void world.client.list().catch(() => {});
    await world.clock.advance(50);
    await world.clock.advance(5 * 86_400_000);
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(world.server.posted.at(-1)).toEqual({ path: "session.refresh", bearer: "token-1" });
    expect(world.server.socket.token).toBe("token-2");
  });

  test("[ID1] a refused token costs the account only if it cannot be refreshed either", async () => {
    for (const [isLost, paths] of [
      [false, ["session.guest", "session.refresh"]],
      [true, ["session.guest", "session.refresh", "session.guest"]],
    ] as const) {
      const world = anonymous();
      void world.client.list().catch(() => {});
      await world.clock.advance(50);
      const unknown = { code: "unauthorized", reason: "x", recovery: "reauthenticate", message: "x" };
      if (isLost) world.server.answers.set("session.refresh", () => ({ rejection: unknown }));
      world.server.socket.drop(4401);
      await world.clock.advance(400);
      expect(world.server.posted.map(({ path }) => path)).toEqual(paths);
      expect(world.client.connection.status).toBe("live");
    }
  });

  test("[ID1] a refused token is not used again before somebody could say whether it is good", async () => {
    const world = anonymous();
    void world.client.list().catch(() => {});
    await world.clock.advance(50);
    world.server.network = "down";
    world.server.socket.drop(4401);
    await world.clock.advance(5_000);
    expect(world.server.posted.length).toBeGreaterThan(2);
    expect(world.server.sockets).toHaveLength(1);
    world.server.network = "up";
    await world.clock.advance(1_600);
    expect(world.client.connection.status).toBe("live");
    expect(world.server.socket.token).not.toBe("token-1");
  });

  test("[SY12] a server that cannot be reached, or never answers, is asked again", async () => {
    const world = anonymous();
    world.server.network = "hang";
    void world.client.list().catch(() => {});
    await world.clock.advance(7_000);
    world.server.network = "down";
    await world.clock.advance(5_000);
    expect(world.server.posted.length).toBeGreaterThan(3);
    world.server.network = "up";
    await world.clock.advance(1_600);
    expect(world.client.connection.status).toBe("live");
  });

  test("[ID4] being told to wait for an account is obeyed; a final no stops", async () => {
    const world = anonymous();
    const limited = { code: "rate_limited", reason: "x", recovery: "wait", message: "x", retryAfterMs: 4_000 };
    world.server.answers.set("session.guest", () => ({ rejection: limited }));
    const list = watch(world.client.list());
    await world.clock.advance(3_999);
    expect(world.server.posted).toHaveLength(1);
    world.server.answers.set("session.guest", () => ({ rejection: { ...limited, recovery: "none" } }));
    await world.clock.advance(60_000);
    expect(world.server.posted).toHaveLength(2);
    expect(world.client.connection.status).toBe("refused");
    expect(list.outcome()).toBeInstanceOf(HoldfastError);
  });
});

test("[SY7] serverNow follows the server's clock, whichever way ours is wrong", async () => {
  for (const offsetMs of [-3_600_000, 90_000]) {
    const world = makeWorld();
    await resumed(world);
    world.server.answers.set("match.state", ({ input }) => ({
      data: stateFrame(3, { from: input.knownVersion, serverTime: world.clock.now() + offsetMs }),
    }));
    const other = makeWorld({}, world);
    other.server.answers.set("match.resume", () => ({
      data: { ok: true, value: { state: stateFrame(3, { serverTime: world.clock.now() + offsetMs }) } },
    }));
    const opening = other.client.resume(MATCH);
    await other.clock.advance(50);
    await opening;
    expect(Math.abs(other.client.serverNow() - (other.clock.now() + offsetMs))).toBeLessThanOrEqual(5);
  }
});

test("[SY12] closing the client closes every match and ends what waits", async () => {
  const world = makeWorld();
  const match = await resumed(world);
  const sent = watch(match.move({ type: "move", cell: 1 }));
  const list = watch(world.client.list());
  await world.clock.advance(5);
  world.client.close();
  await world.clock.advance(2_000);
  expect(match.status).toBe("closed");
  expect(sent.outcome()).toBeInstanceOf(UncertainError);
  expect(list.outcome()).toBeInstanceOf(ClosedError);
  expect(world.clock.waiting).toBe(0);
});

test("[SY10] a match whose seat was taken over while its handle was being made is superseded, and can be taken back", async () => {
  const world = makeWorld();
  const { server, clock, client } = world;
  server.answers.set("match.resume", () => ({ data: { ok: true, value: { state: stateFrame(3) } } }));
  const opening = client.resume(MATCH);
  await clock.advance(20);
  server.socket.drop(4409);
  await clock.advance(20);
  const match = await opening;
  expect(match.status).toBe("superseded");
  server.answers.set("match.state", () => ({ data: stateFrame(3, { from: 3 }) }));
  const back = match.takeBack();
  await clock.advance(1_000);
  await back;
  expect(match.status).toBe("live");
});
