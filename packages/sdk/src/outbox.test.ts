import { describe, expect, test } from "vitest";
import type { Match } from "./api.js";
import { ClosedError, HoldfastError, UncertainError } from "./errors.js";
import type { Told } from "./testing-support/fake-server.js";
import {
  failingStorage,
  MATCH,
  makeWorld,
  receipt,
  resumed,
  RETRY,
  storedMoves,
  watch,
  WRONG_TURN,
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

describe("a move", () => {
  test("[SY1] goes up as a proposal based on the version held, and nothing changes here before the server says so", async () => {
    const world = await playing(() => ({ data: receipt(4) }));
    const before = world.match.snapshot;
    const move = world.match.move(MARK);
    await world.clock.advance(5);
    expect(await move).toEqual(receipt(4));
    expect(moves(world)).toEqual([{ msgId: expect.any(String), matchId: MATCH, basedOn: 3, move: MARK }]);
    expect(world.match.snapshot).toBe(before);
  });

  test("[SY5] is stored before it is sent and forgotten when answered, accepted or refused", async () => {
    for (const answer of [receipt(4), { ok: false, rejection: WRONG_TURN }]) {
      const world = await playing(() => ({ data: answer }));
      let storedWhenSent: unknown[] = [];
      const send = world.server.socket.send.bind(world.server.socket);
      world.server.socket.send = (text) => {
        if (text.includes("match.move")) storedWhenSent = storedMoves(world);
        send(text);
      };
      const move = world.match.move(MARK, { basedOn: 2 });
      await world.clock.advance(5);
      await move;
      expect(storedWhenSent).toMatchObject([{ kind: "move", basedOn: 2, move: MARK, msgId: idsOf(world)[0] }]);
      expect(storedMoves(world)).toEqual([]);
    }
  });

  test("[SY6] refused by the rules or the schema is a value, is sent once, and the connection stays", async () => {
    const world = await playing((times) =>
      times === 1 ? { data: { ok: false, rejection: WRONG_TURN } } : { rejection: WRONG_TURN },
    );
    for (let time = 1; time <= 2; time += 1) {
      const move = world.match.move(MARK);
      await world.clock.advance(60_000);
      expect(await move).toEqual({ ok: false, rejection: WRONG_TURN });
      expect(moves(world)).toHaveLength(time);
    }
    expect(world.server.sockets).toHaveLength(1);
    expect(world.match.status).toBe("live");
  });

  test("[SY5] is sent again with the same msgId, basedOn and move after every lost connection", async () => {
    const world = await playing((times) => (times < 4 ? "hold" : { data: receipt(4, true) }));
    const move = watch(world.match.move(MARK));
    for (let time = 0; time < 3; time += 1) {
      await world.clock.advance(400);
      world.server.socket.drop(1006);
    }
    await world.clock.advance(1_500);
    expect(move.outcome()).toEqual(receipt(4, true));
    expect(moves(world)).toHaveLength(4);
    for (const input of moves(world)) expect(input).toEqual(moves(world)[0]);
  });

  test("[DU5] is asked again after `retry`, shows as degraded meanwhile, and is answered when storage is back", async () => {
    const world = await playing((times) => ({ data: times < 5 ? { ok: false, rejection: RETRY } : receipt(4) }));
    const statuses: string[] = [];
    world.match.onStatus((status) => void statuses.push(status));
    const move = watch(world.match.move(MARK));
    await world.clock.advance(6_000);
    expect(move.outcome()).toEqual(receipt(4));
    expect(new Set(idsOf(world)).size).toBe(1);
    expect(statuses.slice(0, 2)).toEqual(["degraded", "live"]);
    const gaps = world.server.askedFor("match.move").map(({ at }) => at);
    for (let at = 1; at < gaps.length; at += 1)
      expect((gaps[at] ?? 0) - (gaps[at - 1] ?? 0)).toBeLessThanOrEqual(1_010);
  });

  test("[DU5] obeys the wait that comes with `retry`", async () => {
    const world = await playing((times) => ({
      data: times < 2 ? { ok: false, rejection: { ...RETRY, retryAfterMs: 4_000 } } : receipt(4),
    }));
    void world.match.move(MARK);
    await world.clock.advance(3_990);
    expect(moves(world)).toHaveLength(1);
    await world.clock.advance(20);
    expect(moves(world)).toHaveLength(2);
  });

  test("[SY5] unanswered by a silent peer is on a new connection within 5.5 s, with the same msgId", async () => {
    const world = await playing((times) => (times === 1 ? { data: receipt(4, true) } : "hold"));
    world.server.network = "silent";
    const move = watch(world.match.move(MARK));
    await world.clock.advance(4_800);
    world.server.network = "up";
    await world.clock.advance(700);
    expect(move.outcome()).toEqual(receipt(4, true));
    expect(world.server.sockets).toHaveLength(2);
  });
});

describe("an impossible move", () => {
  test("[SY6] larger than a message may be is refused here, and the next one goes out", async () => {
    const world = await playing(() => ({ data: receipt(4) }));
    const huge = world.match.move({ ...MARK, note: "é".repeat(9_000) } as never);
    const next = world.match.move(OTHER);
    await world.clock.advance(20);
    expect(await huge).toMatchObject({ ok: false, rejection: { code: "invalid_message", reason: "too_large" } });
    expect(await next).toEqual(receipt(4));
    expect(moves(world)).toHaveLength(1);
    expect(storedMoves(world)).toEqual([]);
  });

  test("[SY6] that is no JSON is thrown back at once, and the next one goes out", async () => {
    const world = await playing(() => ({ data: receipt(4) }));
    await expect(world.match.move({ ...MARK, cell: 4n } as never)).rejects.toThrow(TypeError);
    const next = world.match.move(OTHER);
    await world.clock.advance(20);
    expect(await next).toEqual(receipt(4));
  });

  test("[SY5] changing the object after the call changes nothing that is sent, not even the second time", async () => {
    const world = await playing((times) => (times === 1 ? "hold" : { data: receipt(4) }));
    const mutable = { type: "move" as const, cell: 4 };
    void world.match.move(mutable);
    await world.clock.advance(10);
    mutable.cell = 7;
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(moves(world).map(({ move }) => move)).toEqual([MARK, MARK]);
  });
});

test("[ID1] a move refused for an expired token that cannot be renewed is a definite refusal", async () => {
  const expired = { code: "token_expired", reason: "expired", recovery: "reauthenticate", message: "Expired." };
  const world = await playing(() => ({ rejection: expired }));
  const move = watch(world.match.move(MARK));
  await world.clock.advance(20);
  expect(move.outcome()).toEqual({ ok: false, rejection: expired });
  expect(moves(world)).toHaveLength(1);
});

describe("one at a time", () => {
  test("[SY5] never two moves of a match are in flight; later ones go in order, each based on what was seen then", async () => {
    const world = await playing((times) => (times % 2 ? "hold" : { data: receipt(3 + times / 2) }));
    const all = [world.match.move(MARK), world.match.move(OTHER), world.match.resign()].map(watch);
    world.server.answers.set("match.resign", () => ({ data: receipt(9) }));
    await world.clock.advance(50);
    expect(moves(world)).toHaveLength(1);
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(moves(world).map(({ move }) => move)).toEqual([MARK, MARK, OTHER]);
    world.server.socket.drop(1006);
    await world.clock.advance(600);
    expect(all.map(({ outcome }) => outcome())).toEqual([receipt(4), receipt(5), receipt(9)]);
    expect(moves(world).map(({ basedOn }) => basedOn)).toEqual([3, 3, 3, 3]);
    expect(storedMoves(world)).toEqual([]);
  });
});

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
  test("[SY5] ends a sent move as uncertain and keeps it; a queued one as closed, and forgets it", async () => {
    const world = await playing(() => "hold");
    const sent = watch(world.match.move(MARK));
    const queued = watch(world.match.move(OTHER));
    await world.clock.advance(10);
    world.match.close();
    await world.clock.advance(10);
    expect(sent.outcome()).toBeInstanceOf(UncertainError);
    expect(queued.outcome()).toBeInstanceOf(ClosedError);
    expect(storedMoves(world)).toMatchObject([{ move: MARK }]);
    await expect(world.match.move(MARK)).rejects.toThrow(ClosedError);
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
