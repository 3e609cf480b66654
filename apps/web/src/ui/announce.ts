/** Words for screen readers. Kept outside React so that anything may speak and one region listens. */
export interface Announcement {
  readonly text: string;
  /** Counts announcements, so that the same words twice are read twice. */
  readonly no: number;
}

let latest: Announcement = { text: "", no: 0 };
const listeners = new Set<() => void>();

/** Has `text` read out once whatever is being read is finished. */
export function announce(text: string): void {
  latest = { text, no: latest.no + 1 };
  for (const listener of listeners) listener();
}

/** The latest announcement. */
export function latestAnnouncement(): Announcement {
  return latest;
}

/** Runs `listener` on every announcement; the answer stops it. */
export function onAnnouncement(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
