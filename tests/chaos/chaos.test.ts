/** A short run on real processes holds every promise; and a run whose log has lost one acknowledged move is found out. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PATIENCE_MS = 180_000;

async function chaos(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "tests/chaos/main.ts", ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}

const SHORT = ["--only", "X1", "--seconds", "8", "--tables", "6", "--seed", "3"];

test(
  "[DU1] three nodes are killed in turn while people play, and no promise is broken",
  async () => {
    const { code, output } = await chaos(...SHORT);
    expect(output).toContain(" 0 promises broken");
    expect(code, output).toBe(0);
  },
  PATIENCE_MS,
);

test(
  "[SY8.1] a replica takes over without the last moves, everybody is told, and one in step takes over with all of them",
  async () => {
    const { code, output } = await chaos("--only", "X6", "--tables", "6");
    expect(output).toMatch(/[1-9]\d* of them taken back and told in .* 0 promises broken/);
    expect(code, output).toBe(0);
  },
  PATIENCE_MS,
);

test(
  "[DU2] the same run is red when one acknowledged move is missing from the log that is judged",
  async () => {
    const { code, output } = await chaos(...SHORT, "--tamper", "lost-row");
    expect(output).toContain("was accepted and is not in the log");
    expect(code, output).toBe(1);
  },
  PATIENCE_MS,
);

/** Long enough for somebody's time to run out. */
const TIMED = ["--only", "X3", "--seconds", "25", "--tables", "10", "--seed", "5"];

test(
  "[DU5.1] a run in which a turn was taken that an outage had its part in is red",
  async () => {
    const { code, output } = await chaos(...TIMED, "--tamper", "taken-turn");
    expect(output).toMatch(/H-h: timeout:\d+ came \d+ ms before its turn was over, but for an outage/);
    expect(code, output).toBe(1);
  },
  PATIENCE_MS,
);
