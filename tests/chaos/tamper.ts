/** Ways to hurt a record before it is judged: a judge that does not notice is worth nothing. */
import type { History } from "../simulation/checker/history.js";

type Judged = Pick<History, "logs" | "outages">;
export type Tamper = (judged: Judged) => Judged;

export const TAMPERS: Readonly<Record<string, Tamper>> = {
  /** The last move of the longest match was never written. */
  "lost-row": ({ logs, outages }) => {
    const longest = logs.toSorted((a, b) => b.commits.length - a.commits.length)[0];
    return {
      outages,
      logs: logs.map((log) => (log === longest ? { ...log, commits: log.commits.slice(0, -1) } : log)),
    };
  },
  /** Everything was away in the middle of a turn that was taken by the clock all the same. */
  "taken-turn": ({ logs, outages }) => {
    const commits = logs.flatMap((log) => log.commits.map(({ commit }) => commit));
    const timeout = commits.findLast(({ kind }) => kind === "timeout");
    if (timeout === undefined) throw new Error("nobody's time has run out in this run");
    return { logs, outages: [...outages, { from: timeout.receivedAt - 4_500, to: timeout.receivedAt - 1_000 }] };
  },
};
