import { describe, expect, test } from "vitest";
import { holdem } from "./rules.js";
import { Table } from "./table-for-tests.js";

const timing = (table: Table) => holdem.timing(table.state);
const three = [500, 500, 500];

describe("how long somebody is waited for, and what is done then", () => {
  test("[G3] a decision has its time and the seat's time bank; none where there is no clock", () => {
    expect(timing(new Table({ stacks: three }))).toMatchObject({ seats: [0], ms: 90_000 });
    const sng = new Table({ stacks: three, options: { mode: "sng", timeBankMs: 5_000 } });
    expect(timing(sng)).toMatchObject({ ms: 25_000 });
    expect(timing(new Table({ stacks: three, options: { actMs: 0 } }))).toMatchObject({ ms: 0 });
  });

  test.each(["preflop", "flop", "turn", "river"] as const)(
    "[G3] on the %s a bet is folded to, a free check taken",
    (street) => {
      const toStreet = () => {
        const table = new Table({ stacks: three }).play("0 call", "1 call", "2 check");
        while (table.state.phase !== street) table.play(`${table.state.toAct} check`);
        return table;
      };
      const folding = street === "preflop" ? new Table({ stacks: three }) : toStreet().play("1 bet 20");
      const free = street === "preflop" ? new Table({ stacks: three }).play("0 call", "1 call") : toStreet();
      const autos = [folding, free].map((table) => {
        table.timeout(90_000);
        return table.replay.events.filter((event) => Object(event).auto === true);
      });
      expect(autos).toMatchObject([[{ action: "fold", paid: 0 }], [{ action: "check", paid: 0 }]]);
    },
  );

  test("[G3] hands may be shown for three seconds, then the next begins and what was not shown never is", () => {
    const table = new Table({ stacks: three }).foldAround();
    expect(timing(table)).toMatchObject({ ms: 3_000 });
    table.timeout();
    expect(table.view()).toMatchObject({ phase: "preflop", handNo: 2 });
    expect(table.types).not.toContain("showdown.show");
  });

  test("[G3] one who sits out of a tournament is waited for a second each time", () => {
    const table = new Table({ stacks: three, options: { mode: "sng" } }).play("0 sit-out", "1 sit-out", "2 sit-out");
    table.foldAround().timeout();
    expect(timing(table)).toMatchObject({ seats: [table.state.toAct], ms: 1_000 });
  });

  test("[G3] a cash table that waits for players keeps their places for ten minutes", () => {
    const table = new Table({ stacks: [500, 500] }).play("1 sit-out", "0 fold").timeout();
    expect(timing(table)).toMatchObject({ seats: [1], ms: 600_000 });
  });
});

describe("seats that cannot do what they ask for", () => {
  test("[G3] sitting out and in, leaving, and closing are refused when they are so already", () => {
    const table = new Table({ stacks: three });
    expect(table.ask(1, { type: "sit-in" })).toBe("invalid_action/not_out");
    table.play("1 sit-out");
    expect(table.ask(1, { type: "sit-out" })).toBe("invalid_action/already_out");
    table.play("2 leave");
    expect(table.ask(2, { type: "leave" })).toBe("invalid_action/already_leaving");
    expect(table.ask(null, { type: "close-table" }, true)).toBeNull();
    expect(table.ask(null, { type: "close-table" }, true)).toBe("invalid_action/already_closing");
  });

  test("[G3] nobody comes back to a table that closes", () => {
    const table = new Table({ stacks: [2_000, 2_000, 2_000] }).play("0 fold", "0 leave");
    table.foldAround();
    expect(table.ask(null, { type: "show" })).toBe("forbidden/observer");
    const closing = new Table({ stacks: [2_000, 2_000, 2_000, 2_000] }).foldAround().play("0 leave").timeout();
    expect(closing.ask(null, { type: "close-table" }, true)).toBeNull();
    expect(closing.ask(0, { type: "join", seat: 0, buyIn: 2_000 })).toBe("join_failed/table_full");
  });

  test("[G3] without chips nobody sits in again", () => {
    const holes = ["7c2d", "AhAs"];
    const table = new Table({ stacks: [500, 500, 500], holes, board: "AcAdKh8s9s" }).play(
      "0 all-in",
      "1 call",
      "2 fold",
    );
    expect(table.view().seats[0]).toMatchObject({ stack: 0, out: "out" });
    expect(table.ask(0, { type: "sit-in" })).toBe("invalid_action/no_chips");
  });

  test.each([
    ["sb_above_bb", { mode: "cash", sb: 30, bb: 20 }],
    ["payouts_not_100", { payouts: [60, 30] }],
    ["bad_buy_in", { mode: "cash", buyIn: { min: 900, max: 800 } }],
  ])("[G3] options are refused as %s", (message, options) => {
    const parsed = holdem.schema.options.safeParse(options);
    expect(parsed).toMatchObject({ success: false, error: { issues: [{ message }] } });
  });
});
