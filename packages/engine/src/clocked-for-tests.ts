/** A table of two at a game that takes all its times from its options, told in milliseconds after the beginning of play. */
import { type ClocksKept, chargeClocks, shownMs } from "./clocks.js";
import { type Command, SYSTEM } from "./command.js";
import { asJson, isSameJson } from "./json.js";
import { verifyLog } from "./log-audit.js";
import { replayLog } from "./replay.js";
import { facts, join, move as moveOf, SEED, Table } from "./table-for-tests.js";
import { TICKING, type TickingOptions, type TickingState } from "./ticking-for-tests.js";

const OPTIONS: TickingOptions = {
  turnMs: 1_000,
  lossAfter: 0,
  initialMs: 0,
  incrementMs: 0,
  freeMs: 0,
  counts: "down",
  bothRun: false,
  flags: true,
};
/** Play begins at this moment, and every table's times are counted from it. */
export const BEGINS = 10_000;

export class Clocked extends Table {
  constructor(options: Partial<TickingOptions>) {
    const all = { ...OPTIONS, ...options };
    super({ game: TICKING, facts: { ...facts, gameId: "ticking", options: { ...all } } });
    this.now = BEGINS;
    this.must(join("ann"));
    this.now = BEGINS;
    this.must(join("bob"));
  }

  /** At so many milliseconds after the beginning. */
  at(ms: number): this {
    this.now = BEGINS + ms;
    return this;
  }
  move(seat: number, type: string, more: object = {}): void {
    this.must(moveOf(seat, this.head.version, { type, ...more }));
  }
  timeout(seat: number): void {
    this.must({ kind: "timeout", actorId: SYSTEM, msgId: `timeout:${this.head.version}`, seat });
  }
  extend(seat: number, ms = 15_000): Command {
    return { kind: "extend", actorId: SYSTEM, msgId: `extend:${this.head.version}`, seat, ms };
  }
  credit(...standstills: readonly (readonly [from: number, to: number, until: number])[]): Command {
    const times = standstills.map(([from, to, until]) => ({
      from: BEGINS + from,
      to: BEGINS + to,
      until: BEGINS + until,
    }));
    return { kind: "credit", actorId: SYSTEM, msgId: `credit:${this.head.version}`, standstills: times };
  }
  /** When somebody's time is up, after the beginning. */
  get due(): number | null {
    const { deadline } = this.head.state;
    return deadline === null ? null : deadline - BEGINS;
  }
  get clocks(): ClocksKept {
    const clocks = this.head.state.time?.clocks;
    if (clocks === undefined) throw new Error("there are no clocks");
    return clocks;
  }
  /** What the clocks show so long after the beginning. */
  shows(ms: number): readonly number[] {
    return chargeClocks(this.clocks, BEGINS + ms).seats.map((clock) => (clock ? shownMs(clock) : 0));
  }
  get ticking(): TickingState {
    return this.head.state.game as unknown as TickingState;
  }
  /** The log leads to this very head, when it is followed and when it is decided again. @throws where it does not */
  verify(): void {
    for (const head of [replayLog(this.played, this.log), verifyLog(this.played, this.log, SEED)]) {
      if (!isSameJson(asJson(head), asJson(this.head))) throw new Error("the log leads to another head");
    }
  }
}
