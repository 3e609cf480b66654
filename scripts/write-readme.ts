/** `npm run readme`: writes the parts of the README that are made from the code. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_SETTINGS } from "./check/all-settings.js";
import { withSettings } from "./check/settings-table.js";
import { ROOT } from "./steps/repository.mjs";

const file = join(ROOT, "README.md");
writeFileSync(file, withSettings(readFileSync(file, "utf8"), ALL_SETTINGS));
