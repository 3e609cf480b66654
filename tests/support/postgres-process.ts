import type { ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopDaemon } from "../../scripts/services/daemon.mjs";
import { findProgram, WANTED } from "../../scripts/services/find-program.mjs";
import { copyCluster, newCluster, runPostgres } from "../../scripts/services/postgres.mjs";
import { dieWithRunner } from "./die-with-runner.js";
import { eventually } from "./eventually.js";
import { freePort } from "./free-port.js";

/** After kill -9 its children hold the port and the shared memory for a moment. */
const RESTART_MS = 30_000;

/** A Postgres of one test's own, to be killed, frozen and started again on what it had written. */
export class PostgresProcess {
  #running: ChildProcess | null = null;
  #callOff = () => {};
  #frozen: { readonly pid: number; readonly callOff: () => void }[] = [];

  private constructor(
    readonly port: number,
    private readonly home: string,
    private readonly cluster: Omit<Parameters<typeof runPostgres>[0], "port">,
  ) {}

  /** @throws when Postgres is not installed */
  static async start(settings: Record<string, string> = {}): Promise<PostgresProcess> {
    const found = findProgram(WANTED.postgres);
    if (found === null) throw new Error("postgres was not found; install the package postgresql.");
    const program = realpathSync(found);
    const home = mkdtempSync(join(tmpdir(), "holdfast-postgres-"));
    // Its account is not ours, and has to get at what is below.
    chmodSync(home, 0o711);
    const cluster = { program, settings, ...newCluster(program, join(home, "postgres")) };
    const postgres = new PostgresProcess(await freePort(), home, cluster);
    await postgres.start();
    return postgres;
  }

  /** A copy of it, at an address of its own, that follows it through this port until it is promoted. */
  async replica(through: number): Promise<PostgresProcess> {
    const { program } = this.cluster;
    const home = mkdtempSync(join(tmpdir(), "holdfast-postgres-"));
    chmodSync(home, 0o711);
    const cluster = { ...this.cluster, ...(await copyCluster(program, join(home, "postgres"), this.port)) };
    writeFileSync(join(cluster.data, "postgresql.auto.conf"), followingFrom(through), { flag: "a" });
    const replica = new PostgresProcess(await freePort(), home, cluster);
    await replica.#run({ follows: true });
    return replica;
  }

  get url(): string {
    return this.urlAt(this.port);
  }

  /** Its address as seen through somebody who listens elsewhere. */
  urlAt(port: number): string {
    return `postgres://holdfast@127.0.0.1:${port}/postgres`;
  }

  /** Starts it, or starts it again, at the same address; resolves when it takes connections. */
  start(): Promise<void> {
    return this.#run({});
  }

  async #run(how: { readonly follows?: true }): Promise<void> {
    const { port, cluster } = this;
    const attempt = () => runPostgres({ port, ...cluster, ...how });
    const running = await eventually(attempt, { withinMs: RESTART_MS, everyMs: 50 });
    this.#running = running;
    if (running.pid !== undefined) this.#callOff = dieWithRunner(running.pid, this.home);
  }

  /** kill -9 of the server; what it had started ends by itself. Resolves when the server is dead. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** Shuts down without a checkpoint: everybody is cut off, and the next start recovers from the log. */
  stopAtOnce(): Promise<void> {
    return this.#end("SIGQUIT");
  }

  /** Stops all of it in its tracks: connections stay open and nothing answers. */
  freeze(): void {
    const pid = this.#running?.pid;
    if (pid === undefined) return;
    // The server first: it starts nothing any more while the others are looked up.
    process.kill(pid, "SIGSTOP");
    const pids = [pid, ...childrenOf(pid)];
    this.#frozen = pids.map((each) => ({ pid: each, callOff: dieWithRunner(each, this.home) }));
    for (const each of pids) signal(each, "SIGSTOP");
  }

  thaw(): void {
    for (const { pid, callOff } of this.#frozen.splice(0).reverse()) {
      callOff();
      signal(pid, "SIGCONT");
    }
  }

  /** Ends it and removes what it wrote. */
  async stop(): Promise<void> {
    await this.#end("SIGQUIT");
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(how: NodeJS.Signals): Promise<void> {
    const running = this.#running;
    this.#running = null;
    this.thaw();
    if (running !== null) await stopDaemon(running, how);
    this.#callOff();
  }
}

/** Later settings win: this one comes after what the copying wrote. */
function followingFrom(port: number): string {
  return `primary_conninfo = 'host=127.0.0.1 port=${port} user=holdfast'\n`;
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | null {
  try {
    // The name of the program is in brackets and may hold anything.
    const [, afterName = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) \S /);
    return Number(afterName.split(" ")[0]);
  } catch {
    return null;
  }
}

function signal(pid: number, what: NodeJS.Signals): void {
  try {
    process.kill(pid, what);
  } catch {
    // It has ended meanwhile.
  }
}
