import { expect, test } from "vitest";
import type { Driver, Table } from "./driver.js";
import { FanOut } from "./fan-out.js";
import { keyOf, Oracle, type TableView } from "./oracle.js";

const DRIVER: Driver = {
  open: () => Promise.reject(new Error("nobody opens a table here")),
  received: () => ({ bytes: 0, frames: 0 }),
  close() {},
};

function tellAll(audience: readonly ((view: TableView) => void)[], view: TableView): void {
  for (const tell of audience) tell(view);
}

/** A table with a given server: `show` tells every observer the board, or whomever it pleases. */
function scene(show: typeof tellAll) {
  const oracle = new Oracle(1);
  const audience: ((view: TableView) => void)[] = [];
  const observe = async (onView: (view: TableView) => void) => void (audience.push(onView), onView(oracle.view()));
  const fanOut: FanOut = new FanOut(
    {
      table: { observe } as Pick<Table, "observe"> as Table,
      get expected() {
        return keyOf(oracle.view());
      },
      get isOver() {
        return oracle.over;
      },
      move() {
        oracle.play(oracle.quietCells()[0] ?? 0);
        fanOut.onPlayersSaw();
        show(audience, oracle.view());
      },
    },
    () => {},
    20,
  );
  return fanOut;
}

test("[BENCH] a fan-out ends when every observer has seen every move", async () => {
  const fanOut = scene(tellAll);
  await fanOut.gather(3, 2);
  expect(await fanOut.play({ moves: 2, everyMs: 0 }, DRIVER)).toMatchObject({ moves: 2 });
});

test("[BENCH] a fan-out that does not reach everybody ends all the same, and says how many are missing", async () => {
  const fanOut = scene((audience, view) => tellAll(audience.slice(1), view));
  await fanOut.gather(3, 2);
  await expect(fanOut.play({ moves: 2, everyMs: 0 }, DRIVER)).rejects.toThrow(/^lost: 1 of 3 observers had not seen/);
});
