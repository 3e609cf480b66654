import { expect, test } from "vitest";
import { wildspark } from "./rules.js";
import { creature, Table } from "./table-for-tests.js";
import type { WildsparkOptions } from "./types.js";

const timing = (table: Table) => wildspark.timing(table.state);
const setup = (options: WildsparkOptions = {}) => {
  const hands = [
    { hand: "E1 N1 E4 N2 E1 E4 XE", active: null },
    { hand: "XT T1", active: null },
  ] as const;
  const table = new Table(hands, { phase: "setup", turn: 0, current: null }, options);
  const [zero, one] = table.state.sides;
  table.state = {
    ...table.state,
    sides: [
      { ...zero, placed: false },
      { ...one, placed: false },
    ],
  };
  return table;
};

test("[G2] the setup has a third of a turn's time for both; the first basic creature and four more are placed", () => {
  const table = setup();
  expect(timing(table)).toEqual({ seats: [0, 1], turn: "setup", ms: 60_000 });
  table.timeout(0).timeout(1);
  expect(table.state.sides.map(({ timeouts }) => timeouts)).toEqual([1, 1]);
  expect(table.state.sides[0].active?.stack[0]?.card).toBe("E1");
  expect(table.state.sides[0].bench.map(({ stack }) => stack[0]?.card)).toEqual(["N1", "E4", "N2", "E1"]);
  expect(table.state).toMatchObject({ phase: "main", turn: 1 });
});

test("[G2] a turn has its time and is ended; none of it runs where there is no clock", () => {
  const table = new Table([{}, {}]);
  expect(timing(table)).toMatchObject({ seats: [0], ms: 180_000 });
  expect(table.timeout(0).types).toContain("turn.ended");
  expect(timing(table)).toMatchObject({ seats: [1], ms: 180_000 });
  expect(timing(new Table([{}, {}], { mainLeft: 0 }, { turnMs: 0 }))?.ms).toBe(0);
  expect(timing(setup({ turnMs: 0 }))?.ms).toBe(0);
});

test("[G2] a search that is not answered finds nothing, and the turn goes on with what was left of its time", () => {
  const table = new Table([{ hand: "I2", deck: "N1 XE" }, {}]).must(0, { type: "play-trainer", card: "h1" });
  expect(timing(table)).toMatchObject({ seats: [0], ms: 60_000 });
  table.timeout(0, 60_000);
  expect(table.events.findLast(({ type }) => type === "searched")).toMatchObject({ card: null, auto: true });
  expect(timing(table)).toMatchObject({ seats: [0], ms: 180_000 });
  expect(table.state.sides[0].timeouts).toBe(1);
});

test("[G2] a prize is the first, a new active creature the one with most life; each counts as a timeout of its seat", () => {
  const bench = [creature("N1", { damage: 20 }), creature("T4", { damage: 30 })];
  const attacker = { active: creature("E3", { energy: "XE XE XE" }), prizes: "E1 XE XE" };
  const table = new Table([attacker, { active: creature("T1"), bench }]).must(0, { type: "attack", index: 0 });
  table.timeout(0).timeout(1);
  expect(table.state.sides[0].hand.at(-1)?.card).toBe("E1");
  expect(table.state.sides[1].active?.stack[0]?.card).toBe("T4");
  expect(table.state.sides.map(({ timeouts }) => timeouts)).toEqual([1, 1]);
});

test("[G2] the last timeout that is allowed loses, in a forced choice as well", () => {
  const attacker = { active: creature("E3", { energy: "XE XE XE" }), timeouts: 2 };
  const down = { active: creature("T1"), bench: [creature("N1")] };
  const table = new Table([attacker, down]).must(0, { type: "attack", index: 0 }).timeout(0);
  expect(table.state.result).toMatchObject({ winners: [1], reason: "timeout" });
  expect(timing(table)).toBeNull();
});
