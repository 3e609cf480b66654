/**
 * The matches this page holds open, one handle each. Creating a match, its lobby and its table share a handle;
 * it is closed a moment after the last of them let go, so that moving between pages costs no round trip.
 */
import type { Match } from "@holdfast/sdk";

const LINGER_MS = 2_000;

interface Held {
  readonly opening: Promise<Match>;
  users: number;
  closing: ReturnType<typeof setTimeout> | null;
}

const shelf = new Map<string, Held>();

/** The handle under `key`, opened by `open` if nobody holds it yet. Give it back with `returnMatch`. */
export function takeMatch(key: string, open: () => Promise<Match>): Promise<Match> {
  const held = shelf.get(key) ?? put(key, open());
  if (held.closing !== null) clearTimeout(held.closing);
  held.closing = null;
  held.users += 1;
  return held.opening;
}

/** Lets go of a handle taken before. */
export function returnMatch(key: string): void {
  const held = shelf.get(key);
  if (held === undefined) return;
  held.users -= 1;
  if (held.users === 0) held.closing = setTimeout(() => discard(key, held), LINGER_MS);
}

/** Lays a fresh handle on the shelf for the page that comes next. */
export function keepMatch(key: string, match: Match): void {
  if (shelf.has(key)) return;
  const held = put(key, Promise.resolve(match));
  held.closing = setTimeout(() => discard(key, held), LINGER_MS);
}

/** Closes and forgets a handle at once, whoever holds it: it has ended, and the next taker opens afresh. */
export function dropMatch(key: string): void {
  const held = shelf.get(key);
  if (held !== undefined) discard(key, held);
}

function put(key: string, opening: Promise<Match>): Held {
  const held: Held = { opening, users: 0, closing: null };
  shelf.set(key, held);
  opening.catch(() => {
    if (shelf.get(key) === held) shelf.delete(key);
  });
  return held;
}

function discard(key: string, held: Held): void {
  if (shelf.get(key) === held) shelf.delete(key);
  held.opening.then(
    (match) => match.close(),
    () => undefined,
  );
}
