/**
 * Child processes that never outlive this one. Each child leads its own process group, so that stopping it
 * stops whatever it started too; a Ctrl-C reaches only us, and we pass it on once.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";

const PATIENCE_MS = 10_000;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
let stopping = false;

/**
 * Starts a command in its own process group.
 * @param {import("./repository.mjs").Command} command
 * @param {import("node:child_process").SpawnOptions} options
 */
export function startChild({ command, args }, options) {
  const child = spawn(command, args, { ...options, detached: true });
  running.add(child);
  return child;
}

const DIE_WITH_PARENT = new URL("./die-with-parent.mjs", import.meta.url).href;

/**
 * Runs a program on this Node in this terminal; it stops when we end, however we end.
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
export function startNode(args, { cwd, env }) {
  const command = { command: process.execPath, args: ["--import", DIE_WITH_PARENT, ...args] };
  const stdio = /** @type {const} */ (["ignore", "inherit", "inherit", "pipe"]);
  return startChild(command, { cwd, env: { ...env, HOLDFAST_PARENT_PIPE: "3" }, stdio: [...stdio] });
}

/**
 * Resolves with the exit code (128 + n after signal n), also when the command could not be started.
 * Once we are asked to stop it does not resolve any more: whoever waited has nothing left to do.
 * @param {import("node:child_process").ChildProcess} child
 */
export async function ended(child) {
  const code = await closed(child);
  if (stopping) await new Promise(() => {});
  return code;
}

function closed(/** @type {import("node:child_process").ChildProcess} */ child) {
  return new Promise((/** @type {(code: number) => void} */ resolve) => {
    child.once("error", (error) => {
      running.delete(child);
      process.stderr.write(`${error.message}\n`);
      resolve(127);
    });
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * Runs a command to its end and keeps what it printed.
 * @param {import("./repository.mjs").Command} command
 * @param {import("node:child_process").SpawnOptions} options
 */
export async function capture(command, options) {
  const child = startChild(command, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const code = await ended(child);
  return { code, output };
}

/** True while any process of the child's group lives, the child's own children included. @param {number} pid */
export function groupLives(pid) {
  return signalGroup(pid, 0);
}

/** Sends a signal to a child's whole group; false when nothing of it is left. @param {number} pid @param {NodeJS.Signals | 0} signal */
export function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** @param {NodeJS.Signals} signal */
function signalAll(signal) {
  for (const child of running) if (child.pid !== undefined) signalGroup(child.pid, signal);
}

/**
 * Makes Ctrl-C, a termination request or a crash of ours stop every child first. With one child, its exit code
 * becomes ours.
 * @param {() => Promise<void>} [cleanUp] what else must end before we do
 */
export function stopChildrenWithUs(cleanUp = async () => {}) {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => void stopAndExit(signal, cleanUp));
  }
  process.on("exit", () => signalAll("SIGKILL"));
}

/** @param {NodeJS.Signals} signal @param {() => Promise<void>} cleanUp */
async function stopAndExit(signal, cleanUp) {
  if (stopping) return;
  stopping = true;
  const codes = Promise.all([...running].map(closed));
  signalAll(signal === "SIGHUP" ? "SIGTERM" : signal);
  const impatient = setTimeout(() => signalAll("SIGKILL"), PATIENCE_MS);
  const [code = 128 + constants.signals[signal]] = await codes;
  clearTimeout(impatient);
  await cleanUp();
  process.exit(code);
}
