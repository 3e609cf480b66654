/** One seed: a world from its beginning to its end, judged. */
import { check } from "./checker/check.js";
import type { Violation } from "./checker/history.js";
import type { Sometimes } from "./sometimes.js";
import { describeFaults } from "./world/faults.js";
import { World } from "./world/world.js";

export interface SeedResult {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** The same for every run of this seed with this code. */
  readonly digest: string;
  readonly counts: ReadonlyMap<Sometimes, number>;
  readonly commits: number;
  readonly happened: number;
  /** For people: what was on, and how it ended. */
  readonly faults: string;
  readonly tail: readonly string[];
}

export async function runSeed(seed: number): Promise<SeedResult> {
  const world = new World(`seed ${seed}`);
  const history = await world.run();
  const { recorder, chosen, timeline } = world;
  return {
    seed,
    violations: check(history),
    digest: recorder.digest(),
    counts: recorder.counts,
    commits: history.logs.reduce((sum, { commits }) => sum + commits.length, 0),
    happened: timeline.happened,
    faults: describeFaults(chosen),
    tail: recorder.tail,
  };
}
