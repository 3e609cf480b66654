/** S10 to S12: time runs out once, and never for somebody who moved in time or whose node was gone. */
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
  {
    id: "S11b",
    title:
      "a move that came in time wins, however long its node has to wait for storage, and the next turn is a whole one",
    promises: ["DU5.2", "MT5"],
    mutants: ["open-requests-not-waited-for", "late-beginning-not-given-back"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage, TIMED);
      await stage.wait(4_850);
      stage.next(0, "append", "stuck");
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await allSee(stage, [anna, bob], 3);
      // Three seconds of it went by before anybody could know of it.
      await stage.wait(4_800);
      expectAnswer(stage, await bob.move(0), { ok: true });
    },
  },
  {
    id: "S12b",
    title: "whose node dies in the last moment of a turn still has time to play it on another",
    promises: ["DU5.2", "MT5"],
    mutants: ["lost-nodes-not-given-back"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage, TIMED);
      await stage.wait(4_800);
      anna.reroute(1);
      stage.kill(0);
      await stage.wait(300);
      expectAnswer(stage, await anna.move(4), { ok: true });
      stage.expect("no time ran out", anna.version === 4);
      await allSee(stage, [anna, bob], 4);
    },
  },
];
