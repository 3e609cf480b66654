/**
 * Decides from looks at the board what is stuck, and since when. Pure but for the board: time counts only while looks
 * come regularly, so a process or machine that stood still as a whole has not lost patience with anything.
 */
import type { RulesRun } from "../live/rules-watch.js";
import type { RunBoard } from "./run-board.js";

export interface Patience {
  /** After this it is noted; if it comes back, the note is taken back. */
  readonly noteAfterMs: number;
  /** After this the node ends. */
  readonly endAfterMs: number;
  /** Time between two looks; what is longer than twice that is not counted. */
  readonly everyMs: number;
}
export type Finding =
  | { readonly what: "well" }
  | { readonly what: "slow"; readonly run: RulesRun | null }
  | { readonly what: "back" }
  | { readonly what: "stuck"; readonly run: RulesRun | null };

const WELL: Finding = { what: "well" };

export class StuckRun {
  #number = 0;
  #stuckMs = 0;
  #lookedAt: number | null = null;
  #noted = false;

  constructor(
    private readonly board: Pick<RunBoard, "look">,
    private readonly patience: Patience,
  ) {}

  /** What is to be done about what runs at `now`, steady milliseconds. `slow` and `back` are said once each. */
  look(now: number): Finding {
    const { everyMs, noteAfterMs, endAfterMs } = this.patience;
    const passed = Math.min(now - (this.#lookedAt ?? now), 2 * everyMs);
    this.#lookedAt = now;
    const running = this.board.look();
    if (running === null || running.number !== this.#number) {
      this.#number = running?.number ?? 0;
      this.#stuckMs = 0;
      return this.#wentOn();
    }
    this.#stuckMs += passed;
    if (this.#stuckMs >= endAfterMs) return { what: "stuck", run: running.run };
    if (this.#noted || this.#stuckMs < noteAfterMs) return WELL;
    this.#noted = true;
    return { what: "slow", run: running.run };
  }

  #wentOn(): Finding {
    if (!this.#noted) return WELL;
    this.#noted = false;
    return { what: "back" };
  }
}
