/** Says in one sentence that this Node is too old. Kept to syntax that old versions can read. */
import { readFileSync } from "node:fs";

const wanted = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).engines.node.replace(
  ">=",
  "",
);
const have = process.versions.node;

if (order(have) < order(wanted)) {
  console.error(`Holdfast needs Node ${wanted} or newer; this is Node ${have}.`);
  process.exit(1);
}

/** One number that grows with the version. @param {string} version */
function order(version) {
  const parts = version.split(".").map(Number);
  return (parts[0] || 0) * 1000 + (parts[1] || 0);
}
