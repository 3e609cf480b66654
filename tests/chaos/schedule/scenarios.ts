/** The scenarios by their names in the test plan: each makes its plan of faults from a seed. */
import { Chance } from "../../simulation/world/chance.js";
import type { FaultKind, PlannedFault } from "./plan.js";

type Span = readonly [least: number, most: number];

interface Ingredient {
  readonly kind: FaultKind;
  readonly forMs: Span;
  readonly hasPlace?: true;
}
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** Time between the beginnings of two faults. */
  readonly everyMs: Span;
  readonly ingredients: readonly [Ingredient, ...Ingredient[]];
}

export const SCENARIOS: readonly Scenario[] = [
  {
    id: "X1",
    title: "a node is killed (kill -9) or asked to stop every 3 to 8 seconds",
    everyMs: [3_000, 8_000],
    ingredients: [
      { kind: "node.kill", forMs: [0, 2_000], hasPlace: true },
      { kind: "node.kill", forMs: [0, 2_000], hasPlace: true },
      { kind: "node.stop", forMs: [0, 2_000], hasPlace: true },
    ],
  },
];

/** The faults of one run of a scenario. */
export function planOf(
  scenario: Scenario,
  seed: number,
  run: { readonly ms: number; readonly places: number },
): PlannedFault[] {
  const chance = new Chance(`${scenario.id} ${seed}`);
  const plan: PlannedFault[] = [];
  for (let atMs = chance.between(scenario.everyMs); atMs < run.ms; atMs += chance.between(scenario.everyMs)) {
    const { kind, forMs, hasPlace } = chance.pick(scenario.ingredients);
    const place = hasPlace === true ? chance.below(run.places) : null;
    plan.push({ atMs: Math.round(atMs), kind, forMs: Math.round(chance.between(forMs)), place });
  }
  return plan;
}
