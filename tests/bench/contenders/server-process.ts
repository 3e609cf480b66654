/** A contender's server in a process of its own, ended for certain when the bench ends in whatever way. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { pinned } from "../measure/pinning.js";

const DIE_WITH_PARENT = new URL("../../../scripts/steps/die-with-parent.mjs", import.meta.url).href;
const STOP_MS = 8_000;
const OUTPUT_KEPT = 20_000;

export interface ServerCommand {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly nodeFlags: readonly string[];
}

const living = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

export class ServerProcess {
  readonly #child: ChildProcess;
  #output = "";

  constructor({ file, env, nodeFlags }: ServerCommand) {
    const flags = [...nodeFlags, "--import", DIE_WITH_PARENT, file];
    const { command, args } = pinned("server", process.execPath, flags);
    this.#child = spawn(command, args, {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    living.add(this.#child);
    this.#child.once("exit", () => living.delete(this.#child));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk) => {
        this.#output = (this.#output + String(chunk)).slice(-OUTPUT_KEPT);
      });
    }
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("the server did not start");
    return this.#child.pid;
  }
  get output(): string {
    return this.#output;
  }
  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Asks it to stop, so that it can write its profile; by force when that takes too long. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const impatient = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await gone;
    clearTimeout(impatient);
  }

  /** Polls until `probe` has an answer. @throws with the server's own words when it ends or takes too long. */
  async until<T>(probe: () => T | null | Promise<T | null>, withinMs: number): Promise<T> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const found = await probe();
      if (found !== null) return found;
      if (this.hasEnded) throw new Error(`the server ended:\n${this.#output}`);
      if (performance.now() > deadline) throw new Error(`the server is not ready:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
