/** Ways to break how steps are told as patches, at either end. */
import { change, type Mutant, mutant } from "./mutant.js";

const READER = "packages/sdk/src/frame-reader.ts";
const PATCH = "packages/protocol/src/patch.ts";
const WATCHER = "apps/server/src/live/watcher.ts";
const LATER = "if (told === null || epoch > told.epoch || version > told.version + 1) return MISSED;";
const FITS = "if (epoch !== told.epoch || version !== told.version + 1) throw new DeltaMisfit();";

export const MUTANTS_OF_PATCHES: readonly Mutant[] = [
  mutant(
    "patch-in-any-epoch",
    change(READER, LATER, "if (told === null || version > told.version + 1) return MISSED;"),
    change(PATCH, FITS, "if (version !== told.version + 1) throw new DeltaMisfit();"),
    change(PATCH, "game, epoch, you, from: told.version }", "game, epoch: told.epoch, you, from: told.version }"),
  ),
  mutant(
    "patch-of-any-version",
    change(READER, LATER, "if (told === null || epoch > told.epoch) return MISSED;"),
    change(PATCH, FITS, "if (epoch !== told.epoch) throw new DeltaMisfit();"),
  ),
  mutant(
    "missed-patch-passed-over",
    change(READER, LATER, "if (told === null || epoch > told.epoch || version > told.version + 1) return null;"),
  ),
  mutant("step-from-another-version", change(WATCHER, "if (this.#held !== match.head.version - 1 || ", "if (")),
];
