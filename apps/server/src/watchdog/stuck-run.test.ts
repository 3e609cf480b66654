import { expect, test } from "vitest";
import type { Running } from "./run-board.js";
import { StuckRun } from "./stuck-run.js";

const run = { subject: "m", actorId: "ann", msgId: "one" };
const PATIENCE = { noteAfterMs: 500, endAfterMs: 2_000, everyMs: 100 };

/** Looks every 100 ms while this is what runs; answers what was found besides that all is well. */
function watching() {
  let running: Running | null = null;
  let now = 0;
  const stuck = new StuckRun({ look: () => running }, PATIENCE);
  const look = (looks: number, everyMs = 100) =>
    Array.from({ length: looks }, () => {
      now += everyMs;
      return stuck.look(now);
    }).filter(({ what }) => what !== "well");
  return {
    look,
    run(next: Running | null) {
      running = next;
    },
  };
}

test("[SY6.2] what does not come back is noted first, once, and is stuck in the end", () => {
  const { look, run: runs } = watching();
  runs({ number: 1, run });
  expect(look(5)).toEqual([]);
  expect(look(1)).toEqual([{ what: "slow", run }]);
  expect(look(14)).toEqual([]);
  expect(look(1)).toEqual([{ what: "stuck", run }]);
});

test("[SY6.2] what comes back late is taken back, and the next run has all the time again", () => {
  const { look, run: runs } = watching();
  runs({ number: 1, run });
  look(10);
  runs({ number: 3, run });
  expect(look(1)).toEqual([{ what: "back" }]);
  expect(look(4)).toEqual([]);
  runs(null);
  expect(look(30)).toEqual([]);
});

test("[SY6.2] one run after the other is no run that is stuck", () => {
  const { look, run: runs } = watching();
  for (let number = 1; number < 200; number += 2) {
    runs({ number, run });
    expect(look(1)).toEqual([]);
  }
});

test("[SY6.2] a process that stood still as a whole has not lost its patience", () => {
  const { look, run: runs } = watching();
  runs({ number: 1, run });
  look(2);
  expect(look(1, 30_000)).toEqual([]);
  runs(null);
  expect(look(1)).toEqual([]);
});
