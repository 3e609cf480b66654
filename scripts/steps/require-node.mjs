/** Says in one sentence that this Node is too old. Kept to syntax that old versions can read. */
import { readFileSync } from "node:fs";

const wanted = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).engines.node;
const [major, minor] = wanted.replace(">=", "").split(".").map(Number);
const [haveMajor, haveMinor] = process.versions.node.split(".").map(Number);

if (haveMajor < major || (haveMajor === major && haveMinor < minor)) {
  console.error("Holdfast needs Node " + wanted.replace(">=", "") + " or newer; this is Node " + process.versions.node + ".");
  process.exit(1);
}
