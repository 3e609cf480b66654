import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDaemon, stopDaemon } from "../../scripts/services/daemon.mjs";
import { findProgram, WANTED } from "../../scripts/services/find-program.mjs";
import { dieWithRunner } from "./die-with-runner.js";
import { freePort } from "./free-port.js";
import { askRedis } from "./ask-redis.js";

/** A Redis of one test's own, to be killed, frozen and emptied. Keeps nothing on disk unless told to `SAVE`. */
export class RedisProcess {
  #running: ChildProcess | null = null;
  #callOff = () => {};

  private constructor(
    private readonly program: string,
    readonly port: number,
    private readonly home: string,
    private readonly more: readonly string[],
  ) {}

  /** An address at which no Redis runs yet. @throws when Redis is not installed */
  static async prepare(more: readonly string[] = []): Promise<RedisProcess> {
    const program = findProgram(WANTED.redis);
    if (program === null) throw new Error("redis-server was not found; install the package redis-server.");
    return new RedisProcess(program, await freePort(), mkdtempSync(join(tmpdir(), "holdfast-redis-")), more);
  }

  static async start(): Promise<RedisProcess> {
    const redis = await RedisProcess.prepare();
    await redis.start();
    return redis;
  }

  /** Of the running process; null while there is none. */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again, at the same address; a snapshot that was saved is read back. */
  async start(): Promise<void> {
    const where = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.home];
    this.#running = await startDaemon({
      name: "Redis",
      command: this.program,
      args: [...where, "--save", "", "--appendonly", "no", ...this.more],
      ready: "Ready to accept connections",
      options: { cwd: this.home },
    });
    if (this.#running.pid !== undefined) this.#callOff = dieWithRunner(this.#running.pid, this.home);
  }

  /** kill -9; resolves when it is dead. */
  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    this.#callOff();
    if (running !== null) await stopDaemon(running, "SIGKILL");
  }

  /** Stops it in its tracks: connections stay open and nothing answers. */
  freeze(): void {
    this.#running?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#running?.kill("SIGCONT");
  }

  async flush(): Promise<void> {
    await this.ask("FLUSHALL");
  }

  /** Its reply to one command, as text; lists come as their items joined by line breaks. */
  ask(...command: readonly string[]): Promise<string> {
    return askRedis(this.port, command);
  }

  /** Ends it and removes what it wrote. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.home, { recursive: true, force: true });
  }
}
