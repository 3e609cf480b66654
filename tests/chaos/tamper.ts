/** Ways to hurt a record before it is judged: a judge that does not notice is worth nothing. */
import type { History } from "../simulation/checker/history.js";

type Logs = History["logs"];

export const TAMPERS: Readonly<Record<string, (logs: Logs) => Logs>> = {
  /** The last move of the longest match was never written. */
  "lost-row": (logs) => {
    const longest = logs.toSorted((a, b) => b.commits.length - a.commits.length)[0];
    return logs.map((log) => (log === longest ? { ...log, commits: log.commits.slice(0, -1) } : log));
  },
};
