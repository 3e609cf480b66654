/** A process of bots, as the harness sees it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BotOrders, FromBots, ToBots } from "../bots/orders.js";

const MAIN = fileURLToPath(new URL("../bots/main.ts", import.meta.url));
type Said<S extends FromBots["say"]> = Extract<FromBots, { readonly say: S }>;

export class BotProcess {
  readonly #child: ChildProcess;
  #output = "";

  private constructor(readonly file: string) {
    this.#child = fork(MAIN, [], { execArgv: ["--import", "tsx"], stdio: ["ignore", "pipe", "pipe", "ipc"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk) => {
        this.#output = (this.#output + String(chunk)).slice(-20_000);
      });
    }
  }

  /** Starts it with its orders; resolves as soon as it has them. */
  static async start(orders: BotOrders): Promise<BotProcess> {
    const bots = new BotProcess(orders.file);
    await bots.#hears("ready", 30_000);
    bots.#tell({ say: "begin", orders });
    return bots;
  }

  /** Resolves when every table has a match that goes on. */
  async playing(withinMs: number): Promise<void> {
    await this.#hears("playing", withinMs);
  }

  calm(): void {
    this.#tell({ say: "calm" });
  }

  async status(): Promise<Said<"status">> {
    const answer = this.#hears("status", 30_000);
    this.#tell({ say: "status" });
    return answer;
  }

  /** Resolves when everything is written down and the process is gone. */
  async end(): Promise<void> {
    const gone = once(this.#child, "exit");
    const answer = this.#hears("ended", 30_000);
    this.#tell({ say: "end" });
    await answer;
    await gone;
  }

  /** At once, whatever it does. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #tell(message: ToBots): void {
    if (this.#child.connected) this.#child.send(message);
  }

  #hears<S extends FromBots["say"]>(what: S, withinMs: number): Promise<Said<S>> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(late);
        this.#child.off("message", hear);
        this.#child.off("disconnect", ended);
        settle();
      };
      const fail = (why: string) => done(() => reject(new Error(`the bots ${why}:\n${this.#output}`)));
      const hear = (message: unknown) => {
        const said = message as FromBots;
        if (said.say === what) done(() => resolve(said as Said<S>));
      };
      const ended = () => fail("ended early");
      const late = setTimeout(() => fail(`did not say "${what}" within ${withinMs} ms`), withinMs);
      this.#child.on("message", hear);
      // Not its exit, which may be heard of before the last that it said.
      this.#child.on("disconnect", ended);
    });
  }
}
