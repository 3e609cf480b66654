/** `npm run bench`: installs and builds what is missing, then measures Holdfast beside its peers. */
import "./steps/require-node.mjs";

void import("./steps/run-bench.mjs").then(({ runBench }) => runBench(process.argv.slice(2)));
