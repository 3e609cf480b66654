/**
 * A real server in a process of its own, as an operator would run it: started on a free port, killed without
 * warning, started again on the same port. Always reaped, also when the test fails or the runner dies.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "./eventually.js";
import { freePort } from "./free-port.js";

const MAIN = fileURLToPath(new URL("../../apps/server/dist/main.js", import.meta.url));
const DIE_WITH_PARENT = new URL("../../scripts/steps/die-with-parent.mjs", import.meta.url).href;
const READY_MS = 60_000;

export interface ServerOptions {
  /** Added to a minimal environment; nothing of the runner's own settings leaks into the server. */
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
  /** The program; today's build unless another one is named. */
  readonly main?: string;
}

const alive = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Starts a server and resolves once `/readyz` answers 200. Call `dispose` (or `await using`) when done. */
export async function spawnServer(options: ServerOptions = {}): Promise<SpawnedServer> {
  const server = new SpawnedServer(options.port ?? (await freePort()), options.env ?? {}, options.main ?? MAIN);
  try {
    await server.start();
  } catch (why) {
    await server.dispose();
    throw why;
  }
  return server;
}

export class SpawnedServer implements AsyncDisposable {
  readonly url: string;
  readonly #dataFolder = mkdtempSync(join(tmpdir(), "holdfast-server-"));
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #output = "";

  constructor(
    readonly port: number,
    env: Readonly<Record<string, string>>,
    private readonly main: string,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.#env = env;
  }

  /** Everything it has printed since it was first started. */
  get output(): string {
    return this.#output;
  }

  /** Starts it (again) on its port; its data folder is the one it had before. */
  async start(): Promise<void> {
    if (this.#child !== null && !hasEnded(this.#child)) throw new Error("the server runs already");
    const child = spawn(process.execPath, ["--import", DIE_WITH_PARENT, this.main], {
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    this.#child = child;
    alive.add(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => this.#hear(String(chunk)));
    child.once("exit", () => alive.delete(child));
    const answer = await eventually(() => this.#readiness(child), { withinMs: READY_MS, everyMs: 25 });
    if (answer === "ended") throw new Error(`the server ended before it was ready:\n${this.#output}`);
  }

  /** It ran, and its process is gone by itself. */
  get hasEnded(): boolean {
    return this.#child !== null && hasEnded(this.#child);
  }

  /** kill -9: no farewell, no flush. Resolves when the process is gone. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  /** Stops it in its tracks: its connections stay open, and nothing answers. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Asks it to stop as a deployment would; answers its exit code. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    await this.#end("SIGTERM");
    return child?.exitCode ?? null;
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #environment(): NodeJS.ProcessEnv {
    const own = { PATH: process.env.PATH, HOME: this.#dataFolder, NODE_ENV: "test", HOLDFAST_PARENT_PIPE: "3" };
    const settings = { PORT: String(this.port), HOST: "127.0.0.1", DATA_DIR: this.#dataFolder };
    return { ...own, ...settings, ...this.#env };
  }

  #hear(text: string): void {
    this.#output = (this.#output + text).slice(-1_000_000);
  }

  async #readiness(child: ChildProcess): Promise<"ready" | "ended" | false> {
    if (hasEnded(child)) return "ended";
    const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok && "ready";
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || hasEnded(child)) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
