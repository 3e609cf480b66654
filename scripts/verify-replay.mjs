/** `npm run verify-replay -- <file.json>`: decides a downloaded match again, by the rules of this repository. */
import "./steps/require-node.mjs";

void import("./steps/run-verify-replay.mjs").then(({ runVerifyReplay }) => runVerifyReplay(process.argv.slice(2)));
