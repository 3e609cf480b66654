import { AWAY, type Away } from "./store.js";

interface Waiting<Item, Reply> {
  readonly item: Item;
  readonly resolve: (reply: Reply | Away) => void;
}

/** Items in one call at most, so that no call keeps Redis, or whoever shares it, busy for long. */
const MOST_ITEMS = 200;

/**
 * Gathers what is asked within one turn of the event loop, and while the last call is under way, into one call.
 * Under load a single command of its own costs this process several times what an item of a batch does.
 */
export class Batch<Item, Reply> {
  #waiting: Waiting<Item, Reply>[] = [];
  #busy = false;

  /** `send` answers the items in their order. */
  constructor(private readonly send: (items: readonly Item[]) => Promise<readonly Reply[] | Away>) {}

  ask(item: Item): Promise<Reply | Away> {
    return new Promise((resolve) => {
      this.#waiting.push({ item, resolve });
      if (this.#busy) return;
      this.#busy = true;
      setImmediate(() => void this.#sendAll());
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const sent = this.#waiting.splice(0, MOST_ITEMS);
      const replies = await this.#answersTo(sent);
      for (const [i, { resolve }] of sent.entries()) resolve(replies[i] ?? AWAY);
    }
    this.#busy = false;
  }

  /** As far as there are any: a call that failed has none. */
  async #answersTo(sent: readonly Waiting<Item, Reply>[]): Promise<readonly Reply[]> {
    try {
      const replies = await this.send(sent.map(({ item }) => item));
      return replies === AWAY ? [] : replies;
    } catch {
      return [];
    }
  }
}
