import { useSyncExternalStore } from "react";
import { latestAnnouncement, onAnnouncement } from "./announce.js";

/** The one polite live region. Two lines take turns, because the same text set again would not be read. */
export function LiveRegion() {
  const { text, no } = useSyncExternalStore(onAnnouncement, latestAnnouncement);
  return (
    <div className="unseen" aria-live="polite" aria-atomic="false" data-testid="announcements">
      <p>{no % 2 === 0 ? text : ""}</p>
      <p>{no % 2 === 1 ? text : ""}</p>
    </div>
  );
}
