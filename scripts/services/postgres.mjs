/** A throwaway PostgreSQL as durable as a real one: its settings are those the server insists on. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startDaemon, stopDaemon } from "./daemon.mjs";
import { onFreePort } from "./free-port.mjs";

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  max_connections: "200",
  shared_buffers: "64MB",
  log_min_messages: "warning",
  log_statement: "none",
};

const READY = "database system is ready to accept connections";
/** Older ones write "read only". */
const READY_TO_FOLLOW = "database system is ready to accept read";

/** Starts one below `folder`; answers its address and how to stop it. @param {string} program @param {string} folder */
export async function startPostgres(program, folder) {
  const { data, options } = newCluster(program, join(folder, "postgres"));
  const { port, started } = await onFreePort((free) => runPostgres({ program, data, options, port: free }));
  // SIGQUIT: everything in it is thrown away, so nothing needs to be written first.
  return { url: `postgres://holdfast@127.0.0.1:${port}/postgres`, stop: () => stopDaemon(started, "SIGQUIT") };
}

/** @typedef {import("node:child_process").SpawnOptions} SpawnOptions */

/** An empty cluster in a folder that does not exist yet. @param {string} program @param {string} home */
export function newCluster(program, home) {
  const options = prepareHome(home);
  const data = join(home, "data");
  createCluster(join(dirname(program), "initdb"), data, options);
  return { data, options };
}

/**
 * A copy of a running cluster that follows it: a replica, once it is started.
 * @param {string} program @param {string} home @param {number} port where the other one takes connections
 */
export async function copyCluster(program, home, port) {
  const options = prepareHome(home);
  const data = join(home, "data");
  const from = ["-h", "127.0.0.1", "-p", `${port}`, "-U", "holdfast", "--write-recovery-conf", "--no-sync"];
  const args = ["-D", data, "--checkpoint=fast", "--wal-method=stream", ...from];
  const copying = spawn(join(dirname(program), "pg_basebackup"), args, {
    ...options,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(copying, "close");
  if (code !== 0) throw new Error(`pg_basebackup failed with ${code}`);
  return { data, options };
}

/**
 * Starts the server of a cluster; resolves when it takes connections, a replica (`follows`) those of readers.
 * @param {{ program: string, data: string, options: SpawnOptions, port: number, settings?: Record<string, string>, follows?: boolean }} cluster
 */
export function runPostgres({ program, data, options, port, settings = {}, follows = false }) {
  const all = Object.entries({ ...SETTINGS, ...settings, port }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const ready = follows ? READY_TO_FOLLOW : READY;
  return startDaemon({ name: "PostgreSQL", command: program, args: ["-D", data, ...all], ready, options });
}

/** PostgreSQL refuses to run as root: then it runs as an account without rights, in a folder of that account's. @param {string} home */
function prepareHome(home) {
  mkdirSync(home, { mode: 0o700 });
  const options = { cwd: home, env: { PATH: process.env.PATH, HOME: home, LC_ALL: "C", TZ: "UTC" } };
  if (process.getuid?.() !== 0) return options;
  const account = accountWithoutRights();
  chownSync(home, account.uid, account.gid);
  chmodSync(dirname(home), 0o711);
  return { ...options, ...account };
}

/** @returns {{ uid: number, gid: number }} */
function accountWithoutRights() {
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const account = accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (account === undefined)
    throw new Error("PostgreSQL does not run as root, and there is no account postgres or nobody.");
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

/** @param {string} initdb @param {string} data @param {import("node:child_process").SpawnSyncOptions} options */
function createCluster(initdb, data, options) {
  if (!existsSync(initdb)) throw new Error(`initdb is not beside postgres (${initdb}).`);
  const args = ["-D", data, "-U", "holdfast", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"];
  const { status, stderr, error } = spawnSync(initdb, args, { ...options, encoding: "utf8" });
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`);
}
