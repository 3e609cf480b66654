/** Commands that are run by hand: what they say to whoever does not know their options. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = (file: string, args: readonly string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", file, ...args], { cwd: ROOT, encoding: "utf8", timeout: 60_000 });

const COMMANDS = [
  ["sim", "tests/simulation/by-hand.ts", ["--nope"], "--nope"],
  ["sim", "tests/simulation/by-hand.ts", ["--scenario", "S99"], "S99 is not one of all, S1"],
  ["sim", "tests/simulation/by-hand.ts", ["--seeds", "many"], "--seeds must be a number above 0, not many"],
  ["test:chaos", "tests/chaos/main.ts", ["--nope"], "--nope"],
  ["test:chaos", "tests/chaos/main.ts", ["--only", "X99"], "X99 is not one of"],
  ["test:chaos", "tests/chaos/main.ts", ["--tamper", "nothing"], "nothing is not one of lost-row"],
  ["bench", "tests/bench/main.ts", ["--budget", "B99"], "B99 is not one of B1"],
  ["bench:rules", "tests/bench/rules.ts", ["chess"], "chess is not one of tic-tac-toe"],
] as const;

test.each(COMMANDS)(
  "[OP4] npm run %s (%s %j) says what is wrong, and its options, before it begins",
  (name, file, args, said) => {
    const { status, stdout, stderr } = run(file, args);
    expect(stderr).toContain(said);
    expect(stderr).toContain(`npm run ${name} -- [`);
    expect({ status, stdout, traces: /^\s+at .*:\d+\b/m.test(stderr) }).toEqual({
      status: 2,
      stdout: "",
      traces: false,
    });
  },
  60_000,
);

test.each([...new Map(COMMANDS.map(([name, file]) => [name, file]))])(
  "[OP4] npm run %s --help prints its options",
  (name, file) => {
    const { status, stdout } = run(file, ["--help"]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(`npm run ${name} -- [`) });
  },
  60_000,
);
