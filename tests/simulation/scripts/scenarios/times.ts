/** S10 and S11: time runs out once, and never for somebody who moved in time. */
import { allSee, expectAnswer, OPTIONS, type Scenario, tableOf } from "../scenario.js";

const TIMED = { ...OPTIONS, turnMs: 5_000, onTimeout: "random-move" } as const;

export const TIMES: readonly Scenario[] = [
  {
    id: "S10",
    title: "two nodes that find the same time over store it once",
    promises: ["MT5"],
    mutants: ["timeout-without-deterministic-msgid", "no-timeouts"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage, TIMED);
      stage.hints = "lost";
      await allSee(stage, [anna, bob], 3, 8_000);
      stage.expect("time ran out once", anna.version === 3 && bob.version === 3);
    },
  },
  {
    id: "S11",
    title: "a move that came in before its time was over wins, though it is stored after it",
    promises: ["MT5"],
    mutants: ["early-timeout"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage, TIMED);
      await stage.wait(4_850);
      stage.next(0, "append", "slow");
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await allSee(stage, [anna, bob], 3);
    },
  },
];
