import { type Log, topicOf, type Wakeup, type WakeupBus } from "../ports.js";

/** What waits for it runs as soon as what runs now is done; `queueMicrotask` costs several times as much. */
const NEXT = Promise.resolve();

/** Wake-ups within one process, delivered later like those of a network, so that publishing runs nobody's code. */
export class MemoryWakeupBus implements WakeupBus {
  readonly #followed = new Set<string>();
  readonly #listeners: ((wakeup: Wakeup) => void)[] = [];
  #underWay: Wakeup[] = [];

  constructor(private readonly log: Log | undefined) {}

  publish(wakeup: Wakeup): void {
    if (this.#underWay.push(wakeup) === 1) void NEXT.then(this.#deliverAll);
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

  readonly #deliverAll = (): void => {
    const wakeups = this.#underWay;
    this.#underWay = [];
    for (const wakeup of wakeups) this.#deliver(wakeup);
  };

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
