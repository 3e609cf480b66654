/** Every failure of the design's list that a simulated world can act out, in its order. */
import type { Violation } from "../checker/history.js";
import type { Scenario } from "./scenario.js";
import { ABSENCES } from "./scenarios/absences.js";
import { COMMITS } from "./scenarios/commits.js";
import { RETRIES } from "./scenarios/retries.js";
import { SEATS } from "./scenarios/seats.js";
import { SYNCS } from "./scenarios/syncs.js";
import { TIMES } from "./scenarios/times.js";
import { Stage } from "./stage.js";

export const SCENARIOS: readonly Scenario[] = [...COMMITS, ...RETRIES, ...TIMES, ...SYNCS, ...SEATS, ...ABSENCES];

/** What is wrong, if anything, and how it went. */
export async function enact(
  scenario: Scenario,
): Promise<{ readonly violations: readonly Violation[]; readonly tail: readonly string[] }> {
  return new Stage(scenario.id, { nodes: scenario.nodes ?? 2 }).perform((stage) => scenario.run(stage));
}
