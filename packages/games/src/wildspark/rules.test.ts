import { describe, expect, test } from "vitest";
import { pays } from "./attack.js";
import { presetDeck } from "./cards.js";
import { deckFaults } from "./schema.js";
import { wildspark } from "./rules.js";
import { creature, type SideSetting, Table } from "./table-for-tests.js";
import type { WildsparkCardId } from "./types.js";

const cards = (text: string) =>
  text.split(" ").map((card, index) => ({ iid: `p${index}`, card: card as WildsparkCardId }));
const attack = (index: number) => ({ type: "attack", index });
const damageOf = (table: Table, seat: 0 | 1, bench?: number) =>
  (bench === undefined ? table.state.sides[seat].active : table.state.sides[seat].bench[bench])?.damage;

describe("worked examples", () => {
  test.each([
    ["XE XP XT", true],
    ["XP XP XE", true],
    ["XP XP XP", true],
    ["XE XT XT", false],
    ["XE XE", false],
  ])("[G2] example 1: %s for a cost of EEC", (energy, enough) => {
    expect(pays("EEC", cards(energy))).toBe(enough);
  });

  test.each<[WildsparkCardId, number]>([
    ["G2", 60],
    ["G3", 50],
    ["T2", 30],
  ])("[G2] example 2: Ash Claw on %s does %i", (defender, damage) => {
    const table = new Table([{ active: creature("E2", { energy: "XE XE" }) }, { active: creature(defender) }]);
    expect(damageOf(table.must(0, attack(0)), 1)).toBe(damage);
  });

  test.each<[string, WildsparkCardId, { index: number; coins: number[]; damage: number }]>([
    ["Kiln Charge, one head", "E4", { index: 1, coins: [1, 0], damage: 50 }],
    ["Kiln Charge, no head", "E4", { index: 1, coins: [0, 0], damage: 0 }],
    ["Rock Toss, tails", "N2", { index: 0, coins: [0], damage: 0 }],
  ])("[G2] example 3: %s on Eldergrove", (_name, by, { index, coins, damage }) => {
    const table = new Table([{ active: creature(by, { energy: "XE XE" }) }, { active: creature("G3") }]);
    expect(damageOf(table.must(0, attack(index), coins), 1)).toBe(damage);
  });

  test("[G2] example 4: Lull Tide on a weak creature puts it to sleep, and tails between turns keep it asleep", () => {
    const table = new Table([{ active: creature("T1", { energy: "XT XT" }) }, { active: creature("E4") }]);
    table.must(0, attack(1), [1, 0]);
    expect(table.state.sides[1].active).toMatchObject({ damage: 20, status: ["sleep"] });
    expect(table.events.flatMap((event) => (event.type === "coin.flipped" ? [event.cause] : []))).toEqual([
      "T1.1",
      "sleep",
    ]);
    expect(table.ask(1, { type: "attack", index: 0 })).toBe("invalid_action/asleep");
    expect(table.ask(1, { type: "retreat", to: 0, discard: [] })).toBe("invalid_action/asleep");
  });

  const both = (zero: SideSetting, one: SideSetting) =>
    new Table([
      { active: creature("E3", { energy: "XE XE XE", damage: 100 }), ...zero },
      { active: creature("T2"), ...one },
    ]).must(0, attack(1));
  const spare = { bench: [creature("N1")] };
  test.each<[string, SideSetting, SideSetting, readonly number[], string]>([
    ["1-1 is a draw", { prizes: "XE" }, { prizes: "XE" }, [], "simultaneous"],
    ["1-2 wins for the attacker", { prizes: "XE", ...spare }, { prizes: "XE XE", ...spare }, [0], "prizes"],
    ["2-2 with a bench against none", { prizes: "XE XE", ...spare }, { prizes: "XE XE" }, [0], "no_creatures"],
    ["2-2 without a bench at all", { prizes: "XE XE" }, { prizes: "XE XE" }, [], "simultaneous"],
    ["1-2 without a bench at all", { prizes: "XE" }, { prizes: "XE XE" }, [0], "prizes"],
  ])("[G2] example 5: two knocked out by Last Ember, prizes %s", (_name, ...[zero, one, winners, reason]) => {
    expect(both(zero, one).state.result).toMatchObject({ winners, reason });
  });

  test("[G2] example 5: with benches on both sides prizes come first, then new actives, the opponent's first", () => {
    const table = both({ prizes: "XE XE", ...spare }, { prizes: "XE XE", ...spare });
    expect(table.queue).toEqual(["select-prize 0", "select-prize 1", "select-active 1", "select-active 0"]);
  });

  test("[G2] example 6: Spine Burst takes two of a bench, and the turn passes after both prizes", () => {
    const bench = [creature("E1", { damage: 40 }), creature("N1", { damage: 50 }), creature("E1", { damage: 30 })];
    const table = new Table([
      { active: creature("G2", { energy: "XG XG XG" }), prizes: "XE XE XE" },
      { active: creature("E4"), bench },
    ]);
    table.must(0, attack(1));
    expect(table.state.sides[1].bench.map(({ damage }) => damage)).toEqual([40]);
    expect(table.queue).toEqual(["select-prize 0", "select-prize 0"]);
    table.must(0, { type: "select-prize", index: 1 });
    expect(table.ask(1, { type: "end-turn" })).toBe("invalid_action/forced_action_pending");
    table.must(0, { type: "select-prize", index: 0 });
    expect(table.state).toMatchObject({ current: 1, turn: 6, queue: [] });
  });

  test("[G2] example 7: Undertow makes a burning defender's owner switch, and the burn is gone", () => {
    const table = new Table([
      { active: creature("T2", { energy: "XT XT XT" }) },
      { active: creature("N1", { status: ["burn"] }), bench: [creature("T1"), creature("E1")] },
    ]);
    table.must(0, attack(1));
    expect(table.queue).toEqual(["select-active 1"]);
    table.must(1, { type: "select-active", bench: 1 });
    expect(table.state.sides[1].bench[1]).toMatchObject({ damage: 40, status: [] });
    expect(table.state.sides[1].active?.stack[0]?.card).toBe("E1");
    expect(table.state.current).toBe(1);
  });

  test("[G2] example 8: a burn hurts between turns, and may knock out there", () => {
    const scorch = new Table([{ active: creature("E1", { energy: "XE XE" }) }, { active: creature("T1") }]);
    scorch.must(0, attack(1), [1, 0]);
    expect(scorch.state.sides[1].active).toMatchObject({ damage: 30, status: ["burn"] });
    const burning = creature("T1", { damage: 40, status: ["burn"] });
    const table = new Table([{}, { active: burning, bench: [creature("N1")] }]).must(0, { type: "end-turn" }, [0]);
    expect(table.queue).toEqual(["select-prize 0", "select-active 1"]);
    table.must(0, { type: "select-prize", index: 0 }).must(1, { type: "select-active", bench: 0 });
    expect(table.state).toMatchObject({ current: 1, turn: 6 });
  });

  test("[G2] example 9: either preset has nine basics in forty cards", () => {
    for (const name of ["ember-rush", "tidal-grove"] as const) {
      expect(presetDeck(name)).toHaveLength(40);
      expect(deckFaults(presetDeck(name))).toEqual([]);
      expect(presetDeck(name).filter((id) => /^(E1|E4|T1|T4|G1|G4|N1|N2)$/.test(id))).toHaveLength(9);
    }
  });
});

describe("moves that are refused, in the order of each move's rules", () => {
  const hand = "N1 E2 E3 XE A2 I1 I2 I3 I4 T2";
  const own = { hand, active: creature("E1", { energy: "XE XE", since: 1 }) };
  const table = (more: SideSetting = {}, state = {}) => new Table([{ ...own, ...more }, {}], state);
  const named = { N1: "h1", E2: "h2", E3: "h3", XE: "h4", A2: "h5", I1: "h6", I2: "h7", I3: "h8", I4: "h9", T2: "h10" };

  test.each<[string, Record<string, unknown>]>([
    ["invalid_card/not_in_hand", { type: "play-creature", card: "h99" }],
    ["invalid_card/wrong_card_kind", { type: "play-creature", card: named.XE }],
    ["invalid_action/not_basic", { type: "play-creature", card: named.E2 }],
    ["invalid_card/not_in_hand", { type: "evolve", card: "h99", target: "active" }],
    ["invalid_card/wrong_card_kind", { type: "evolve", card: named.XE, target: "active" }],
    ["invalid_action/no_target", { type: "evolve", card: named.E2, target: 0 }],
    ["invalid_action/wrong_evolution", { type: "evolve", card: named.E3, target: "active" }],
    ["invalid_card/wrong_card_kind", { type: "attach-energy", card: named.N1, target: "active" }],
    ["invalid_action/no_target", { type: "attach-energy", card: named.XE, target: 3 }],
    ["invalid_card/wrong_card_kind", { type: "play-trainer", card: named.XE }],
    ["invalid_action/no_target", { type: "play-trainer", card: named.I1 }],
    ["invalid_action/no_damage", { type: "play-trainer", card: named.I1, target: "active" }],
    ["invalid_action/no_bench", { type: "play-trainer", card: named.I3, target: 0 }],
    ["invalid_action/no_bench", { type: "play-trainer", card: named.I4, target: 0 }],
    ["invalid_action/no_target", { type: "use-ability", source: 2, target: "active" }],
    ["invalid_action/no_ability", { type: "use-ability", source: "active", target: "active" }],
    ["invalid_action/no_bench", { type: "retreat", to: 0, discard: [] }],
    ["invalid_action/no_such_attack", { type: "attack", index: 2 }],
    ["invalid_action/wrong_cost", { type: "attack", index: 0, discard: ["p1"] }],
    ["invalid_action/wrong_phase", { type: "select-prize", index: 0 }],
    ["invalid_action/wrong_phase", { type: "setup-place", active: named.N1, bench: [] }],
    ["invalid_message/Invalid input: expected int, received number", { type: "attack", index: 0.5 }],
  ])("[G2] %s", (refusal, move) => {
    expect(table().ask(0, move as never)).toBe(refusal);
  });

  test("[G2] what is allowed once a turn, or not in the first turns", () => {
    const used = { energy: true, ally: true, retreat: true };
    const bench = { bench: [creature("N1"), creature("N1"), creature("N1"), creature("N1")] };
    const full = table(bench, { used });
    expect(full.ask(0, { type: "play-creature", card: named.N1 })).toBe("invalid_action/bench_full");
    expect(full.ask(0, { type: "attach-energy", card: named.XE, target: "active" })).toBe(
      "invalid_action/energy_already_attached",
    );
    expect(full.ask(0, { type: "play-trainer", card: named.A2 })).toBe("invalid_action/ally_already_played");
    expect(full.ask(0, { type: "retreat", to: 0, discard: [] })).toBe("invalid_action/already_retreated");
    const first = table({}, { turn: 1 });
    expect(first.ask(0, { type: "play-trainer", card: named.A2 })).toBe("invalid_action/first_turn");
    expect(first.ask(0, attack(0))).toBe("invalid_action/first_turn");
    expect(first.ask(0, { type: "evolve", card: named.E2, target: "active" })).toBe("invalid_action/first_turn");
    const fresh = table({ active: creature("E1", { since: 5 }) });
    expect(fresh.ask(0, { type: "evolve", card: named.E2, target: "active" })).toBe("invalid_action/too_new");
  });

  test("[G2] costs are paid with attached energies, exactly", () => {
    const bench = [creature("N1")];
    const retreating = table({ bench });
    expect(retreating.ask(0, { type: "retreat", to: 1, discard: [] })).toBe("invalid_action/no_target");
    expect(retreating.ask(0, { type: "retreat", to: 0, discard: [] })).toBe("invalid_action/wrong_cost");
    expect(retreating.ask(0, { type: "retreat", to: 0, discard: ["p0"] })).toBe("invalid_action/energy_not_attached");
    expect(table({ active: creature("E1") }).ask(0, attack(0))).toBe("invalid_action/not_enough_energy");
    const backdraft = table({ active: creature("E2", { energy: "XE XE XE" }) });
    expect(backdraft.ask(0, attack(1))).toBe("invalid_action/wrong_cost");
    expect(backdraft.ask(0, { ...attack(1), discard: ["p0"] })).toBe("invalid_action/energy_not_attached");
  });

  test("[G2] Calm Waters heals once a turn, and only what has damage", () => {
    const bench = [creature("T3"), creature("N1", { damage: 30 })];
    const calm = table({ bench });
    expect(calm.ask(0, { type: "use-ability", source: 0, target: "active" })).toBe("invalid_action/no_damage");
    calm.must(0, { type: "use-ability", source: 0, target: 1 });
    expect(damageOf(calm, 0, 1)).toBe(10);
    expect(calm.ask(0, { type: "use-ability", source: 0, target: 1 })).toBe("invalid_action/ability_used");
  });

  test("[G2] searching takes a basic creature of one's own deck, or none", () => {
    const searching = table({ deck: "E2 N1 N1 XE" }).must(0, { type: "play-trainer", card: named.I2 });
    expect(searching.queue).toEqual(["search-select 0"]);
    expect(searching.ask(0, { type: "search-select", card: "T4" })).toBe("invalid_action/not_in_deck");
    expect(searching.ask(0, { type: "search-select", card: "E2" })).toBe("invalid_action/not_basic");
    searching.must(0, { type: "search-select", card: "N1" }, [0, 0]);
    expect(searching.state.sides[0].hand.at(-1)?.card).toBe("N1");
    expect(table({ deck: "" }).ask(0, { type: "play-trainer", card: named.I2 })).toBe("invalid_action/deck_empty");
  });

  test("[G2] roles, turns and the end", () => {
    expect(table().ask(null, { type: "end-turn" })).toBe("forbidden/observer");
    expect(table().ask(1, { type: "end-turn" })).toBe("invalid_turn/not_your_turn");
    const over = table().must(1, { type: "resign" });
    expect(over.state.result).toMatchObject({ winners: [0], reason: "resign" });
    expect(over.ask(0, { type: "end-turn" })).toBe("game_over/match_over");
  });

  test("[G2] forced choices name what is there", () => {
    const bench = [creature("N1"), creature("N1")];
    const down = new Table([{ active: creature("E3", { energy: "XE XE XE" }) }, { active: creature("T1"), bench }]);
    down.must(0, attack(0));
    expect(down.ask(0, { type: "select-prize", index: 3 })).toBe("invalid_action/no_such_prize");
    down.must(0, { type: "select-prize", index: 2 });
    expect(down.ask(1, { type: "select-active", bench: 2 })).toBe("invalid_action/no_target");
    expect(down.ask(0, { type: "select-active", bench: 0 })).toBe("invalid_action/forced_action_pending");
  });

  test("[G2] a deck that breaks a rule is refused with its faults", () => {
    const bad = [...presetDeck("ember-rush").slice(0, 34), "E1", "E1", "E1", "ZZ", "XE"];
    expect(deckFaults(bad)).toEqual([
      "a deck has 40 cards, this one 39",
      "unknown cards: ZZ",
      "at most 4 of E1, not 7",
    ]);
    const parsed = wildspark.schema.options.safeParse({ decks: [bad, "ember-rush"] });
    expect(parsed).toMatchObject({ success: false, error: { issues: [{ message: "bad_deck" }] } });
  });
});

describe("the setup", () => {
  const setup = () => {
    const table = new Table(
      [
        { hand: "E1 N1 XE", active: null },
        { hand: "T1 T4 XT", active: null },
      ],
      { phase: "setup", turn: 0, current: null },
    );
    table.state = { ...table.state, sides: [unplaced(table, 0), unplaced(table, 1)] };
    return table;
  };
  const unplaced = (table: Table, seat: 0 | 1) => ({ ...table.state.sides[seat], placed: false, prizes: [] });

  test("[G2] what one has placed is unseen by the other until both have", () => {
    const table = setup().must(0, { type: "setup-place", active: "h1", bench: ["h2"] });
    const other = wildspark.view(table.state, { kind: "seat", seat: 1 });
    expect(other.seats[0]).toMatchObject({ placed: true, active: null, bench: [], hand: 3 });
    expect(wildspark.view(table.state, { kind: "seat", seat: 0 }).you?.placed?.active.card).toBe("E1");
    expect(table.ask(0, { type: "setup-place", active: "h1", bench: [] })).toBe("invalid_action/already_placed");
    expect(table.ask(1, { type: "end-turn" })).toBe("invalid_action/wrong_phase");
    expect(table.ask(1, { type: "setup-place", active: "h9", bench: [] })).toBe("invalid_card/not_in_hand");
    expect(table.ask(1, { type: "setup-place", active: "h3", bench: [] })).toBe("invalid_action/not_basic");
    table.must(1, { type: "setup-place", active: "h2", bench: [] });
    expect(table.types).toContain("setup.revealed");
    expect(table.state).toMatchObject({ phase: "main", turn: 1 });
    expect(table.state.sides.map(({ prizes }) => prizes.length)).toEqual([3, 3]);
  });

  test("[G2] the clock places the first basic creature and puts the next ones on the bench", () => {
    const table = setup().timeout(0);
    expect(table.state.sides[0]).toMatchObject({ placed: true, timeouts: 1 });
    expect(table.state.sides[0].bench).toHaveLength(1);
  });
});

describe("the clock", () => {
  test("[G2] a timeout ends the turn, and the third loses the match", () => {
    const table = new Table([{ timeouts: 1 }, {}]).timeout(0);
    expect(table.events).toMatchObject([{ type: "timed.out", count: 2 }, { type: "turn.ended", auto: true }, {}, {}]);
    table.must(1, { type: "end-turn" }).timeout(0);
    expect(table.state.result).toMatchObject({ winners: [1], reason: "timeout" });
  });

  test("[G2] forced choices have a third of the time, and their own automatic answers", () => {
    const bench = [creature("N1", { damage: 20 }), creature("T4", { damage: 30 })];
    const table = new Table([
      { active: creature("E3", { energy: "XE XE XE" }) },
      { active: creature("T1"), bench },
    ]).must(0, attack(0));
    expect(wildspark.timing(table.state)).toMatchObject({ seats: [0], ms: 60_000 });
    table.timeout(0).timeout(1);
    expect(table.state.sides[0].prizes).toHaveLength(2);
    expect(table.state.sides[1].active?.stack[0]?.card).toBe("T4");
  });

  test("[G2] the turn's clock stands still while its player searches", () => {
    const table = new Table([{ hand: "I2", deck: "N1 XE" }, {}]);
    table.now = 50_000;
    table.must(0, { type: "play-trainer", card: "h1" });
    table.now = 100_000;
    table.must(0, { type: "search-select", card: null }, [0]);
    expect(wildspark.timing(table.state)).toMatchObject({ ms: 130_000 });
  });

  test("[G2] an empty deck at the start of a turn loses, and the last turn is decided by prizes", () => {
    const empty = new Table([{}, { deck: "" }]).must(0, { type: "end-turn" });
    expect(empty.state.result).toMatchObject({ winners: [0], reason: "deck_out" });
    const late = new Table([{ prizes: "XE XE" }, {}], { turn: 100 }).must(0, { type: "end-turn" });
    expect(late.state.result).toMatchObject({ winners: [0], reason: "turn_limit", scores: [1, 0] });
    const even = new Table([{}, {}], { turn: 100 }).must(0, { type: "end-turn" });
    expect(even.state.result).toMatchObject({ winners: [], reason: "turn_limit" });
  });
});
