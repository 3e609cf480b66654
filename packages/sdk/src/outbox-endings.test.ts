/** How moves end for whoever waits for them: in time, or with the page. */
import { describe, expect, test } from "vitest";
import type { Match } from "./api.js";
import { ClosedError, HoldfastError, UncertainError } from "./errors.js";
import { PARTING_MS } from "./waiting.js";
import type { Told } from "./testing-support/fake-server.js";
import {
  failingStorage,
  MATCH,
  makeWorld,
  receipt,
  resumed,
  RETRY,
  stateFrame,
  storedMoves,
  watch,
  type World,
} from "./testing-support/world.js";

const MARK = { type: "move", cell: 4 } as const;
const OTHER = { type: "move", cell: 0 } as const;

async function playing(
  answer: (times: number) => Told,
  options: Parameters<typeof makeWorld>[0] = {},
): Promise<World & { match: Match }> {
  const world = makeWorld(options);
  let times = 0;
  world.server.answers.set("match.move", () => answer(++times));
  return { ...world, match: await resumed(world) };
}
const moves = ({ server }: World): readonly Readonly<Record<string, unknown>>[] =>
  server.askedFor("match.move").map(({ input }) => input);
const idsOf = (world: World): unknown[] => moves(world).map(({ msgId }) => msgId);

describe("no answer in time", () => {
  test("[SY5] a sent move ends as uncertain, stays stored, and is settled before the next one goes out", async () => {
    const world = await playing((times) => (times === 1 ? "hold" : { data: receipt(3 + times) }));
    const first = watch(world.match.move(MARK, { timeoutMs: 1_000 }));
    await world.clock.advance(1_000);
    expect(first.outcome()).toBeInstanceOf(UncertainError);
    expect(first.outcome()).toMatchObject({ matchId: MATCH, msgId: idsOf(world)[0] });
    expect(storedMoves(world)).toHaveLength(1);
    const second = watch(world.match.move(OTHER));
    await world.clock.advance(10);
    expect(moves(world)).toHaveLength(1);
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(moves(world).map(({ move }) => move)).toEqual([MARK, MARK, OTHER]);
    expect(second.outcome()).toEqual(receipt(6));
    expect(storedMoves(world)).toEqual([]);
  });

  test("[SY5] the default deadline is thirty seconds", async () => {
    const world = await playing(() => ({ data: { ok: false, rejection: RETRY } }));
    const move = watch(world.match.move(MARK));
    await world.clock.advance(29_999);
    expect(move.outcome()).toBe("pending");
    await world.clock.advance(1);
    expect(move.outcome()).toBeInstanceOf(UncertainError);
  });

  test("[SY5] a move that was never sent ends as `not_sent`, is forgotten and never sent later", async () => {
    const world = await playing(() => ({ data: receipt(4) }));
    world.server.network = "down";
    world.server.socket.drop(1006);
    const move = watch(world.match.move(MARK));
    await world.clock.advance(30_000);
    expect(move.outcome()).toBeInstanceOf(HoldfastError);
    expect(move.outcome()).toMatchObject({ rejection: { reason: "not_sent" } });
    expect(storedMoves(world)).toEqual([]);
    world.server.network = "up";
    await world.clock.advance(10_000);
    expect(world.match.status).toBe("live");
    expect(moves(world)).toEqual([]);
  });

  test("[ID1] a move that was not sent when the server refused the token is refused at once", async () => {
    const world = await playing(() => "hold");
    world.server.network = "down";
    world.server.socket.drop(1006);
    const move = watch(world.match.move(MARK));
    await world.clock.advance(100);
    world.server.network = "hang";
    await world.clock.advance(2_000);
    world.server.socket.drop(4401);
    await world.clock.advance(10);
    expect(move.outcome()).toMatchObject({ ok: false, rejection: { code: "unauthorized" } });
    expect(storedMoves(world)).toEqual([]);
  });

  test("[SY5] cancelling takes an unsent move back, and only stops waiting for a sent one", async () => {
    const world = await playing((times) => (times === 1 ? "hold" : { data: receipt(4) }));
    const stop = [new AbortController(), new AbortController()] as const;
    const sent = watch(world.match.move(MARK, { signal: stop[0].signal }));
    const queued = watch(world.match.move(OTHER, { signal: stop[1].signal }));
    await world.clock.advance(10);
    stop[0].abort(new Error("enough"));
    stop[1].abort(new Error("enough"));
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect([sent.outcome(), queued.outcome()]).toEqual([new Error("enough"), new Error("enough")]);
    expect(moves(world).map(({ move }) => move)).toEqual([MARK, MARK]);
    expect(storedMoves(world)).toEqual([]);
    await expect(world.match.move(MARK, { signal: stop[0].signal })).rejects.toThrow("enough");
  });
});

/** What a page that is gone has left for a seat. */
function leaveBehind({ storage }: World, seat: number): void {
  const entry = { kind: "move", msgId: "m", basedOn: 3, move: MARK };
  storage.setItem(`holdfast:outbox:${MATCH}:${seat}`, '["m"]');
  storage.setItem("holdfast:move:m", JSON.stringify({ entry, holder: "gone", until: 0 }));
}

describe("a page reload", () => {
  test("[SY5] goes on with the stored move when the match is resumed: same msgId, same basedOn, once", async () => {
    const before = await playing(() => "hold");
    void before.match.move(MARK).catch(() => {});
    await before.clock.advance(10);
    expect(storedMoves(before)).toHaveLength(1);
    before.leave();

    const after = makeWorld({}, { storage: before.storage });
    after.server.answers.set("match.move", () => ({ data: receipt(4, true) }));
    const match = await resumed(after, 4);
    await after.clock.advance(300);
    expect(moves(after)).toEqual([{ msgId: idsOf(before)[0], matchId: MATCH, basedOn: 3, move: MARK }]);
    expect(storedMoves(after)).toEqual([]);
    expect(match.status).toBe("live");
  });

  test("[ID3] leaves another seat's moves alone", async () => {
    const world = makeWorld();
    leaveBehind(world, 1);
    await resumed(world);
    await world.clock.advance(1_000);
    expect(moves(world)).toEqual([]);
    const own = makeWorld();
    leaveBehind(own, 0);
    await resumed(own);
    await own.clock.advance(1_000);
    expect(idsOf(own)).toEqual(["m"]);
  });

  test.each(["not json", "{}", "[1,null,{}]", '{"entry":{"kind":"cheat","msgId":"m","basedOn":1}}'])(
    "[SY6] survives %j in storage",
    async (text) => {
      const world = makeWorld();
      leaveBehind(world, 0);
      world.storage.setItem("holdfast:move:m", text);
      if (!text.includes("cheat")) world.storage.setItem(`holdfast:outbox:${MATCH}:0`, text);
      world.server.answers.set("match.move", () => ({ data: receipt(4) }));
      const match = await resumed(world);
      const move = match.move(MARK);
      await world.clock.advance(50);
      expect(await move).toEqual(receipt(4));
      expect(moves(world)).toHaveLength(1);
    },
  );

  test("[SY6] a storage that throws costs persistence, not play", async () => {
    const world = await playing(() => ({ data: receipt(4) }), { storage: failingStorage });
    const move = world.match.move(MARK);
    await world.clock.advance(10);
    expect(await move).toEqual(receipt(4));
  });
});

describe("closing", () => {
  test("[SY5] ends a sent move as uncertain after a second and keeps it; a queued one at once as closed, and forgets it", async () => {
    const world = await playing(() => "hold");
    const sent = watch(world.match.move(MARK));
    const queued = watch(world.match.move(OTHER));
    await world.clock.advance(10);
    world.match.close();
    await world.clock.advance(PARTING_MS - 1);
    expect(queued.outcome()).toBeInstanceOf(ClosedError);
    expect(sent.outcome()).toBe("pending");
    await world.clock.advance(1);
    expect(sent.outcome()).toBeInstanceOf(UncertainError);
    expect(storedMoves(world)).toMatchObject([{ move: MARK }]);
    await expect(world.match.move(MARK)).rejects.toThrow(ClosedError);
  });

  test.each(["match", "client"] as const)(
    "[SY5] of a %s whose move is answered within a second still tells the answer, and forgets the move",
    async (what) => {
      const world = await playing(() => ({ data: receipt(4) }));
      const sent = watch(world.match.move(MARK));
      world.match.subscribe(({ version }) => version > 3 && world[what].close());
      // Somebody leaves at the sight of their last move, and its answer comes behind it.
      world.server.push(stateFrame(4));
      await world.clock.advance(PARTING_MS);
      expect(world.match.status).toBe("closed");
      expect(sent.outcome()).toEqual(receipt(4));
      expect(storedMoves(world)).toEqual([]);
    },
  );

  test("[SY12] of a client whose move is never answered ends the connection after a second, and leaves nothing behind", async () => {
    const world = await playing(() => "hold");
    const sent = watch(world.match.move(MARK));
    await world.clock.advance(10);
    world.client.close();
    expect(world.client.connection).toEqual({ status: "closed" });
    await world.clock.advance(PARTING_MS + 10);
    expect(sent.outcome()).toBeInstanceOf(UncertainError);
    expect(world.server.socket.state).toBe("closed");
    await world.clock.advance(60_000);
    expect([world.server.sockets.length, world.clock.waiting]).toEqual([1, 0]);
  });

  test("[SY5] stops sending, even what was about to be sent again", async () => {
    const world = await playing(() => ({ data: { ok: false, rejection: RETRY } }));
    void world.match.move(MARK).catch(() => {});
    await world.clock.advance(1_000);
    const before = moves(world).length;
    expect(before).toBeGreaterThan(1);
    world.match.close();
    await world.clock.advance(60_000);
    expect(moves(world)).toHaveLength(before);
    expect(storedMoves(world)).toHaveLength(1);
  });
});
