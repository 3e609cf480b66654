/** Hands of hold'em that were really played, replayed action by action through the public entry. */
import { readFileSync } from "node:fs";
import { createReplay, type HoldemBounds, type HoldemView, type Replay } from "@holdfast/games";
import { parseCards } from "@holdfast/games/holdem";
import { expect, test } from "vitest";

interface Hand {
  readonly id: string;
  readonly sb: number | null;
  readonly bb: number;
  readonly button: number;
  readonly seats: readonly { readonly seat: number; readonly stack: number; readonly hole: string | null }[];
  readonly posts: readonly (readonly [seat: number, kind: string, amount: number])[];
  readonly actions: readonly (readonly [seat: number, street: string, action: string, to?: number])[];
  readonly bounds: readonly (readonly [toCall: number, min: number | null, max: number | null])[];
  readonly board: string;
  readonly uncalled: readonly [seat: number, amount: number] | null;
  readonly pots: readonly {
    readonly amount: number;
    readonly eligible: readonly number[];
    readonly winners: Readonly<Record<string, number>>;
  }[];
  readonly final: readonly (readonly [seat: number, stack: number])[];
  readonly tags: readonly string[];
  readonly deck: string;
}

const all: readonly Hand[] = readFileSync(new URL("data/poker/nlh-hands.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
/** Posts that were decided before the hand: this table makes its own. */
const GIVEN_POSTS = ["extra-post", "dead-post", "no-sb"];
const hands = all.filter(({ tags }) => !tags.some((tag) => GIVEN_POSTS.includes(tag)));

/** Seats were numbered from 1. */
function tableOf(hand: Hand): Replay {
  const seatCount = Math.max(2, ...hand.seats.map(({ seat }) => seat));
  const stacks = Array.from({ length: seatCount }, (_none, index) => stackAt(hand, index));
  const ante = Math.max(0, ...hand.posts.flatMap(([, kind, amount]) => (kind === "ante" ? [amount] : [])));
  const occupied = stacks.flatMap((stack, seat) => (stack > 0 ? [seat] : []));
  const setup = {
    byPurpose: { button: [occupied.indexOf(hand.button - 1)] },
    decks: [parseCards(hand.deck)],
  };
  const { sb, bb } = hand;
  return createReplay("holdem", { mode: "cash", sb: sb ?? 0, bb, ante, stacks }, { seatCount, setup });
}

function stackAt({ seats }: Hand, index: number): number {
  return seats.find(({ seat }) => seat === index + 1)?.stack ?? 0;
}

const viewOf = (table: Replay, seat?: number): HoldemView =>
  table.view(seat === undefined ? { kind: "observer" } : { kind: "seat", seat }) as unknown as HoldemView;

function told(bounds: HoldemBounds | null): readonly (number | null)[] {
  const range = bounds?.bet ?? bounds?.raise ?? null;
  return [bounds?.call ?? 0, range?.min ?? null, range?.max ?? null];
}

function play(table: Replay, hand: Hand): void {
  for (const [index, [seat, , type, to]] of hand.actions.entries()) {
    expect(table.toMove).toEqual([seat - 1]);
    expect(told(viewOf(table).bounds)).toEqual(hand.bounds[index]);
    const answer = table.move(seat - 1, to === undefined ? { type } : { type, to });
    expect(answer).toMatchObject({ ok: true });
  }
}

test.each(hands.map((hand) => [hand.id, hand] as const))("[G3] %s ends as it did", (_id, hand) => {
  const table = tableOf(hand);
  play(table, hand);
  expect(table.toMove).toEqual([]);
  const after = viewOf(table);
  expect(after.phase).toBe("complete");
  expect(after.board.join("")).toBe(hand.board);
  expect(hand.final.map(([seat]) => [seat, after.seats[seat - 1]?.stack])).toEqual(hand.final);
  const returned = table.events.filter((event) => Object(event).type === "bet.returned");
  const uncalled = hand.uncalled === null ? [] : [{ seat: hand.uncalled[0] - 1, amount: hand.uncalled[1] }];
  expect(returned).toMatchObject(uncalled);
  expect(potsOf(after)).toEqual(hand.pots.map(({ amount, eligible, winners }) => ({ amount, eligible, winners })));
});

function potsOf({ awards }: HoldemView) {
  return awards.map(({ amount, eligible, winners }) => ({
    amount,
    eligible: eligible.map((seat) => seat + 1),
    winners: Object.fromEntries(winners.map((won) => [`${won.seat + 1}`, won.amount])),
  }));
}

test("[G3] cards that were folded or mucked in the hands as played are shown to nobody", () => {
  let hidden = 0;
  for (const hand of hands) {
    const table = tableOf(hand);
    play(table, hand);
    for (const { seat, hole } of hand.seats) {
      if (hole !== null) continue;
      hidden++;
      expect(viewOf(table).seats[seat - 1]?.hole.filter((card) => card !== null)).toEqual([]);
      expect(viewOf(table, seat - 1).seats[seat - 1]?.hole).not.toContain(null);
    }
  }
  expect(hidden).toBeGreaterThan(500);
});

test("[G3] all but the few hands whose posts were made from outside are replayed", () => {
  expect([all.length, hands.length]).toEqual([900, 883]);
});
