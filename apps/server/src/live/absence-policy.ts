import { ABSENT, type AbsencePolicy, type Command, type Seat, SYSTEM } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";
import { RulesFault } from "./rules-watch.js";

/** What the rules say about players who stay away; null while there is nothing to lose, and when they cannot say. */
export function absencePolicy(live: LiveMatch): AbsencePolicy | null {
  const { status, game } = live.head.state;
  if (status !== "playing" || game === null) return null;
  try {
    return live.ask("absence", () => live.game.absence(game));
  } catch (fault) {
    if (fault instanceof RulesFault) return null;
    throw fault;
  }
}

/** The absence of these seats as found at this version: the same from every node, so that it goes in once. */
export function absenceOf({ head }: LiveMatch, seats: readonly Seat[]): Command {
  return { kind: "absence", actorId: SYSTEM, msgId: `absence:${head.version}:${seats.join(",")}`, seats };
}

/** The same where the rules know no pause of their own: play stops for those who are away at this version. */
export function absentPauseOf({ head }: LiveMatch): Command {
  return { kind: "pause", actorId: SYSTEM, msgId: `absent:${head.version}`, reason: ABSENT };
}
