import type { Seat } from "@holdfast/engine";
import type { ClocksInfo } from "@holdfast/protocol";

/**
 * What a seat's clock shows at a moment on the server's clock (`client.serverNow()`), milliseconds: what is left, below
 * nothing where it goes on, or what has gone by. Null where the seat has no clock.
 */
export function shownClockMs(clocks: ClocksInfo, seat: Seat, serverNow: number): number | null {
  const clock = clocks.seats[seat];
  if (!clock) return null;
  const gone = clock.runs ? Math.max(0, serverNow - clocks.at - clocks.freeMs) : 0;
  return clock.counts === "down" ? clock.ms - gone : clock.ms + gone;
}
