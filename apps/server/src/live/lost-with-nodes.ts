/**
 * Time that somebody may have lost with the node they were connected to, while others played on. Asked only when a time
 * is up: whoever did not need it is given nothing.
 */
import { onTheClock, type Seat, type Standstill } from "@holdfast/engine";
import type { Ports } from "../ports.js";
import type { LiveMatch } from "./live-match.js";
import type { NodeStandstill, OutageBook } from "./outage-book.js";
import { RulesFault } from "./rules-watch.js";

/**
 * The stretches in which a node did not serve and that may have kept a seat on the clock from playing. All of those of
 * this turn, but for seats that are known to have been connected elsewhere, or to have been away before.
 */
export async function lostWithNodes(
  { coordination }: Pick<Ports, "coordination">,
  outages: Pick<OutageBook, "nodeStandstillsAfter">,
  live: LiveMatch,
): Promise<readonly Standstill[]> {
  const begun = live.head.state.last?.at;
  const known = begun === undefined ? [] : outages.nodeStandstillsAfter(begun);
  if (known.length === 0) return [];
  const seats = seatsOnTheClock(live);
  const presence = await coordination.presence.read(live.id);
  const awaySince = new Map(presence?.seats.map(({ seat, awaySince: since }) => [seat, since]));
  const struck = (seat: Seat, one: NodeStandstill) =>
    (one.isOwn || !live.isHereSince(seat, one.from)) && (awaySince.get(seat) ?? one.from) >= one.from;
  const lost = known.filter((one) => seats.some((seat) => struck(seat, one)));
  return lost.map(({ from, to, until }) => ({ from, to, until }));
}

function seatsOnTheClock(live: LiveMatch): readonly Seat[] {
  try {
    return live.ask("timing", () => onTheClock(live, live.head.state)?.seats ?? []);
  } catch (fault) {
    if (fault instanceof RulesFault) return [];
    throw fault;
  }
}
