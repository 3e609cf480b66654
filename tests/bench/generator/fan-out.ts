/** One match with many observers: each move must reach every one of them. */
import { median } from "../measure/medians.js";
import type { FanOutPlan, FanOutResult } from "./calls.js";
import type { Driver } from "./driver.js";
import { keyOf, type TableView } from "./oracle.js";
import { inParallel, watchOwnLoad } from "./pace.js";
import { SEEN_WITHIN_MS } from "./patience.js";
import type { TablePlay } from "./table-play.js";

export class FanOut {
  #observers = 0;
  #seated = 0;
  /** What each observer saw last. */
  readonly #last: string[] = [];
  #missing = 0;
  #playersMissing = false;
  #allSaw: () => void = () => {};

  constructor(
    readonly subject: Pick<TablePlay, "table" | "expected" | "isOver" | "move">,
    readonly onWrong: (text: string) => void,
    readonly seenWithinMs: number = SEEN_WITHIN_MS,
  ) {}

  /** Seats the audience; resolves when all of it sees the board. @throws when somebody does not. */
  async gather(observers: number, atOnce: number): Promise<void> {
    this.#observers = observers;
    this.#missing = observers;
    await inParallel(observers, atOnce, async (index) => {
      await this.subject.table.observe((view) => this.#onView(index, view));
      this.#seated += 1;
    });
    await this.#everybody();
  }

  /** Who has not seen what they should, or null when everybody has. */
  get waitingFor(): string | null {
    const unseated = this.#observers - this.#seated;
    if (unseated > 0) return `${unseated} of ${this.#observers} observers were not connected`;
    if (this.#missing > 0) return `${this.#missing} of ${this.#observers} observers had not seen the last board`;
    return this.#playersMissing ? "the players had not seen the last board" : null;
  }

  /** Told by the table: both players have the new view. */
  onPlayersSaw(): void {
    this.#playersMissing = false;
    this.#check();
  }

  /** Makes the moves one by one. @throws as soon as one is not seen by everybody in time. */
  async play({ moves, everyMs }: FanOutPlan, driver: Driver): Promise<FanOutResult> {
    const load = watchOwnLoad();
    const before = driver.received();
    const times: number[] = [];
    for (let made = 0; made < moves && !this.subject.isOver; made += 1) {
      const pause = new Promise((resolve) => setTimeout(resolve, everyMs));
      times.push(await this.#move());
      await pause;
    }
    const after = driver.received();
    const updates = times.length * (this.#observers + 2);
    const bytesPerUpdate = (after.bytes - before.bytes) / updates;
    return { moves: times.length, bytesPerUpdate, allSeenMs: median(times), load: load() };
  }

  async #move(): Promise<number> {
    const started = performance.now();
    this.#missing = this.#observers;
    this.#playersMissing = true;
    const seen = this.#everybody();
    this.subject.move();
    await seen;
    return performance.now() - started;
  }

  #everybody(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`lost: ${this.waitingFor} (${this.subject.expected}) within ${this.seenWithinMs / 1000} s`));
      }, this.seenWithinMs);
      this.#allSaw = () => {
        clearTimeout(late);
        resolve();
      };
      this.#check();
    });
  }

  #onView(index: number, view: TableView): void {
    const key = keyOf(view);
    if (key === this.#last[index]) return;
    this.#last[index] = key;
    if (key !== this.subject.expected)
      return this.onWrong(`observer ${index} sees ${key}, not ${this.subject.expected}`);
    this.#missing -= 1;
    this.#check();
  }

  #check(): void {
    if (this.#missing === 0 && !this.#playersMissing) this.#allSaw();
  }
}
