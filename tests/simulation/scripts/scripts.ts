/** The fixed scripts of the exhaustive search: short, and complete in what two people and two nodes can get into. */
import type { Actor } from "./actor.js";
import type { Stage } from "./stage.js";

/** A script and when its interesting part begins: calls before that are left alone. */
export interface Script {
  readonly name: string;
  readonly run: (stage: Stage, begins: () => void) => Promise<void>;
}

const OPTIONS = { bestOf: 1, firstSeat: 0 } as const;

/** Two people at one match, the first connected to node 0, the second to node 1. */
async function table(stage: Stage, options: object = OPTIONS): Promise<{ readonly anna: Actor; readonly bob: Actor }> {
  const [anna, bob] = [stage.actor("anna"), stage.actor("bob")];
  anna.open(0);
  bob.open(1);
  const { code } = await anna.create(options);
  await bob.join(code ?? "");
  await bothSee(stage, [anna, bob], 2);
  return { anna, bob };
}

async function bothSee(stage: Stage, all: readonly Actor[], version: number): Promise<void> {
  await stage.until(`all see version ${version}`, () => all.every((one) => one.version >= version));
}

/** What is asked again until there is a definite answer ends well, whatever happens on the way. */
function accepted(stage: Stage, what: string, answer: Awaited<ReturnType<Actor["move"]>>): void {
  stage.expect(`${what} ended as ${JSON.stringify(answer)}`, answer?.ok === true);
}

export const SCRIPTS: readonly Script[] = [
  {
    name: "a move and its answer",
    async run(stage, begins) {
      const { anna, bob } = await table(stage);
      begins();
      accepted(stage, "the move", await anna.move(4));
      await bothSee(stage, [bob], 3);
      accepted(stage, "the answer", await bob.move(0));
      await bothSee(stage, [anna, bob], 4);
    },
  },
  {
    name: "a move, retried elsewhere",
    async run(stage, begins) {
      const { anna, bob } = await table(stage);
      begins();
      const moving = anna.move(4);
      anna.reroute(1);
      await stage.wait(2);
      for (const link of [...stage.world.links]) link.cut(false);
      accepted(stage, "the move", await moving);
      await bothSee(stage, [anna, bob], 3);
    },
  },
  {
    name: "a move against its deadline",
    async run(stage, begins) {
      const { anna, bob } = await table(stage, { ...OPTIONS, turnMs: 5_000, onTimeout: "random-move" });
      await stage.wait(4_900);
      begins();
      const moving = anna.move(4);
      await stage.wait(800);
      const answer = await moving;
      stage.expect(`the move ended as ${JSON.stringify(answer)}`, answer !== null);
      await bothSee(stage, [anna, bob], 3);
    },
  },
  {
    name: "a takeover in the middle of a move",
    async run(stage, begins) {
      const { anna, bob } = await table(stage);
      const { id } = anna.match;
      const first = anna.page;
      begins();
      const moving = anna.move(4);
      anna.open(1, "elsewhere");
      await anna.resume(id);
      await moving;
      // Cut off before it was told, the older one comes back, and then it is the newer.
      const isOver = () => [first, anna.page].some((page) => page?.match?.status === "superseded");
      await stage.until("one of the two pages is told that the seat is taken", isOver);
      await bothSee(stage, [bob], 3);
      first?.end();
    },
  },
  {
    name: "everything coordinated is lost in the middle of a retry",
    async run(stage, begins) {
      const { anna, bob } = await table(stage);
      begins();
      const moving = anna.move(4);
      await stage.wait(2);
      for (const link of [...stage.world.links]) link.cut(false);
      stage.world.coordination.flush();
      anna.reroute(1);
      accepted(stage, "the move", await moving);
      await bothSee(stage, [anna, bob], 3);
    },
  },
  {
    name: "two people and one seat",
    async run(stage, begins) {
      const [anna, bob, carl] = [stage.actor("anna"), stage.actor("bob"), stage.actor("carl")];
      anna.open(0);
      bob.open(0);
      carl.open(1);
      const { code } = await anna.create(OPTIONS);
      begins();
      const [first, second] = await Promise.all([bob.join(code ?? "", 1), carl.join(code ?? "", 1)]);
      stage.expect("one of them sits, and only one", (first === null) !== (second === null));
      await bothSee(stage, [anna, first === null ? carl : bob], 2);
    },
  },
];
