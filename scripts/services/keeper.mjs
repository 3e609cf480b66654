/**
 * Holds the tests' own Postgres and Redis for as long as its standard input stays open. Whoever started it may
 * end in any way, kill -9 included: the pipe closes, both are stopped and their folder is removed.
 * Prints one line of JSON, the environment to give to the tests, when they are ready.
 * Usage: node keeper.mjs [--install] postgres redis chromium python
 */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { say } from "../steps/say.mjs";
import { killDaemons } from "./daemon.mjs";
import { WANTED, ensurePrograms, findProgram, pleaseInstall } from "./find-program.mjs";
import { startPostgres } from "./postgres.mjs";
import { startRedis } from "./redis.mjs";

const words = process.argv.slice(2);
const SERVICES = /** @type {const} */ (["postgres", "redis", "chromium", "python"]);
const mayInstall = words.includes("--install");
const folder = mkdtempSync(join(tmpdir(), "holdfast-test-"));
/** @type {(() => Promise<void>)[]} */
const stops = [];

process.on("exit", () => {
  killDaemons();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop(0));
process.stdin.on("close", () => void stop(0)).resume();

start().then(
  (environment) => process.stdout.write(`${JSON.stringify(environment)}\n`),
  (error) => {
    say(error.message);
    return stop(1);
  },
);

async function start() {
  /** @type {Record<string, string>} */
  const environment = {};
  const folders = [];
  const unnamed = SERVICES.filter((service) => words.includes(service) && named(service) === undefined);
  if (mayInstall) await ensurePrograms(unnamed.map((service) => WANTED[service]));
  if (words.includes("postgres")) {
    const program = realpathSync(locate("postgres"));
    folders.push(dirname(program));
    const { url, stop } = await startPostgres(program, folder);
    stops.push(stop);
    environment.HOLDFAST_TEST_DATABASE_URL = url;
  }
  if (words.includes("redis")) {
    const program = locate("redis");
    folders.push(dirname(program));
    const { url, stop } = await startRedis(program, folder);
    stops.push(stop);
    environment.HOLDFAST_TEST_REDIS_URL = url;
  }
  if (words.includes("chromium")) environment.HOLDFAST_CHROMIUM = locate("chromium");
  if (words.includes("python")) environment.HOLDFAST_PYTHON = locate("python");
  // Whatever a test that was killed has left is removed with everything else.
  environment.TMPDIR = join(folder, "tmp");
  mkdirSync(environment.TMPDIR);
  chmodSync(environment.TMPDIR, 0o1777);
  // Tests that kill or freeze a server of their own find the programs on the PATH.
  environment.PATH = [process.env.PATH ?? "", ...folders].join(delimiter);
  return environment;
}

/** @param {keyof typeof WANTED} name */
function locate(name) {
  const program = named(name) ?? findProgram(WANTED[name]);
  if (program === null) throw new Error(pleaseInstall([WANTED[name]]));
  return program;
}

/** An operator may name a program that is somewhere else. @param {string} service */
function named(service) {
  return process.env[`HOLDFAST_${service.toUpperCase()}`];
}

let stopped = false;
/** @param {number} code */
async function stop(code) {
  if (stopped) return;
  stopped = true;
  await Promise.all(stops.map((end) => end()));
  process.exit(code);
}
