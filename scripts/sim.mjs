/** `npm run sim -- --seeds 1000000 --from 1`: simulated worlds by hand, on as many processes as there are processors. */
import "./steps/require-node.mjs";

void import("./steps/run-sim.mjs").then(({ runSim }) => runSim(process.argv.slice(2)));
