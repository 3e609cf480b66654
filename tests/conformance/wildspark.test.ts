/** Matches of Wildspark recorded with every random draw, replayed through the public entry. */
import { readFileSync } from "node:fs";
import type { Draw, Json } from "@holdfast/engine";
import { createReplay, type Replay, type WildsparkView } from "@holdfast/games";
import { expect, test } from "vitest";

type Drawn = readonly [purpose: string, n: number, value: number];
type Creature = readonly [top: string, damage: number, energies: readonly string[], statuses: readonly string[]];
interface Zones {
  readonly active: Creature | null;
  readonly bench: readonly Creature[];
  readonly hand: number;
  readonly deck: number;
  readonly prizes: number;
  readonly discard: number;
}
interface After {
  readonly turn: number;
  readonly cur: number | null;
  readonly seats: readonly Zones[];
  readonly pending: readonly (readonly [seat: number, kind: string])[];
  readonly over: readonly [winner: number | null, reason: string] | null;
}
interface Match {
  readonly id: string;
  readonly deckLists: readonly (readonly string[])[];
  readonly initRng: readonly Drawn[];
  readonly firstSeat: number;
  readonly mulligans: readonly number[];
  readonly hands: readonly (readonly string[])[];
  readonly steps: readonly {
    readonly seat: number;
    readonly action: Readonly<Record<string, Json>>;
    readonly rng: readonly Drawn[];
    readonly after: After;
  }[];
  readonly result: { readonly winner: number | null; readonly reason: string; readonly turns: number };
}

const matches: readonly Match[] = readFileSync(new URL("data/wildspark/matches.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const drawsOf = (rng: readonly Drawn[]): readonly Draw[] => rng.map(([purpose, n, value]) => ({ purpose, n, value }));
const viewOf = (table: Replay, seat: number) => table.view({ kind: "seat", seat }) as unknown as WildsparkView;

/** Cards of a hand, or energies of the active creature, by what they are: each copy is named once. */
function naming(table: Replay, seat: number) {
  const view = viewOf(table, seat);
  const left = [...(view.you?.hand ?? []), ...(view.seats[seat]?.active?.energy ?? [])];
  return (card: Json, from: "hand" | "energy" = "hand"): string => {
    const index = left.findIndex(({ card: id, iid }) => id === card && iid.startsWith("h") === (from === "hand"));
    return left.splice(index, 1)[0]?.iid ?? "none";
  };
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

/** The recorded action with the names of this table's own copies. */
function named(table: Replay, seat: number, action: Readonly<Record<string, Json>>): Json {
  const nameOf = naming(table, seat);
  const { type, active, bench, card, discard } = action;
  if (type === "setup-place") {
    return { type, active: nameOf(active ?? null), bench: list(bench).map((each) => nameOf(each)) };
  }
  const cards = type === "search-select" || card === undefined ? {} : { card: nameOf(card) };
  const discards = discard === undefined ? {} : { discard: list(discard).map((each) => nameOf(each, "energy")) };
  return { ...action, ...cards, ...discards };
}

/** The table as the recording describes it; before both have placed, each sees its own. */
function seen(table: Replay): After {
  const views = [viewOf(table, 0), viewOf(table, 1)];
  const [view] = views;
  if (view === undefined) throw new Error("there is no view");
  const { turn, current, forced, result } = view;
  return {
    turn,
    cur: turn === 0 ? null : current,
    seats: view.seats.map((side, seat) => zones(side, views[seat]?.you ?? null)),
    pending: forced.map(({ seat, kind }) => [seat, kind]),
    over: result === null ? null : [result.winners[0] ?? null, result.reason],
  };
}

function zones(side: WildsparkView["seats"][number], you: WildsparkView["you"]): Zones {
  const creature = (each: NonNullable<typeof side.active>): Creature => [
    each.stack.at(-1)?.card ?? "",
    each.damage,
    each.energy.map(({ card }) => card).toSorted(),
    [...each.status],
  ];
  const fresh = (card: string): Creature => [card, 0, [], []];
  const placed = you?.placed ?? null;
  return {
    active: placed === null ? side.active && creature(side.active) : fresh(placed.active.card),
    bench: placed === null ? side.bench.map(creature) : placed.bench.map(({ card }) => fresh(card)),
    hand: placed === null ? side.hand : (you?.hand.length ?? 0),
    deck: side.deck,
    prizes: side.prizes,
    discard: side.discard.length,
  };
}

test.each(matches.map((match) => [match.id, match] as const))("[G2] match %s goes as it was recorded", (_id, match) => {
  const setup = { draws: drawsOf(match.initRng) };
  const table = createReplay("wildspark", { decks: match.deckLists }, { setup });
  const hands = [0, 1].map((seat) =>
    viewOf(table, seat)
      .you?.hand.map(({ card }) => card)
      .toSorted(),
  );
  expect(hands).toEqual(match.hands);
  expect(viewOf(table, 0)).toMatchObject({ first: match.firstSeat });
  expect(viewOf(table, 0).seats.map(({ mulligans }) => mulligans.length)).toEqual(match.mulligans);
  for (const [index, { seat, action, rng, after }] of match.steps.entries()) {
    const move = named(table, seat, action);
    const answer = table.move(seat, move, { chance: { draws: drawsOf(rng) } });
    expect([index, action, answer]).toMatchObject([index, action, { ok: true }]);
    expect([index, seen(table)]).toEqual([index, after]);
  }
  expect(table.outcome).toMatchObject({ winners: [match.result.winner], reason: match.result.reason });
  expect(viewOf(table, 0).turn).toBe(match.result.turns);
});
