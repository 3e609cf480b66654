/** How a match in memory stands to its log, by what the log says of its head. Pure. */
import type { HeadLine } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";

/**
 * `level`; `behind`: the log has gone on; `renamed`: it is the same log in a later epoch; `doubtful`: the log may not
 * have what is held here any more, and has to be asked.
 */
export type Standing = "level" | "behind" | "renamed" | "doubtful";

/** What is held of a match, to be compared with a log that is read after this. */
export function lineOf({ epoch, head }: LiveMatch): HeadLine {
  return { epoch, version: head.version, hash: head.hash };
}

/** `held`: as of before the log was asked, so that what came in meanwhile is not taken for something it lacks. */
export function standingOf(held: HeadLine, log: HeadLine | undefined): Standing {
  if (log === undefined || log.epoch < held.epoch) return "doubtful";
  const isSame = log.version === held.version && log.hash === held.hash;
  if (log.epoch > held.epoch) return isSame ? "renamed" : "doubtful";
  if (isSame) return "level";
  return log.version > held.version ? "behind" : "doubtful";
}
