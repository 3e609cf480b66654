/** All tables of one run: opens them, plays them at a pace, and keeps what went wrong. */
import type { FanOutPlan, FanOutResult, PlayPlan, PlayResult, Setup } from "./calls.js";
import type { Driver } from "./driver.js";
import { FanOut } from "./fan-out.js";
import { atRate, inParallel, watchOwnLoad } from "./pace.js";
import { percentile } from "../measure/medians.js";
import { seededRandom } from "./random.js";
import { TablePlay } from "./table-play.js";

const OPENING_AT_ONCE = 16;
const PATIENCE_MS = 10_000;
const FAULTS_KEPT = 20;

export class FloorOfTables {
  readonly #plays: TablePlay[] = [];
  /** Tables that can take a move, the longest idle first. */
  readonly #ready: TablePlay[] = [];
  /** Moves that fell due while every table was busy. */
  readonly #overdue: number[] = [];
  #latencies: number[] = [];
  #moves = 0;
  #playing = false;
  #flatOut = false;
  #fanOut: FanOut | null = null;
  /** Tables asked for whose players do not sit yet. */
  #opening = 0;
  readonly #faults: string[] = [];
  readonly #pick: (below: number) => number;

  constructor(
    readonly driver: Driver,
    readonly setup: Setup,
  ) {
    this.#pick = seededRandom(setup.seed);
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  /** What has not come yet, as one sentence. */
  get waitingFor(): string {
    const behind = this.#plays.filter((play) => play.waitingFor !== null);
    const parts = [
      this.#opening > 0 ? `${this.#opening} tables were not seated` : null,
      behind.length > 0 ? `${behind.length} of ${this.#plays.length} tables still waited for a board` : null,
      this.#fanOut?.waitingFor ?? null,
    ].filter((part) => part !== null);
    return parts.length === 0 ? "nothing was missing" : parts.join(", ");
  }

  async open(tables: number): Promise<void> {
    this.#opening = tables;
    await inParallel(tables, OPENING_AT_ONCE, async () => {
      const hooks = { onSettled: this.#onSettled, onWrong: this.#onWrong };
      this.#plays.push(await new TablePlay(this.setup.bestOf, this.#pick, hooks).open(this.driver));
      this.#opening -= 1;
    });
    await this.#untilQuiet("an empty board");
  }

  async rematch(times: number): Promise<number> {
    this.#ready.length = 0;
    for (let time = 0; time < times; time += 1) {
      await inParallel(
        this.#plays.length,
        OPENING_AT_ONCE,
        (index) => this.#plays[index]?.again() ?? Promise.resolve(),
      );
      await this.#untilQuiet("an empty board");
      if (time < times - 1) this.#ready.length = 0;
    }
    return this.#plays.length * times;
  }

  async play({ perSecond, seconds }: PlayPlan): Promise<PlayResult> {
    const before = { ...this.#finished(), ...this.driver.received(), at: performance.now() };
    const load = watchOwnLoad();
    this.#begin(perSecond === 0);
    if (perSecond === 0) await this.#flatOutFor(seconds);
    else await atRate(perSecond, seconds, () => this.#arrival(performance.now()));
    const backlog = this.#end();
    await this.#untilQuiet("the board after the last move");
    const after = { ...this.#finished(), ...this.driver.received(), at: performance.now() };
    return {
      moves: this.#moves,
      games: after.games - before.games,
      matches: after.matches - before.matches,
      seconds: (after.at - before.at) / 1000,
      bytes: after.bytes - before.bytes,
      frames: after.frames - before.frames,
      latency: summary(this.#latencies),
      backlog,
      load: load(),
    };
  }

  async observe(observers: number): Promise<void> {
    const [play] = this.#plays;
    if (play === undefined) throw new Error("there is no table to observe");
    this.#fanOut = new FanOut(play, this.#onWrong);
    await this.#fanOut.gather(observers, OPENING_AT_ONCE);
  }

  fanOut(plan: FanOutPlan): Promise<FanOutResult> {
    if (this.#fanOut === null) throw new Error("nobody observes");
    return this.#fanOut.play(plan, this.driver);
  }

  #begin(flatOut: boolean): void {
    this.#playing = true;
    this.#flatOut = flatOut;
    this.#moves = 0;
    this.#latencies = [];
  }

  /** No further moves; answers how many were due and had not been made. */
  #end(): number {
    this.#playing = false;
    this.#flatOut = false;
    return this.#overdue.splice(0).length;
  }

  async #flatOutFor(seconds: number): Promise<void> {
    for (const play of this.#ready.splice(0)) this.#move(play, performance.now());
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }

  #arrival(dueAt: number): void {
    const play = this.#ready.shift();
    if (play === undefined) this.#overdue.push(dueAt);
    else this.#move(play, dueAt);
  }

  #move(play: TablePlay, dueAt: number): void {
    play.dueAt = dueAt;
    play.move();
  }

  readonly #onSettled = (play: TablePlay, seenAt: number): void => {
    if (play.dueAt > 0) {
      this.#moves += 1;
      this.#latencies.push(seenAt - play.dueAt);
      play.dueAt = 0;
    }
    if (this.#fanOut !== null) this.#fanOut.onPlayersSaw();
    else if (play.isOver) play.again().catch((why: unknown) => this.#onWrong(String(why)));
    else this.#next(play);
  };

  #next(play: TablePlay): void {
    const overdue = this.#overdue.shift();
    if (overdue !== undefined) this.#move(play, overdue);
    else if (this.#playing && this.#flatOut) this.#move(play, performance.now());
    else this.#ready.push(play);
  }

  readonly #onWrong = (text: string): void => {
    if (this.#faults.length < FAULTS_KEPT) this.#faults.push(text);
  };

  /** Waits until every player has seen what they should; whoever has not by then is a lost move. */
  async #untilQuiet(what: string): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    const busy = () => this.#plays.filter((play) => play.waitingFor !== null || play.table.unanswered() > 0);
    while (busy().length > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2));
    for (const play of busy()) this.#onWrong(`lost: somebody never saw ${what} (${play.waitingFor ?? "no answer"})`);
  }

  #finished(): { games: number; matches: number } {
    const sum = (pick: (play: TablePlay) => number) => this.#plays.reduce((total, play) => total + pick(play), 0);
    return { games: sum((play) => play.finished.games), matches: sum((play) => play.finished.matches) };
  }
}

function summary(latencies: readonly number[]): PlayResult["latency"] {
  const at = (share: number) => percentile(latencies, share) ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
