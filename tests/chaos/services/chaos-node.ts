/**
 * One node as an operator's supervisor would run it: the built server in a process of its own, started again whenever
 * it ended, killed, frozen and asked to stop on demand. Ends with this process, however that ends.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dieWithRunner } from "../../support/die-with-runner.js";

const MAIN = fileURLToPath(new URL("../../../apps/server/dist/main.js", import.meta.url));
const RESTART_MS = 300;
const LINES_KEPT = 200;
/** Of what it said last when it crashed: enough for where that was. */
const LINES_TOLD = 15;

export interface NodeSettings {
  readonly name: string;
  readonly port: number;
  /** Removed when this process is gone. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** A line it logged that an operator should see: level error or worse. */
  readonly onComplaint: (line: string) => void;
  /** It ended although nobody had asked it to. */
  readonly onCrash: (how: string) => void;
}

export class ChaosNode {
  readonly lines: string[] = [];
  #child: ChildProcess | null = null;
  #isWanted = false;
  #readyAt: number | null = null;

  constructor(private readonly settings: NodeSettings) {}

  get name(): string {
    return this.settings.name;
  }
  get port(): number {
    return this.settings.port;
  }
  get isRunning(): boolean {
    return this.#child !== null;
  }
  /** Epoch milliseconds at which it last said that it is ready; null while it is not. */
  get readyAt(): number | null {
    return this.#readyAt;
  }

  /** Starts it; from now on it is started again whenever it ends by itself. */
  start(): void {
    this.#isWanted = true;
    if (this.#child === null) this.#spawn();
  }

  /** Resolves once it serves. @throws when it does not in time */
  async ready(withinMs = 30_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (this.#readyAt === null) {
      if (Date.now() > deadline) throw new Error(`${this.name} is not ready:\n${this.lines.slice(-20).join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends it with this signal, and leaves it ended; resolves when it is gone. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    this.#isWanted = false;
    const child = this.#child;
    if (child === null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    // Stopped in its tracks it would not hear of it.
    if (signal === "SIGTERM") child.kill("SIGCONT");
    await gone;
  }

  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }
  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Memory it occupies, bytes; null while it does not run. */
  residentBytes(): number | null {
    try {
      const [, pages] = readFileSync(`/proc/${this.#child?.pid}/statm`, "utf8").split(" ");
      return Number(pages) * 4096;
    } catch {
      return null;
    }
  }

  #spawn(): void {
    const { port, folder, env } = this.settings;
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env.PATH, HOME: folder, PORT: String(port), HOST: "127.0.0.1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    // Whoever asks what it said when it crashed does not mean the one before it.
    this.lines.length = 0;
    const callOff = child.pid === undefined ? () => {} : dieWithRunner(child.pid, folder);
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.on("data", (chunk) => {
        const lines = (rest + String(chunk)).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.#hear(line);
      });
    }
    child.once("error", (error) => this.#hear(String(error)));
    child.once("exit", (code, signal) => {
      callOff();
      this.#child = null;
      this.#readyAt = null;
      if (!this.#isWanted) return;
      this.settings.onCrash(`${code ?? signal}: ${this.lines.slice(-LINES_TOLD).join(" | ")}`);
      setTimeout(() => this.#isWanted && this.#child === null && this.#spawn(), RESTART_MS);
    });
  }

  #hear(line: string): void {
    if (line.startsWith("Holdfast is ready")) this.#readyAt = Date.now();
    this.lines.push(line);
    if (this.lines.length > 2 * LINES_KEPT) this.lines.splice(0, LINES_KEPT);
    if (/^\{"level":(?:50|60),/.test(line)) this.settings.onComplaint(line);
  }
}
