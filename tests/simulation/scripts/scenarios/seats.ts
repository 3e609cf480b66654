/** S16 and S17: whose seat it is, and in which order one connection's requests are carried out. */
import { allSee, expectAnswer, expectRefused, type Scenario, tableOf } from "../scenario.js";

const FIRST = "11111111-1111-4111-8111-111111111111";
const SECOND = "22222222-2222-4222-8222-222222222222";

export const SEATS: readonly Scenario[] = [
  {
    id: "S16",
    title: "the newest connection of a player holds the seat, on whichever node, and the older one does not come back",
    promises: ["SY10"],
    mutants: ["older-connection-not-told"],
    async run(stage) {
      const { anna, matchId } = await tableOf(stage);
      const older = anna.page;
      anna.open(1, "elsewhere");
      await anna.resume(matchId);
      await stage.until("the older one is told", () => older?.match?.status === "superseded", 500);
      await stage.wait(3_000);
      stage.expect("the older one stays away", older?.match?.status === "superseded");
      expectAnswer(stage, await anna.move(4), { ok: true, version: 3 });
      older?.end();
    },
  },
  {
    id: "S16b",
    title: "a seat that somebody sits on is nobody else's",
    promises: ["SY11"],
    mutants: ["no-first-wins"],
    async run(stage) {
      const [anna, bob, carl] = [stage.actor("anna"), stage.actor("bob"), stage.actor("carl")];
      anna.open(0);
      bob.open(0);
      carl.open(0);
      const { code } = await anna.create({ bestOf: 1 });
      const [late, first] = [await carl.join(code ?? "", 0), await bob.join(code ?? "", 1)];
      stage.expect("who was first has it", late === null && first !== null);
      await allSee(stage, [anna, bob], 2);
    },
  },
  {
    id: "S17",
    title: "what one connection asks for is carried out in the order in which it was asked",
    promises: ["SY5"],
    mutants: ["neither-calls-nor-commits-in-order"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage);
      const wire = stage.wire(anna, 0);
      await stage.wait(20);
      // Whether a resignation was answered before is asked first; what comes after it must not overtake it meanwhile.
      stage.next(0, "recall", "slow");
      const answers = await Promise.all([
        wire.resign(matchId, FIRST),
        wire.move(matchId, SECOND, { basedOn: 2, cell: 4 }),
      ]);
      expectAnswer(stage, answers[0] ?? null, { ok: true, version: 3 });
      expectRefused(stage, answers[1] ?? null, "match_over");
      await allSee(stage, [anna, bob], 3);
    },
  },
];
