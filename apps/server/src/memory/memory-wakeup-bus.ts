import { type Log, topicOf, type Wakeup, type WakeupBus } from "../ports.js";

/** Wake-ups within one process, delivered later like those of a network, so that publishing runs nobody's code. */
export class MemoryWakeupBus implements WakeupBus {
  readonly #followed = new Set<string>();
  readonly #listeners: ((wakeup: Wakeup) => void)[] = [];

  constructor(private readonly log: Log | undefined) {}

  publish(wakeup: Wakeup): void {
    queueMicrotask(() => this.#deliver(wakeup));
  }

  onWakeup(listener: (wakeup: Wakeup) => void): void {
    this.#listeners.push(listener);
  }

  async follow(topic: string): Promise<void> {
    this.#followed.add(topic);
  }

  unfollow(topic: string): void {
    this.#followed.delete(topic);
  }

  /** Nothing is ever lost on the way, so there is never a gap. */
  onGap(_listener: () => void): void {}

  #deliver(wakeup: Wakeup): void {
    if (!this.#followed.has(topicOf(wakeup))) return;
    for (const listener of this.#listeners) {
      try {
        listener(wakeup);
      } catch (fault) {
        this.log?.error({ fault: String(fault), kind: wakeup.kind }, "a listener to wake-ups threw");
      }
    }
  }
}
