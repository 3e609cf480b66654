/** Tokens end; connections, streams and matches should not notice, and if they must, should say why. */
import { describe, expect, test } from "vitest";
import { UncertainError } from "./errors.js";
import { claimsOf } from "./token-claims.js";
import type { FakeSocket } from "./testing-support/fake-server.js";
import { MATCH, makeWorld, resumed, RETRY, stateFrame, watch, type World } from "./testing-support/world.js";

const MINUTE = 60_000;
const EXPIRED = { code: "token_expired", reason: "token_expired", recovery: "reauthenticate", message: "Expired." };
const UNKNOWN_CALL = { code: "not_found", reason: "not_found", recovery: "none", message: "No such procedure." };

/** A token that lasts from now on for this long. */
function token({ clock }: Pick<World, "clock">, lastsMs: number, claims: object = {}): string {
  const payload = btoa(JSON.stringify({ exp: Math.round((clock.now() + lastsMs) / 1000), scope: "user", ...claims }));
  return `head.${payload.replaceAll("=", "")}.signature`;
}
/** The tokens the server was told to go on with, oldest first. */
const renewals = ({ server }: World): unknown[] => server.askedFor("session.renew").map(({ input }) => input.token);
const connectedWith = ({ server }: World): (string | null)[] => server.sockets.map((each: FakeSocket) => each.token);

async function playing(world: World) {
  world.server.answers.set("session.renew", () => ({ data: { playerId: "p1" } }));
  const match = await resumed(world);
  const statuses: string[] = [];
  match.onStatus((status) => void statuses.push(status));
  return { ...world, match, statuses };
}

describe("in time, on the connection there is", () => {
  test("[ID1.1] a token function is asked for another at about half time, again and again, and nobody notices", async () => {
    const made: string[] = [];
    const world = makeWorld({
      token: () => {
        made.push(token(world, 10 * MINUTE));
        return made.at(-1) ?? "";
      },
    });
    const { clock, match, statuses } = await playing(world);
    await clock.advance(3.9 * MINUTE);
    expect(renewals(world)).toEqual([]);
    await clock.advance(2.2 * MINUTE);
    expect(renewals(world)).toEqual([made[1]]);
    await clock.advance(54 * MINUTE);
    expect(renewals(world).length).toBeGreaterThan(8);
    expect([world.server.sockets.length, match.status, statuses]).toEqual([1, "live", []]);
  });

  test("[ID1.1] a user's token is refreshed by the server that gave it", async () => {
    const world = makeWorld({ token: "" });
    const first = token(world, 10 * MINUTE);
    const second = token(world, 20 * MINUTE);
    const it = await playing(makeWorld({ token: first }, world));
    it.server.answers.set("session.refresh", () => ({
      data: { token: second, playerId: "p1", name: "Ada", expiresAt: 0 },
    }));
    await it.clock.advance(7 * MINUTE);
    expect(renewals(it)[0]).toBe(second);
    it.server.socket.drop(1006);
    await it.clock.advance(400);
    expect(connectedWith(it)).toEqual([first, second]);
  });

  test("[ID1.1] a seat's token is renewed by resuming its match", async () => {
    const world = makeWorld({ token: "" });
    const seat = { scope: "seat", match: MATCH };
    const first = token(world, 30 * MINUTE, seat);
    const second = token(world, 60 * MINUTE, seat);
    const it = await playing(makeWorld({ token: first }, world));
    it.server.answers.set("match.resume", () => ({
      data: { ok: true, value: { state: stateFrame(3), seatToken: second } },
    }));
    await it.clock.advance(20 * MINUTE);
    expect(renewals(it)).toEqual([second]);
    expect([it.server.sockets.length, it.statuses]).toEqual([1, []]);
  });

  test("[ID1.1] a guest's token is refreshed, and the newer one is what is kept", async () => {
    const world = makeWorld({ token: undefined as never });
    const grant = () => ({
      data: {
        token: token(world, 10 * MINUTE),
        playerId: "p1",
        name: "Ada",
        expiresAt: world.clock.now() + 10 * MINUTE,
      },
    });
    world.server.answers.set("session.guest", grant).set("session.refresh", grant);
    const it = await playing(world);
    await it.clock.advance(7 * MINUTE);
    const [renewed] = renewals(it);
    expect(world.storage.getItem("holdfast:guest:http://play.example/trpc")).toContain(String(renewed));
    expect(it.server.sockets).toHaveLength(1);
  });

  test("[ID1.1] an observer's token is asked for again, and renews the observer's own connection", async () => {
    const world = makeWorld();
    const grants: string[] = [];
    world.server.answers.set("match.observe", () => {
      grants.push(token(world, 30 * MINUTE, { scope: "observer", match: MATCH }));
      return {
        data: {
          ok: true,
          value: {
            matchId: MATCH,
            game: "tic-tac-toe",
            token: grants.at(-1),
            expiresAt: world.clock.now() + 30 * MINUTE,
          },
        },
      };
    });
    world.server.answers.set("match.state", () => ({ data: stateFrame(3, { you: { role: "observer", seat: null } }) }));
    world.server.answers.set("session.renew", () => ({ data: {} }));
    const observing = world.client.observe("k".repeat(22));
    await world.clock.advance(50);
    const match = await observing;
    await world.clock.advance(20 * MINUTE);
    const [asked] = world.server.askedFor("session.renew");
    expect(asked?.input.token).toBe(grants[1]);
    expect(asked?.socket.token).toBe(grants[0]);
    expect(match.status).toBe("live");
  });

  test("[ID1.1] what fails is tried again while there is time", async () => {
    let times = 0;
    const world = makeWorld({
      token: () => {
        times += 1;
        if (times === 2 || times === 3) throw new Error("the issuer is away");
        return token(world, 10 * MINUTE);
      },
    });
    const it = await playing(world);
    await it.clock.advance(9.5 * MINUTE);
    expect(times).toBeGreaterThan(3);
    expect(renewals(it)).toHaveLength(1);
    expect(it.statuses).toEqual([]);
  });

  test("[ID1.1] the same token again is not worth a word, and a token that says nothing of its end is left alone", async () => {
    for (const make of [token, () => "opaque"]) {
      const world = makeWorld({ token: () => same });
      const same = make(world, 10 * MINUTE);
      const it = await playing(world);
      await it.clock.advance(9 * MINUTE);
      expect(renewals(it)).toEqual([]);
      it.client.close();
      await it.clock.advance(2_000);
      expect(it.clock.waiting).toBe(0);
    }
  });

  test("[ID1.1] a server that cannot renew a connection gets a new one, with the new token", async () => {
    const world = makeWorld({ token: () => token(world, 10 * MINUTE) });
    const it = await playing(world);
    it.server.answers.set("session.renew", () => ({ rejection: UNKNOWN_CALL }));
    await it.clock.advance(6.1 * MINUTE);
    const [first, second, ...more] = connectedWith(it);
    expect([second === first, more, it.match.status]).toEqual([false, [], "live"]);
  });
});

describe("too late, or never again", () => {
  const closed = async (it: World & { match: Awaited<ReturnType<typeof resumed>> }) => {
    const sent = watch(it.match.move({ type: "move", cell: 4 }));
    await it.clock.advance(10);
    const queued = watch(it.match.move({ type: "move", cell: 0 }));
    it.server.socket.drop(4401, "token_expired");
    await it.clock.advance(5_000);
    return { sent: sent.outcome(), queued: queued.outcome() };
  };

  test("[ID1.1] without another token its matches are closed with the reason, and what was not sent is refused with it", async () => {
    const it = await playing(makeWorld({ token: "fixed" }));
    const { sent, queued } = await closed(it);
    expect(it.client.connection).toMatchObject({ status: "refused", rejection: { code: "token_expired" } });
    expect([it.match.status, it.match.rejection?.code]).toEqual(["closed", "token_expired"]);
    expect(it.statuses).toEqual(["closed"]);
    expect(sent).toBeInstanceOf(UncertainError);
    expect(queued).toMatchObject({ ok: false, rejection: { code: "token_expired" } });
    expect(it.server.sockets).toHaveLength(1);
  });

  test("[ID1.1] a token that ends while a server is slow to read it is no answer: another one is tried, however often", async () => {
    const world: World = makeWorld({ token: () => token(world, 2_000) });
    const it = await playing(world);
    it.server.admits = (came) => Number(claimsOf(came).expiresAt) > it.clock.now();
    it.server.latencyMs = 1_500;
    it.server.socket.drop(1006);
    await it.clock.advance(20_000);
    expect(it.server.sockets.length).toBeGreaterThan(4);
    expect(it.client.connection.status).not.toBe("refused");
    it.server.latencyMs = 1;
    await it.clock.advance(10_000);
    expect(it.match.status).toBe("live");
  });

  test("[ID1.1] that is so too for a page whose clock is a little behind the server's", async () => {
    const AHEAD_MS = 1_500;
    const world: World = makeWorld({ token: () => token(world, 4_000) });
    const it = await playing(world);
    it.server.admits = (came) => Number(claimsOf(came).expiresAt) > it.clock.now() + AHEAD_MS;
    it.server.latencyMs = 1_500;
    it.server.socket.drop(1006);
    await it.clock.advance(30_000);
    expect(it.server.sockets.length).toBeGreaterThan(4);
    expect(it.client.connection.status).not.toBe("refused");
  });

  test("[ID1.1] two tokens in a row that are refused while they are good are one", async () => {
    const world: World = makeWorld({ token: () => token(world, 60_000) });
    const it = await playing(world);
    it.server.admits = () => false;
    it.server.socket.drop(4401, "token_expired");
    await it.clock.advance(60_000);
    expect(it.server.sockets).toHaveLength(2);
    expect(it.client.connection).toMatchObject({ status: "refused", rejection: { code: "unauthorized" } });
  });

  test("[ID1.1] a guest whose account is lost in the middle does not become a stranger at the same table", async () => {
    const world = makeWorld({ token: undefined as never });
    const it = await playing(world);
    it.server.answers.set("session.refresh", () => ({ rejection: EXPIRED }));
    it.server.socket.drop(4401, "token_expired");
    await it.clock.advance(5_000);
    expect(it.server.posted.map(({ path }) => path)).toEqual(["session.guest", "session.refresh"]);
    expect([it.match.status, it.match.rejection]).toEqual(["closed", EXPIRED]);
    // Whoever asks for something from then on is somebody new.
    it.server.answers.set("session.me", () => ({ data: { playerId: "p2", name: "Ada" } }));
    const me = watch(it.client.me());
    await it.clock.advance(1_000);
    expect(me.outcome()).toEqual({ playerId: "p2", name: "Ada" });
  });

  test("[ID1.1] a guest whose refresh only fails for now waits, and is back with the same account", async () => {
    const world = makeWorld({ token: undefined as never });
    const it = await playing(world);
    it.server.answers.set("session.refresh", () => ({ rejection: RETRY }));
    it.server.socket.drop(4401, "token_expired");
    await it.clock.advance(5_000);
    expect(it.match.status).toBe("reconnecting");
    it.server.answers.delete("session.refresh");
    await it.clock.advance(3_000);
    expect(it.match.status).toBe("live");
  });
});
