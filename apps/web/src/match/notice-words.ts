import type { Notice } from "@holdfast/sdk";

/** What the platform did to the match, and why, as a sentence. A reason is somebody's own sentence, and closes ours. */
export function noticeWords({ kind, by, reason, to }: Notice): string {
  const who = by === "admin" ? "An administrator" : "The server";
  switch (kind) {
    case "pause":
      return `${who} paused the match: ${reason}`;
    case "resume":
      return `${who} let the match go on: ${reason}`;
    case "resolve":
      return `${who} decided the match: ${reason}`;
    case "abort":
      return `${who} called the match off: ${reason}`;
    case "rollback":
      return `${who} took the match back to step ${to ?? 0}: ${reason}`;
    default:
      return `${who} changed the match: ${reason}`;
  }
}
