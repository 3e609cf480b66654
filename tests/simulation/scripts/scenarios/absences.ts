/** C33 of the design: an absence is held against nobody whom some node had, whatever the board of who is there has lost. */
import type { Actor } from "../actor.js";
import type { Stage } from "../stage.js";
import { allSee, OPTIONS, type Scenario, tableOf } from "../scenario.js";

const GRACE_MS = 6_000;
/** Longer than the three seconds that all nodes may be silent. */
const OUTAGE_MS = 4_500;
const PATIENT = { ...OPTIONS, graceMs: GRACE_MS, turnMs: 0 } as const;

/** What the node at this place next tells the board of who is connected to it does not get there, so many times. */
function loseTold(stage: Stage, place: number, times: number): void {
  for (let i = 0; i < times; i += 1) stage.next(place, "tell", "request");
}

/** Closes the page, and nobody waits for it to be level. */
function leave(who: Actor): void {
  who.page?.end();
  who.page = null;
}

export const ABSENCES: readonly Scenario[] = [
  {
    id: "C33",
    title: "who is connected to a node that cannot tell the board of them is counted out by no other",
    promises: ["SY3.2"],
    mutants: ["unsaid-not-named"],
    async run(stage) {
      loseTold(stage, 1, 12);
      const { anna, bob } = await tableOf(stage, PATIENT);
      await stage.wait(GRACE_MS + 2_000);
      stage.expect("the match goes on", anna.version === 2 && bob.version === 2);
    },
  },
  {
    id: "C33b",
    title: "who comes back a moment before their grace is over is found, though the board was not told",
    promises: ["SY3.2"],
    mutants: ["others-not-asked-before-an-absence"],
    async run(stage) {
      const { anna, bob, matchId } = await tableOf(stage, PATIENT);
      const seat = () => anna.match.snapshot?.seats[1];
      await stage.until("bob is here", () => seat()?.presence === "here");
      leave(bob);
      await stage.until("his grace runs", () => (seat()?.graceEndsAt ?? null) !== null);
      const endsAt = seat()?.graceEndsAt ?? 0;
      await stage.wait(endsAt - stage.world.timeline.now - 60);
      // Longer than is waited below, and over before the end: it is told again every second.
      loseTold(stage, 1, 4);
      bob.open(1);
      await bob.resume(matchId);
      await stage.wait(2_000);
      stage.expect("the match goes on", anna.version === 2);
    },
  },
  {
    id: "C33d",
    title: "whose grace meets a time in which no node served has what that took, and time to come back",
    promises: ["SY3", "DU5.1"],
    mutants: ["grace-without-outages"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage, PATIENT);
      const seat = () => anna.match.snapshot?.seats[1];
      leave(bob);
      await stage.until("his grace runs", () => (seat()?.graceEndsAt ?? null) !== null);
      const endsAt = seat()?.graceEndsAt ?? 0;
      for (const node of stage.world.nodes) node?.process.pause(OUTAGE_MS);
      await stage.wait(endsAt - stage.world.timeline.now + 3_000);
      stage.expect("the match goes on", anna.version === 2);
    },
  },
  {
    id: "C33c",
    title: "who is away is gone when the grace is over: the twin",
    promises: ["SY3"],
    mutants: ["no-absences"],
    async run(stage) {
      const { anna, bob } = await tableOf(stage, PATIENT);
      leave(bob);
      await allSee(stage, [anna], 3, GRACE_MS + 20_000);
    },
  },
];
