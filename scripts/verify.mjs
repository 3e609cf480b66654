/** `npm run verify -- <matchId | code | all>`: audits what is stored, in the database that the environment names. */
import "./steps/require-node.mjs";

void import("./steps/run-verify.mjs").then(({ runVerify }) => runVerify(process.argv.slice(2)));
