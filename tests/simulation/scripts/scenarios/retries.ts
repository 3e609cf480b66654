/** S6 to S9: one msgId, one outcome; and what cannot be stored or decided harms nobody else. */
import { allSee, expectAnswer, expectRefused, type Scenario, tableOf } from "../scenario.js";

const MSG_ID = "11111111-1111-4111-8111-111111111111";
const OTHER_ID = "22222222-2222-4222-8222-222222222222";

export const RETRIES: readonly Scenario[] = [
  {
    id: "S6",
    title: "an accepted move is accepted once for ever, also when nobody remembers it but the log",
    promises: ["SY5"],
    mutants: ["skip-msgid-fence"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      const move = { basedOn: 2, cell: 4 };
      expectAnswer(stage, await stage.wire(anna, 0).move(matchId, MSG_ID, move), { ok: true, version: 3 });
      await allSee(stage, [bob], 3);
      expectAnswer(stage, await bob.move(0), { ok: true });
      stage.world.coordination.flush();
      stage.kill(0);
      stage.kill(1);
      await stage.wait(1_000);
      for (const place of [0, 1]) {
        const again = await stage.wire(anna, place).move(matchId, MSG_ID, move);
        expectAnswer(stage, again, { ok: true, version: 3, duplicate: true });
      }
    },
  },
  {
    id: "S7",
    title: "one msgId for two different things is refused, whatever became of the first",
    promises: ["SY5"],
    mutants: ["reused-msgid-not-noticed"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      const [here, there] = [stage.wire(anna, 0), stage.wire(anna, 1)];
      await stage.wait(20);
      expectAnswer(stage, await here.move(matchId, MSG_ID, { basedOn: 2, cell: 4 }), { ok: true, version: 3 });
      expectRefused(stage, await here.move(matchId, MSG_ID, { basedOn: 2, cell: 5 }), "msg_id_reused");
      await allSee(stage, [anna, bob], 3);
      stage.world.coordination.flush();
      expectRefused(stage, await there.move(matchId, MSG_ID, { basedOn: 2, cell: 5 }), "msg_id_reused");
    },
  },
  {
    id: "S7b",
    title:
      "a move for a version that there is not is no refused one: a copy that comes when there is one may be accepted",
    promises: ["SY5"],
    mutants: ["undecided-is-refused", "undecided-is-remembered"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      stage.expect("Bob is told nothing definite", (await bob.move(0, 3)) === null);
      const { msgId = "" } = stage.world.recorder.operations.at(-1) ?? {};
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      await allSee(stage, [anna, bob], 3);
      const late = await stage.wire(bob, 0).move(matchId, msgId, { basedOn: 3, cell: 0 });
      expectAnswer(stage, late, { ok: true, version: 4, duplicate: false });
    },
  },
  {
    id: "S8",
    title: "one msgId on its way through two nodes at once has one outcome on both",
    promises: ["SY5"],
    mutants: ["duplicate-taken-for-lost"],
    async run(stage) {
      const { anna, matchId } = await tableOf(stage);
      const [here, there] = [stage.wire(anna, 0), stage.wire(anna, 1)];
      await stage.wait(20);
      stage.hints = "lost";
      const move = { basedOn: 2, cell: 4 };
      const answers = await Promise.all([here.move(matchId, MSG_ID, move), there.move(matchId, MSG_ID, move)]);
      for (const answer of answers) expectAnswer(stage, answer, { ok: true, version: 3 });
      const first = answers.filter((answer) => answer?.ok && !answer.duplicate);
      stage.expect("one of the two was the first", first.length === 1);
      stage.hints = "through";
    },
  },
  {
    id: "S9",
    title: "a row that cannot be stored is refused alone, and those it flew with go in",
    promises: ["DU2"],
    mutants: ["no-bisect"],
    nodes: 1,
    async run(stage) {
      const wires = [];
      for (let i = 0; i < 4; i += 1) {
        const { anna, matchId } = await tableOf(stage);
        wires.push({ wire: stage.wire(anna, 0), matchId });
      }
      await stage.wait(20);
      stage.poison.add(OTHER_ID);
      stage.next(0, "append", "slow");
      const moves = [];
      for (const [i, { wire, matchId }] of wires.entries()) {
        moves.push(wire.move(matchId, i === 2 ? OTHER_ID : `${MSG_ID.slice(0, -1)}${i}`, { basedOn: 2, cell: 4 }));
        // The first one holds up the others, which then fly together.
        if (i === 0) await stage.wait(50);
      }
      for (const [i, answer] of (await Promise.all(moves)).entries()) {
        if (i === 2) expectRefused(stage, answer, "unstorable");
        else expectAnswer(stage, answer, { ok: true, version: 3 });
      }
    },
  },
];
