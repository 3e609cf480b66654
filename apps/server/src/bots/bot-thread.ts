/**
 * Asks the thread in which bots think, one question at a time. One that does not come back ends the thread, never the
 * node: the next question starts another. Rules whose bot has done that too often are not asked again.
 */
import { Worker } from "node:worker_threads";
import type { GameTypes } from "@holdfast/engine";
import { faultPlace } from "../live/fault-place.js";
import type { Clock } from "../ports.js";
import { BotFault, type ThinkRequest } from "./think.js";
import type { ThreadData } from "./thread.js";

export interface BotThreadOptions extends ThreadData {
  readonly clock: Clock;
  readonly limitMs: number;
}

type Move = GameTypes["Move"];
interface Answer {
  readonly move?: Move | null;
  readonly fault?: string;
}

/** Loading every game takes a moment, more on a busy machine. */
const START_MS = 30_000;
const MOST_STUCK = 3;
const MEMORY_MB = 256;

export class BotThread {
  #thread: Worker | null = null;
  #isReady = false;
  #last: Promise<unknown> = Promise.resolve();
  #isStopped = false;
  /** How often in a row the bot of these rules did not come back. */
  readonly #stuck = new Map<string, number>();

  constructor(private readonly options: BotThreadOptions) {}

  /** What the game's bot answers. Rejects when it threw, took too long, or has done so before. */
  think(request: ThinkRequest): Promise<Move | null> {
    const answer = this.#last.then(() => this.#ask(request));
    this.#last = answer.catch(() => {});
    return answer;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#thread?.terminate();
  }

  async #ask(request: ThinkRequest): Promise<Move | null> {
    const rules = `${request.gameId}@${request.rulesVersion}`;
    if (this.#isStopped) throw new BotFault("this node stops");
    if ((this.#stuck.get(rules) ?? 0) >= MOST_STUCK) throw new BotFault(`the bot of ${rules} is stuck`);
    const thread = this.#running();
    if (!this.#isReady) await this.#next(thread, START_MS);
    this.#isReady = true;
    thread.postMessage(JSON.stringify(request));
    const answer = await this.#next(thread, this.options.limitMs, () => {
      this.#stuck.set(rules, (this.#stuck.get(rules) ?? 0) + 1);
    });
    this.#stuck.delete(rules);
    const given = JSON.parse(answer) as Answer;
    if (given.fault !== undefined) throw new BotFault(given.fault);
    return given.move ?? null;
  }

  #running(): Worker {
    if (this.#thread !== null) return this.#thread;
    const workerData: ThreadData = { modules: this.options.modules };
    const resourceLimits = { maxOldGenerationSizeMb: MEMORY_MB };
    const thread = new Worker(new URL("./thread.js", import.meta.url), { workerData, resourceLimits });
    // Nobody may be asking just when it fails.
    thread.on("error", () => this.#forget(thread));
    thread.on("exit", () => this.#forget(thread));
    thread.unref();
    this.#thread = thread;
    this.#isReady = false;
    return thread;
  }

  #forget(thread: Worker): void {
    if (this.#thread === thread) this.#thread = null;
  }

  /** The next thing the thread says. One that says nothing in time, or ends, is given up. */
  #next(thread: Worker, withinMs: number, onLate: () => void = () => {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        cancel();
        for (const [event, listener] of listeners) thread.off(event, listener);
        end();
      };
      const listeners: readonly (readonly [string, (said: unknown) => void])[] = [
        ["message", (said) => settle(() => resolve(String(said)))],
        ["error", (fault) => settle(() => reject(new BotFault(faultPlace(fault))))],
        ["exit", () => settle(() => reject(new BotFault("the thread of the bots ended")))],
      ];
      const late = () => {
        onLate();
        this.#forget(thread);
        settle(() => reject(new BotFault("the bot did not come back")));
        void thread.terminate();
      };
      // In two halves: where this whole process stood still, the answer is there before the second one is over.
      let cancel = this.options.clock.after(withinMs / 2, () => {
        cancel = this.options.clock.after(withinMs / 2, late);
      });
      for (const [event, listener] of listeners) thread.on(event, listener);
    });
  }
}
