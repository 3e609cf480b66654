/** Makes the plan of faults of one run of a scenario from its seed. */
import { Chance } from "../../simulation/world/chance.js";
import type { PlannedFault } from "./plan.js";
import type { Ingredient, Pace, Scenario, Span } from "./scenarios.js";

export interface PlannedRun {
  readonly ms: number;
  /** How many nodes there are. */
  readonly places: number;
}

/** All begin before the storm is over, and are to be over when it is. */
export function planOf(scenario: Scenario, seed: number, run: PlannedRun): readonly PlannedFault[] {
  const { id, script, paces } = scenario;
  if (script !== undefined) return script;
  const chance = new Chance(`${id} ${seed}`);
  return paces === undefined ? dealt(scenario, chance, run) : paced(paces, chance, run);
}

/** Dealt like cards: each kind comes once before any comes again. */
function dealt({ everyMs, ingredients, overlap }: Scenario, chance: Chance, run: PlannedRun): readonly PlannedFault[] {
  const bag = ingredients.flatMap((each) => Array.from({ length: each.weight ?? 1 }, () => each));
  const plan: PlannedFault[] = [];
  let hand: Ingredient[] = [];
  for (let atMs = chance.between(everyMs); atMs < run.ms; ) {
    if (hand.length === 0) hand = [...bag];
    const [next] = hand.splice(chance.below(hand.length), 1);
    if (next === undefined) break;
    const place = next.hasPlace === true ? chance.below(run.places) : null;
    const forMs = lasting(next.forMs, chance, run.ms - atMs);
    plan.push({ atMs: Math.round(atMs), kind: next.kind, forMs: Math.round(forMs), place });
    atMs += chance.between(everyMs) + (overlap === true ? 0 : forMs);
  }
  return plan;
}

function paced(paces: readonly Pace[], chance: Chance, run: PlannedRun): readonly PlannedFault[] {
  return paces.flatMap((pace) => pacedAlone(pace, chance.fork(pace.kind), run)).sort((a, b) => a.atMs - b.atMs);
}

function pacedAlone(
  { kind, forMs, everyMs, hasPlace, restMs }: Pace,
  chance: Chance,
  run: PlannedRun,
): readonly PlannedFault[] {
  const plan: PlannedFault[] = [];
  for (let atMs = chance.between(everyMs); atMs < run.ms; atMs += chance.between(everyMs)) {
    const place = hasPlace === true ? plan.length % run.places : null;
    const fault = { atMs: Math.round(atMs), kind, forMs: Math.round(lasting(forMs, chance, run.ms - atMs)), place };
    plan.push(restMs === undefined ? fault : { ...fault, restMs });
  }
  return plan;
}

function lasting(forMs: Span, chance: Chance, leftMs: number): number {
  return Math.min(chance.between(forMs), leftMs);
}
