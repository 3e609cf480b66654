/** What has to be known before a deadline that is over is held against somebody. */
import type { Standstill } from "@holdfast/engine";
import { lateBeginning } from "./credit.js";
import type { LiveMatch } from "./live-match.js";
import { lostWithNodes } from "./lost-with-nodes.js";
import type { SubmitDeps } from "./submit-deps.js";

export interface Ending {
  /** Stretches for which somebody on the clock is owed time, beside those in which nobody could play. */
  readonly lost: readonly Standstill[];
  /** No move that came before the deadline is on its way to the log any more, from any node. */
  readonly isHeard: boolean;
}

export const NOTHING_ENDS: Ending = { lost: [], isHeard: false };

export function isOver({ head }: LiveMatch, came: number): boolean {
  const { deadline } = head.state;
  return deadline !== null && came >= deadline;
}

/** The deadline, where it is over by then; otherwise a time long ago. */
export function endedAt({ head }: LiveMatch, receivedAt: number): number {
  const { deadline } = head.state;
  return deadline !== null && receivedAt >= deadline ? deadline : 0;
}

/** Asks for it, and for what is owed to those on the clock. @throws StorageUnavailable */
export async function whatEnds(deps: SubmitDeps, live: LiveMatch, came: number): Promise<Ending> {
  const { outages, graceMs } = deps.matches;
  const deadline = live.head.state.deadline ?? came;
  const isHeard = came - graceMs >= deadline && (await outages.haveHeardAll(live.id, deadline));
  return { isHeard, lost: [...lateBeginning(live), ...(await lostWithNodes(deps.ports, outages, live))] };
}
