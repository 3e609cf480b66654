import { Link, type LinkOptions } from "./link.js";
import type { Store } from "./store.js";

/** A store that is one Redis. */
export function singleStore(options: LinkOptions): Store {
  const link = new Link(options);
  return {
    judged: link.judged,
    partOf: () => link,
    anyPart: () => link,
    parts: () => [link],
    knowsSubscribers: true,
    groupOf: () => 0,
    onReturn: (listener) => link.onReturn(listener),
    onReplaced: (listener) => link.onReplaced(listener),
    close: () => link.close(),
  };
}
