/** `npm test`: installs, builds, checks, starts what the tests need, runs every test, and counts. */
import "./steps/require-node.mjs";

void import("./steps/test-all.mjs").then(({ testAll }) => testAll(process.argv.slice(2)));
