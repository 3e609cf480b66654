/** S1 to S5: one commit after another, whatever becomes of the statement and of its answer. */
import { allSee, expectAnswer, expectRefused, HEALED_MS, OPTIONS, type Scenario, tableOf } from "../scenario.js";
import { SLOW_MS } from "../scripted-fates.js";

const MSG_ID = "11111111-1111-4111-8111-111111111111";

export const COMMITS: readonly Scenario[] = [
  {
    id: "S1",
    title: "a node that decides on old news appends nothing, and decides again on the log",
    promises: ["DU2", "SY11"],
    mutants: ["skip-parent-check", "lost-race-taken-for-won"],
    async run(stage) {
      const [anna, bob, carl] = [stage.actor("anna"), stage.actor("bob"), stage.actor("carl")];
      anna.open(0);
      bob.open(0);
      carl.open(1);
      const { code, watchKey } = await anna.create(OPTIONS);
      const watching = stage.actor("dora");
      watching.open(1);
      await watching.watch(watchKey ?? "");
      await allSee(stage, [watching], 1);
      stage.hints = "lost";
      const [first, second] = [await bob.join(code ?? "", 1), await carl.join(code ?? "", 1)];
      stage.expect("the first one sits, and only that one", first !== null && second === null);
      stage.hints = "through";
      await allSee(stage, [anna, bob, watching], 2);
    },
  },
  {
    id: "S2",
    title: "a commit for which Postgres gives way is tried again, and its player hears nothing of it",
    promises: ["DU2"],
    mutants: ["giving-way-told-to-client"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage);
      stage.next(0, "append", "gave way");
      stage.next(0, "append", "gave way");
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3, duplicate: false });
      await allSee(stage, [anna, bob], 3);
    },
  },
  {
    id: "S2b",
    title: "commits of several matches meet in one statement, in the order in which every node locks heads",
    promises: ["DU2"],
    mutants: ["unsorted-batch"],
    async run(stage) {
      const tables = [];
      for (let i = 0; i < 4; i += 1) tables.push(await tableOf(stage));
      // From the last name to the first; the first to be sent holds up the others, which then fly together.
      tables.sort((a, b) => (a.matchId < b.matchId ? 1 : -1));
      stage.next(0, "append", "slow");
      const moves = [];
      for (const { anna } of tables) {
        moves.push(anna.move(4));
        await stage.wait(20);
      }
      for (const answer of await Promise.all(moves)) expectAnswer(stage, answer, { ok: true, version: 3 });
    },
  },
  {
    id: "S3",
    title: "a commit whose answer is lost is found out about, and never called a failure",
    promises: ["DU2", "SY5"],
    mutants: ["unknown-reported-as-failed"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage);
      stage.next(0, "append", "reply");
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await allSee(stage, [bob], 3);
      stage.next(1, "append", "request");
      expectAnswer(stage, await bob.move(0), { ok: true, version: 4 });
      await allSee(stage, [anna, bob], 4);
    },
  },
  {
    id: "S3b",
    title: "a commit that an orphaned backend carries out late is in the log once, and its player is told so",
    promises: ["DU2", "SY5"],
    mutants: ["unknown-resolved-by-reading"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage);
      stage.next(0, "append", "late");
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await stage.wait(500);
      await allSee(stage, [anna, bob], 3);
    },
  },
  {
    id: "S4",
    title: "a race that was lost to one's own earlier try is a success",
    promises: ["SY5", "DU2"],
    mutants: ["skip-own-msgid-check"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      stage.hints = "lost";
      const [here, there] = [stage.wire(anna, 0), stage.wire(anna, 1)];
      await stage.wait(20);
      stage.next(0, "append", "dies after");
      const first = await here.move(matchId, MSG_ID, { basedOn: 2, cell: 4 });
      stage.expect("nobody heard of the first try", first === null);
      const again = await there.move(matchId, MSG_ID, { basedOn: 2, cell: 4 });
      expectAnswer(stage, again, { ok: true, version: 3, duplicate: true });
      stage.hints = "through";
      await allSee(stage, [anna, bob], 3);
    },
  },
  {
    id: "S5",
    title: "a commit that takes long is told to nobody before it is stored",
    promises: ["DU2", "SY1"],
    mutants: ["ack-before-commit", "fan-out-before-commit"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage);
      stage.next(0, "append", "slow");
      const moving = anna.move(4);
      await stage.wait(SLOW_MS / 2);
      stage.expect("nobody was shown anything yet", anna.version === 2 && bob.version === 2);
      expectAnswer(stage, await moving, { ok: true, version: 3 });
      await allSee(stage, [anna, bob], 3);
    },
  },
  {
    id: "S5a",
    title: "a node that dies before its commit has told nobody of it, nor left word of it anywhere",
    promises: ["DU2", "SY5"],
    mutants: ["remember-outcome-before-commit"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      const [here, there] = [stage.wire(anna, 0), stage.wire(anna, 1)];
      await stage.wait(20);
      stage.next(0, "append", "dies before");
      stage.expect("nobody was told", (await here.move(matchId, MSG_ID, { basedOn: 2, cell: 4 })) === null);
      stage.expect("nobody was shown", anna.version === 2 && bob.version === 2);
      const again = await there.move(matchId, MSG_ID, { basedOn: 2, cell: 4 });
      expectAnswer(stage, again, { ok: true, version: 3, duplicate: false });
      await allSee(stage, [anna, bob], 3);
    },
  },
  {
    id: "S5b",
    title: "a node that dies between its commit and its wake-up is missed for a second at most",
    promises: ["DU2", "DU7"],
    mutants: ["no-anti-entropy"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      const wire = stage.wire(anna, 0);
      await stage.wait(20);
      stage.next(0, "publish", "dies before");
      stage.expect("nobody was told", (await wire.move(matchId, MSG_ID, { basedOn: 2, cell: 4 })) === null);
      await allSee(stage, [bob], 3, HEALED_MS);
    },
  },
  {
    id: "S5c",
    title: "a refusal is of the position it was made for, and told as such again",
    promises: ["SY5"],
    mutants: ["no-stale-check"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      const wire = stage.wire(bob, 1);
      await stage.wait(20);
      const early = await wire.move(matchId, MSG_ID, { basedOn: 2, cell: 0 });
      expectRefused(stage, early, "not_your_turn");
      expectAnswer(stage, await anna.move(4), { ok: true });
      await allSee(stage, [bob], 3);
      stage.world.coordination.flush();
      const late = await wire.move(matchId, MSG_ID, { basedOn: 2, cell: 0 });
      expectRefused(stage, late, "stale_version");
    },
  },
];
