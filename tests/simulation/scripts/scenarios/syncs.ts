/** S13 to S15: everybody gets to see every version, and nobody an older one after a newer. */
import { allSee, expectAnswer, HEALED_MS, type Scenario, tableOf } from "../scenario.js";
import { SLOW_MS } from "../scripted-fates.js";

export const SYNCS: readonly Scenario[] = [
  {
    id: "S13",
    title: "a node that hears of nothing is level again within a second, and hints without a reason change nothing",
    promises: ["SY8", "DU6"],
    mutants: ["no-anti-entropy"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      stage.hints = "lost";
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await allSee(stage, [bob], 3, HEALED_MS);
      stage.hints = "through";
      const { coordination } = stage.world;
      for (const version of [0, -1, 2, 3, 900]) coordination.publish({ kind: "version", matchId, epoch: 1, version });
      coordination.publish({ kind: "version", matchId, epoch: 7, version: 4 });
      coordination.publish({ kind: "seat", matchId, seat: 0, playerId: anna.playerId, sessionNo: 900 });
      await stage.wait(HEALED_MS);
      const isCalm = [anna, bob].every((one) => one.version === 3 && one.match.status === "live");
      stage.expect("nothing has changed for anybody", isCalm);
    },
  },
  {
    id: "S13b",
    title: "a client that can see that it missed a version asks for it",
    promises: ["SY8"],
    mutants: ["no-resync-on-gap"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage);
      bob.loseNextFrame();
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await stage.wait(50);
      stage.expect("the frame was lost", bob.version === 2);
      expectAnswer(stage, await anna.resign(), { ok: true, version: 4 });
      await allSee(stage, [bob], 4, 300);
    },
  },
  {
    id: "S14",
    title: "a commit made while a node loads its match is not missed",
    promises: ["SY8"],
    mutants: ["read-before-follow"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      // The node forgets everything it holds.
      stage.kill(1);
      await stage.until("node 1 is there again", () => stage.world.nodes[1] !== null);
      bob.page?.end();
      bob.open(1);
      stage.next(1, "follow", "slow");
      const coming = bob.resume(matchId);
      await stage.wait(SLOW_MS / 2);
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await coming;
      await allSee(stage, [bob], 3, SLOW_MS);
    },
  },
  {
    id: "S15",
    title: "somebody who has seen a version sees no older one on a node that has not heard of it",
    promises: ["SY8", "SY7"],
    mutants: ["no-known-check-on-resume"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage);
      stage.hints = "lost";
      // Anti-entropy has just been.
      await stage.at(2_250);
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await allSee(stage, [anna], 3);
      anna.reroute(1);
      stage.cutAll();
      await stage.until("she is back", () => anna.match.status !== "live");
      await stage.until("she is back", () => anna.match.status === "live");
      stage.expect("she sees what she saw", anna.version === 3);
      await allSee(stage, [bob], 3);
    },
  },
];
