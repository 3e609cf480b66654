/** One match with many observers: each move must reach every one of them. */
import { median } from "../measure/medians.js";
import type { FanOutPlan, FanOutResult } from "./calls.js";
import type { Driver } from "./driver.js";
import { keyOf, type TableView } from "./oracle.js";
import { inParallel, watchOwnLoad } from "./pace.js";
import type { TablePlay } from "./table-play.js";

const PATIENCE_MS = 10_000;

export class FanOut {
  #observers = 0;
  /** What each observer saw last. */
  readonly #last: string[] = [];
  #missing = 0;
  #playersMissing = false;
  #allSaw: () => void = () => {};

  constructor(
    readonly subject: TablePlay,
    readonly onWrong: (text: string) => void,
  ) {}

  /** Seats the audience; resolves when all of it sees the board. */
  async gather(observers: number, atOnce: number): Promise<void> {
    this.#observers = observers;
    this.#missing = observers;
    const gathered = this.#everybody();
    await inParallel(observers, atOnce, (index) => this.subject.table.observe((view) => this.#onView(index, view)));
    await gathered;
  }

  /** Told by the table: both players have the new view. */
  onPlayersSaw(): void {
    this.#playersMissing = false;
    this.#check();
  }

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
    return new Promise((resolve) => {
      const late = setTimeout(
        () => {
          this.onWrong(`lost: ${this.#missing} observers never saw ${this.subject.expected}`);
          resolve();
        },
        PATIENCE_MS + this.#observers * 20,
      );
      this.#allSaw = () => {
        clearTimeout(late);
        resolve();
      };
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
