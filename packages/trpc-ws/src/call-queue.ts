import type { CallKind } from "./incoming.js";

export interface Queued {
  readonly type: CallKind;
}

/**
 * The order in which one connection's calls begin: as they came. A mutation begins when the one before
 * it has ended; queries and subscriptions wait for the mutations before them and hold up nobody.
 */
export class CallQueue<T extends Queued> {
  private waiting: T[] = [];
  private mutating = false;
  private opened = false;

  constructor(private readonly begin: (call: T) => void) {}

  add(call: T): void {
    if (this.opened && !this.mutating && this.waiting.length === 0) this.start(call);
    else this.waiting.push(call);
  }

  /** Nothing begins before this: the connection's context is not there yet. */
  open(): void {
    this.opened = true;
    this.proceed();
  }

  /** The running mutation has ended. */
  mutationEnded(): void {
    this.mutating = false;
    this.proceed();
  }

  /** Everything that has not begun, which now never will. */
  abandon(keep: (call: T) => boolean = () => false): T[] {
    const dropped = this.waiting.filter((call) => !keep(call));
    this.waiting = this.waiting.filter(keep);
    return dropped;
  }

  private proceed(): void {
    while (!this.mutating) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.start(next);
    }
  }

  private start(call: T): void {
    if (call.type === "mutation") this.mutating = true;
    this.begin(call);
  }
}
