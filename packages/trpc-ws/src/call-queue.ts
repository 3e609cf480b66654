import type { Clock } from "./clock.js";
import type { CallKind } from "./incoming.js";

export interface Queued {
  readonly type: CallKind;
}

/**
 * The order in which one connection's calls begin: as they came. A mutation begins when the one before
 * it has ended; queries and subscriptions wait for the mutations before them and hold up nobody. A mutation that is
 * not done for a long time holds up nobody either: whatever it waits for, those behind it may have nothing to do with it.
 */
export class CallQueue<T extends Queued> {
  private waiting: T[] = [];
  /** The mutation that those behind it wait for. */
  private mutating: T | null = null;
  private opened = false;
  private cancelOvertaking = () => {};

  constructor(
    private readonly begin: (call: T) => void,
    private readonly clock: Clock,
    /** How long a mutation may hold up those behind it, milliseconds. */
    private readonly holdUpMs: number,
  ) {}

  add(call: T): void {
    if (this.opened && this.mutating === null && this.waiting.length === 0) {
      this.start(call);
      return;
    }
    this.waiting.push(call);
    if (this.waiting.length === 1) this.overtakeLater();
  }

  /** Nothing begins before this: the connection's context is not there yet. */
  open(): void {
    this.opened = true;
    this.proceed();
  }

  /** A running mutation has ended. */
  mutationEnded(call: T): void {
    if (this.mutating !== call) return;
    this.mutating = null;
    this.proceed();
  }

  /** Everything that has not begun, which now never will. */
  abandon(keep: (call: T) => boolean = () => false): T[] {
    const dropped = this.waiting.filter((call) => !keep(call));
    this.waiting = this.waiting.filter(keep);
    if (this.waiting.length === 0) this.cancelOvertaking();
    return dropped;
  }

  private proceed(): void {
    this.cancelOvertaking();
    while (this.mutating === null) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.start(next);
    }
    if (this.waiting.length > 0) this.overtakeLater();
  }

  /** Set only when somebody waits: most mutations are answered with nobody behind them. */
  private overtakeLater(): void {
    const late = this.mutating;
    if (late === null || this.holdUpMs === 0) return;
    this.cancelOvertaking();
    this.cancelOvertaking = this.clock.after(this.holdUpMs, () => this.mutationEnded(late));
  }

  private start(call: T): void {
    if (call.type === "mutation") this.mutating = call;
    this.begin(call);
  }
}
