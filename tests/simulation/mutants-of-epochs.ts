/** Ways to break what becomes of a log that was taken back; see `mutants.ts`. */
import { change, type Mutant, mutant } from "./mutant.js";

const LEVELLING = "apps/server/src/live/levelling.ts";

export const MUTANTS_OF_EPOCHS: readonly Mutant[] = [
  mutant("no-epoch-change", change(LEVELLING, "if (epoch === held.epoch) return false;", "if (epoch) return false;")),
  mutant(
    "no-reset-told",
    change(
      "apps/server/src/live/watcher.ts",
      "if (this.#first || epoch !== this.#epoch || head.version !== this.#held) return this.#step(now);",
      "if (this.#first || head.version !== this.#held) return this.#step(now);",
    ),
  ),
  mutant(
    "new-epoch-told-as-the-old-one",
    change(
      "apps/server/src/live/load-match.ts",
      "if (page.some(({ epoch }) => epoch !== live.epoch)) return false;",
      "",
    ),
  ),
  mutant(
    "late-reset-believed",
    change(
      "packages/sdk/src/held-match.ts",
      "isFirst ? this.#asAnswer(frame, this.#claimed) : positionOf(frame)",
      "frame",
    ),
  ),
];
