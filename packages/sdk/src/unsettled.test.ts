/** Answers that do not tell what became of a request: nobody is told "no" of what may be in the log. */
import { describe, expect, test } from "vitest";
import type { Match } from "./api.js";
import { HoldfastError, UncertainError } from "./errors.js";
import { failure, type Told } from "./testing-support/fake-server.js";
import { MATCH, makeWorld, receipt, resumed, storedMoves, watch, type World } from "./testing-support/world.js";

const MARK = { type: "move", cell: 4 } as const;
const OTHER = { type: "move", cell: 0 } as const;
const LIMITED = { code: "rate_limited", reason: "too_many", recovery: "wait", message: "Wait.", retryAfterMs: 500 };
const EXPIRED = { code: "token_expired", reason: "expired", recovery: "reauthenticate", message: "Expired." };
const AHEAD = { code: "desync", reason: "version_ahead", recovery: "resync", message: "There is no such version." };

/** Moves are answered with these in turn, and with the last one ever after. */
async function playing(told: readonly Told[], from: Partial<World> = {}): Promise<World & { match: Match }> {
  const world = makeWorld({}, from);
  let times = 0;
  world.server.answers.set("match.move", () => told[Math.min(times++, told.length - 1)] ?? "hold");
  return { ...world, match: await resumed(world) };
}
const inputsOf = ({ server }: World, path = "match.move"): readonly Readonly<Record<string, unknown>>[] =>
  server.askedFor(path).map(({ input }) => input);

describe("a move whose first copy had no answer", () => {
  test.each([LIMITED, { ...LIMITED, code: "game_unavailable" }])(
    "[SY5] and that is then told to wait ($code) is sent again; told so at once it is refused",
    async (rejection) => {
      const world = await playing(["hold", { rejection }, { rejection }, { data: receipt(4, true) }]);
      const move = watch(world.match.move(MARK));
      await world.clock.advance(10);
      world.server.socket.drop(1006);
      await world.clock.advance(5_000);
      expect(move.outcome()).toEqual(receipt(4, true));
      expect(new Set(inputsOf(world).map(({ msgId }) => msgId)).size).toBe(1);
      const other = await playing([{ rejection }]);
      const refused = watch(other.match.move(MARK));
      await other.clock.advance(20);
      expect(refused.outcome()).toEqual({ ok: false, rejection });
    },
  );

  test("[SY5] and whose token is refused then is uncertain, and stays stored for whoever is let in again", async () => {
    const world = await playing(["hold", { rejection: EXPIRED }]);
    const move = watch(world.match.move(MARK));
    await world.clock.advance(10);
    world.server.socket.drop(1006);
    await world.clock.advance(2_000);
    expect(move.outcome()).toBeInstanceOf(UncertainError);
    expect(move.outcome()).toMatchObject({ rejection: EXPIRED });
    expect(storedMoves(world)).toHaveLength(1);
  });

  test("[SY5] because its page was gone is not refused for being one of too many on the next page", async () => {
    const before = await playing(["hold"]);
    void before.match.move(MARK).catch(() => {});
    await before.clock.advance(10);
    before.leave();
    before.client.close();
    const { storage, clock } = before;
    const world = await playing([{ rejection: LIMITED }, { data: receipt(4, true) }], { storage, clock });
    await world.clock.advance(6_000);
    expect(inputsOf(world)).toEqual([...inputsOf(before), ...inputsOf(before)]);
    expect(storedMoves(world)).toEqual([]);
  });
});

test("[SY5] a move that storage may have taken though it did not say so is not refused for being one of too many", async () => {
  const away = { code: "storage_unavailable", reason: "away", recovery: "retry", message: "Later.", retryAfterMs: 100 };
  const world = await playing([{ data: { ok: false, rejection: away } }, { rejection: LIMITED }, { data: receipt(4) }]);
  const move = watch(world.match.move(MARK));
  await world.clock.advance(5_000);
  expect(move.outcome()).toEqual(receipt(4));
  expect(new Set(inputsOf(world).map(({ msgId }) => msgId)).size).toBe(1);
  expect(inputsOf(world)).toHaveLength(3);
});

test("[SY5] a move for a version that the server does not have is left open, not sent again, and the next one goes out", async () => {
  const world = await playing([{ data: { ok: false, rejection: AHEAD } }, { data: receipt(4) }]);
  const [move, next] = [world.match.move(MARK), world.match.move(OTHER)].map((promise) => watch(promise));
  await world.clock.advance(60);
  expect(move?.outcome()).toBeInstanceOf(UncertainError);
  expect(move?.outcome()).toMatchObject({ matchId: MATCH, rejection: AHEAD, message: AHEAD.message });
  expect(next?.outcome()).toEqual(receipt(4));
  expect(inputsOf(world).map(({ move: made }) => made)).toEqual([MARK, OTHER]);
  expect(storedMoves(world)).toEqual([]);
});

describe("joining", () => {
  /** One copy is lost on a connection that was accepted, and then the token is refused. */
  async function joining(ends: (world: World) => void): Promise<unknown> {
    const world = makeWorld();
    const join = watch(world.client.join("k7p2qx"));
    await world.clock.advance(20);
    ends(world);
    await world.clock.advance(2_000);
    return join.outcome();
  }

  test("[SY5] that had no answer before the token was refused is not said to be refused", async () => {
    const outcome = await joining(({ server }) => {
      server.admits = () => false;
      server.socket.drop(1006);
    });
    expect(outcome).toBeInstanceOf(HoldfastError);
    expect(outcome).toMatchObject({ rejection: { reason: "no_answer", recovery: "reauthenticate" } });
  });

  test.each([
    ["closed for it", ({ server }: World) => server.socket.drop(4401, "UNAUTHORIZED"), "token_refused"],
    [
      "told so first",
      ({ server, clock }: World) => {
        server.socket.say(failure(null, EXPIRED));
        clock.after(10, () => server.socket.drop(4401, "token_expired"));
      },
      "expired",
    ],
  ])("[ID1] on a connection that was never let in (%s) is refused for its token", async (_how, ends, reason) => {
    expect(await joining(ends)).toMatchObject({ rejection: { recovery: "reauthenticate", reason } });
  });

  test("[SY5] on a connection whose token ran out is not said to be refused", async () => {
    const outcome = await joining(({ server }) => server.socket.drop(4401, "token_expired"));
    expect(outcome).toMatchObject({ rejection: { reason: "no_answer", recovery: "reauthenticate" } });
  });
});
