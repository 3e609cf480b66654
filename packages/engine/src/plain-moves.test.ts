import { expect, test } from "vitest";
import { canonicalJson } from "./canonical.js";
import { type AnyGame, eraseGame } from "./game.js";
import type { Json } from "./json.js";
import { secretDuel } from "./laws/secret-duel.js";
import { isPlainMove, notePlainMove } from "./plain-moves.js";
import { facts, SEED, Table } from "./table-for-tests.js";
import { decideCommit } from "./match.js";

const bid = { type: "bid", amount: 1 };
const text = canonicalJson(bid);
const another = () => eraseGame({ ...secretDuel });

/** A duel that counts how often its schema is asked, and what is made of a bid by it. */
function counting(amount: (asked: number) => number) {
  let asked = 0;
  const safeParse = (input: unknown) => {
    asked += 1;
    const parsed = secretDuel.schema.move.safeParse(input);
    if (!parsed.success || parsed.data.type !== "bid") return parsed;
    return { success: true as const, data: { ...parsed.data, amount: amount(parsed.data.amount) } };
  };
  const schema = { ...secretDuel.schema, move: { safeParse } };
  return { game: eraseGame({ ...secretDuel, schema }), asked: () => asked };
}

/** A duel whose rules do something of their own with a move after they decided on it. */
function deciding(then: (move: object) => void): AnyGame {
  const decide = (...[state, actor, move, ctx]: Parameters<typeof secretDuel.decide>) => {
    const decided = secretDuel.decide(state, actor, move, ctx);
    then(move);
    return decided;
  };
  return eraseGame({ ...secretDuel, decide });
}

/** What comes of such a move as the first one of each of so many matches. */
function firstMoves(game: AnyGame, count: number, move: Json = bid) {
  return Array.from({ length: count }, () => {
    const table = new Table({ game, facts });
    for (const actorId of ["ann", "bob"])
      table.must({ kind: "join", actorId, msgId: actorId, seat: null, entropy: null });
    const asked = { kind: "move", actorId: "ann", msgId: "m1", seat: 0, host: false, basedOn: 2, move } as const;
    return decideCommit(table.played, table.head, asked, { now: table.now, seed: SEED });
  });
}

/** What becomes of a bid as the first move of each of so many matches. */
function bids(game: AnyGame, count: number, amount = 1) {
  return firstMoves(game, count, { type: "bid", amount }).map((decided) =>
    decided.ok ? decided.value.commit.events[0] : decided.rejection.reason,
  );
}

test("[G0] a move that the schema leaves as it is is parsed once, and decided on as before", () => {
  const { game, asked } = counting((amount) => amount);
  expect(bids(game, 3)).toEqual(Array(3).fill({ type: "bidden", seat: 0, amount: 1 }));
  expect(asked()).toBe(1);
});

test("[G0] rules that change the move they are given change nothing that is stored of it, however often it is made", () => {
  const game = deciding((move) => Object.assign(move, { type: "changed" }));
  const payloads = firstMoves(game, 3).map((decided) => decided.ok && decided.value.commit.payload);
  expect(payloads).toEqual([bid, bid, bid]);
});

test("[G0] rules are given the same move, its keys in one order, whether its like was made before or not", () => {
  const orders: string[] = [];
  const game = deciding((move) => orders.push(Object.keys(move).join()));
  firstMoves(game, 2, { type: "bid", amount: 1 });
  firstMoves(game, 2, { amount: 1, type: "bid" });
  expect(orders).toEqual(Array(4).fill("amount,type"));
});

test("[G0] what the schema makes something else of is that each time", () => {
  const { game, asked } = counting((amount) => amount + 1);
  expect(bids(game, 3)).toEqual(Array(3).fill({ type: "bidden", seat: 0, amount: 2 }));
  expect(asked()).toBe(3);
});

test("[G0] what the schema refuses is refused each time", () => {
  const { game, asked } = counting((amount) => amount);
  expect(bids(game, 2, 100)).toEqual(["out_of_bounds", "out_of_bounds"]);
  expect(asked()).toBe(2);
});

test("[G0] only what says the same as JSON is the same, for that game alone", () => {
  const game = another();
  for (const parsed of [
    { type: "bid" },
    { ...bid, at: undefined },
    { ...bid, amount: 1n },
    { ...bid, extra: new Map() },
  ]) {
    notePlainMove(game, text, parsed);
    expect(isPlainMove(game, text)).toBe(false);
  }
  notePlainMove(game, text, { ...bid });
  expect([isPlainMove(game, text), isPlainMove(another(), text)]).toEqual([true, false]);
});

test("[G0] what is kept of moves is bounded", () => {
  const game = another();
  const long = { type: "x".repeat(160) };
  notePlainMove(game, canonicalJson(long), long);
  expect(isPlainMove(game, canonicalJson(long))).toBe(false);
  const moves = Array.from({ length: 5_000 }, (_, n) => ({ type: `t${n}` }));
  for (const move of moves) notePlainMove(game, canonicalJson(move), move);
  const kept = moves.filter((move) => isPlainMove(game, canonicalJson(move)));
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThanOrEqual(4_096);
  expect(isPlainMove(game, '{"type":"t4999"}')).toBe(true);
});

test("[G0] what the schema makes an object with methods of is given to the rules as such, though it has the same keys", () => {
  class Bid {
    readonly type = "bid";
    constructor(readonly amount: number) {}
    get isHigh(): boolean {
      return this.amount > 0;
    }
  }
  const safeParse = (input: unknown) => {
    const parsed = secretDuel.schema.move.safeParse(input);
    return parsed.success && parsed.data.type === "bid"
      ? { success: true as const, data: new Bid(parsed.data.amount) }
      : parsed;
  };
  const seen: unknown[] = [];
  const decide = (...[state, actor, move, ctx]: Parameters<typeof secretDuel.decide>) => {
    seen.push((move as Bid).isHigh);
    return secretDuel.decide(state, actor, move, ctx);
  };
  firstMoves(eraseGame({ ...secretDuel, schema: { ...secretDuel.schema, move: { safeParse } }, decide }), 2);
  expect(seen).toEqual([true, true]);
});
