/** What kind of world it is going to be: chosen by a seed, or set up by a script. */
import type { Chance } from "./chance.js";
import { chooseFaults, type Faults, soundInside } from "./faults.js";
import type { Fates } from "./fates.js";
import { chooseHabits, type Habits } from "./habits.js";

export interface WorldPlan {
  readonly habits: Habits;
  readonly faults: Faults;
  /** People come by themselves, and mishaps too. Otherwise whoever runs the world brings them. */
  readonly isPeopled: boolean;
  /** How long a dead node takes to be there again. */
  readonly restartMs: readonly [number, number];
  /** Whether storage refuses the row with this msgId, instead of what chance would decide. */
  readonly isPoison: ((msgId: string) => boolean) | null;
  /** What becomes of the calls of the node at this place, instead of what chance would decide. */
  readonly fatesOf: ((place: number) => Fates) | null;
}

export function chosenPlan(chance: Chance): WorldPlan {
  const habits = chooseHabits(chance.fork("habits"));
  const faults = chooseFaults(chance.fork("faults"));
  return {
    habits,
    faults: habits.isSoundInside ? soundInside(faults) : faults,
    isPeopled: true,
    restartMs: [100, 3_000],
    isPoison: null,
    fatesOf: null,
  };
}
