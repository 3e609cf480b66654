import { describe, expect, test } from "vitest";
import type { Match } from "./api.js";
import type { Told } from "./testing-support/fake-server.js";
import {
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
