/** The program: reads the settings, starts a node, prints where it is, and stops it gently. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { type Config, ConfigError, readConfig } from "./config.js";
import { createLog } from "./http/log.js";
import { misspelt } from "./misspelt.js";
import { type RunningNode, startNode } from "./node.js";

const nodeId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;

function settings(): Config {
  try {
    return readConfig(process.env);
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    // A name that was mistyped may be why another setting is not what it should be.
    process.stderr.write(`${[fault.message, ...misspelt(process.env).map((doubt) => `  ${doubt}`)].join("\n")}\n`);
    process.exit(78);
  }
}

const config = settings();
const log = createLog(config.LOG_LEVEL, nodeId, process.stderr.isTTY === true);
for (const doubt of misspelt(process.env)) log.warn({}, doubt);

function builtWebClient(): string | null {
  const dir = fileURLToPath(new URL("../../web/dist", import.meta.url));
  if (existsSync(`${dir}/index.html`)) return dir;
  log.warn({}, "the web client is not built, only the API is served; run: npm run build");
  return null;
}

async function start(): Promise<RunningNode> {
  try {
    return await startNode({ config, log, nodeId, webDir: builtWebClient(), mayEnd: true });
  } catch (fault) {
    return cannotStart(fault);
  }
}

function cannotStart(fault: unknown): never {
  process.stderr.write(`Holdfast cannot start. ${fault instanceof Error ? fault.message : String(fault)}\n`);
  process.exit(1);
}

// The driver of Postgres throws where nobody can catch it when a connection goes at the wrong moment.
process.on("uncaughtException", cannotStart);
process.on("unhandledRejection", cannotStart);
const node = await start();
const storage = storageInWords(config);
const shared = sharedInWords(config);
process.stdout.write(`Holdfast is ready at ${node.url}  (${storage}; ${shared})\n`);

function sharedInWords({ DATABASE_URL, REDIS_URL }: Config): string {
  if (REDIS_URL === "") return "one node";
  return DATABASE_URL === "" ? "Redis, but one node: others need the same DATABASE_URL" : "Redis, one of several nodes";
}

function storageInWords({ DURABILITY, DATABASE_URL, DATA_DIR }: Config): string {
  if (DURABILITY === "memory") return "in memory: everything is gone when it stops";
  return DATABASE_URL === "" ? `embedded database in ${DATA_DIR}` : "Postgres";
}

/** How long stopping may take beyond the time over which clients are sent away. */
const LINGER_MS = 3_500;

let signals = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    signals += 1;
    // Asked a second time: whoever waits has waited enough, and a crash loses nothing.
    if (signals > 1) process.exit(1);
    log.info({ signal }, "stopping: clients are told to reconnect");
    setTimeout(() => leaveNow(), config.DRAIN_SECONDS + LINGER_MS).unref();
    node.stop().then(
      () => process.exit(0),
      (fault: unknown) => {
        log.error({ fault: String(fault) }, "the node could not be stopped cleanly");
        process.exit(1);
      },
    );
  });
}

/** Storage or a client kept the node from ending in time. What was acknowledged is in the log, so nothing is lost. */
function leaveNow(): void {
  log.warn({}, "the node did not come to rest in time and ends all the same");
  process.exit(0);
}

// Nothing is half done in a fault that nobody caught: the log is fenced, so the safe way on is a new process.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.off(event, cannotStart);
  process.on(event, die);
}

function die(fault: unknown): void {
  log.error({ fault: fault instanceof Error ? fault.stack : String(fault) }, "a fault nobody caught; exiting");
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100);
}
