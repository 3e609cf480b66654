/** One throwaway server program: started, watched until it says it is ready, and stopped for certain. */
import { spawn } from "node:child_process";

const READY_MS = 30_000;
const STOP_MS = 5_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const living = new Set();

/** The last resort: whatever still runs when this process ends is ended too. */
export function killDaemons() {
  for (const child of living) child.kill("SIGKILL");
}

/**
 * Starts a program and resolves once its output contains `ready`.
 * @param {{ name: string, command: string, args: string[], ready: string, options: import("node:child_process").SpawnOptions }} program
 */
export async function startDaemon({ name, command, args, ready, options }) {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  living.add(child);
  child.once("exit", () => living.delete(child));
  await untilReady(child, { name, ready });
  return child;
}

/** @param {import("node:child_process").ChildProcess} child @param {{ name: string, ready: string }} expected */
function untilReady(child, { name, ready }) {
  return new Promise((/** @type {(value: void) => void} */ resolve, reject) => {
    let output = "";
    const late = setTimeout(() => fail(`nothing after ${READY_MS / 1000} s`), READY_MS);
    const fail = (/** @type {string} */ why) => {
      clearTimeout(late);
      child.kill("SIGKILL");
      reject(new Error(`${name} did not start (${why}):\n${output.slice(-2_000)}`));
    };
    const hear = (/** @type {Buffer} */ chunk) => {
      if (output.length < 100_000) output += chunk.toString();
      if (!output.includes(ready)) return;
      clearTimeout(late);
      resolve();
    };
    // The pipes are read to the end, also after it is ready: a full pipe would stall the program.
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => fail(`it ended with ${code ?? signal}`));
  });
}

/** Ends it with the given signal, by force if it takes longer than it should. @param {import("node:child_process").ChildProcess} child @param {NodeJS.Signals} signal */
export function stopDaemon(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((/** @type {(value: void) => void} */ resolve) => {
    const impatient = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    child.once("exit", () => {
      clearTimeout(impatient);
      resolve();
    });
    child.kill(signal);
  });
}
