import { expect, test } from "vitest";
import { tabletop } from "./rules.js";
import { Table } from "./table-for-tests.js";

const DAY = 86_400_000;
const timing = (table: Table) => tabletop.timing(table.state);

test("[G4] in the setup and in a pause a day without anything ends the match for nobody", () => {
  expect(timing(new Table())).toMatchObject({ ms: DAY });
  const paused = Table.playing().at(5_000).must(1, { type: "pause" });
  expect(timing(paused)).toMatchObject({ ms: DAY });
  paused.timeout(5_000 + DAY);
  expect(paused.replay.outcome).toMatchObject({ status: "aborted", winners: [], reason: "idle" });
});

test("[G4] nobody is hurried while dice are rolled, or with no clock, or one that counts up", () => {
  const rolling = new Table().must("host", { type: "start", force: true });
  expect(timing(rolling)).toBeNull();
  rolling
    .must(1, { type: "roll" }, [2])
    .must(2, { type: "roll" }, [5])
    .must(2, { type: "choose-role", role: "attacker" });
  expect(rolling.view.status).toBe("first-turn");
  expect(timing(rolling)).toBeNull();
  for (const clockMode of ["off", "count-up"] as const) expect(timing(Table.playing({ clockMode }))).toBeNull();
});

test("[MT6] a clock that counts down is timed to its end, once; no turn is taken for a player", () => {
  const table = Table.playing({ initialMs: 60_000 });
  expect(timing(table)).toMatchObject({ seats: [0], ms: 60_000 });
  table.timeout(60_000);
  expect(table.types.filter((type) => type === "clock.flag")).toHaveLength(1);
  expect(table.view).toMatchObject({ active: 1, turn: 1, status: "playing" });
  expect(timing(table)).toBeNull();
});

test("[G4] a score that nobody confirms stands after ten minutes, and a result is final ten minutes later", () => {
  const table = Table.playing({ rounds: 1 }).endTurn(1_000).endTurn(2_000);
  expect(timing(table)).toMatchObject({ seats: [0, 1], ms: 600_000 });
  table.must(1, { type: "confirm" });
  expect(timing(table)).toMatchObject({ seats: [1] });
  table.timeout(602_000);
  expect(table.view).toMatchObject({ status: "over", result: { reason: "score" } });
  expect([table.replay.outcome, timing(table)?.ms]).toEqual([null, 600_000]);
  table.timeout(1_202_000);
  expect([table.replay.outcome?.status, timing(table)]).toEqual(["finished", null]);
});

test("[G4] handing the host on to whoever is host already is refused", () => {
  const table = Table.playing().must("host", { type: "transfer-host", to: 2 });
  expect(table.ask(2, { type: "transfer-host", to: 2 })).toBe("invalid_action/already_host");
});
