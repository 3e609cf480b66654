/** `npm run check`: types, lint and the repository's rules, without running a test. */
import "./steps/require-node.mjs";

void import("./steps/check-only.mjs").then(({ checkOnly }) => checkOnly());
