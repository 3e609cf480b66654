/** A numbered place in a match, 0-based, fixed once the match starts. */
export type Seat = number;

/** Whoever a view is made for. A host sees what an observer sees, plus its own seat's part if it holds one. */
export type Viewer =
  | { readonly kind: "seat"; readonly seat: Seat }
  | { readonly kind: "observer" }
  | { readonly kind: "host"; readonly seat: Seat | null };

/** Whoever asks for a move. Both facts come from the verified session, never from the payload. */
export type Actor = { readonly seat: Seat | null; readonly host: boolean };

/** The one observer viewer, shared so that it can be compared by identity. */
export const OBSERVER: Viewer = { kind: "observer" };

/** A short stable name of a viewer class: viewers with the same key always get the same bytes. */
export function viewerKey(viewer: Viewer): string {
  if (viewer.kind === "observer") return "o";
  if (viewer.kind === "seat") return PLAYERS[viewer.seat] ?? `s${viewer.seat}`;
  return viewer.seat === null ? "h" : (HOSTS[viewer.seat] ?? `h${viewer.seat}`);
}

/** Every frame for everybody is found by one of these: made once, they need not be hashed again. */
const PLAYERS: readonly string[] = Array.from({ length: 16 }, (_, seat) => `s${seat}`);
const HOSTS: readonly string[] = Array.from({ length: 16 }, (_, seat) => `h${seat}`);
