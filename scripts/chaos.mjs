/** `npm run test:chaos -- --seconds 300 --seed 7`: real processes, killed, frozen and cut off, and what they promised checked. */
import "./steps/require-node.mjs";

void import("./steps/run-chaos.mjs").then(({ runChaos }) => runChaos(process.argv.slice(2)));
