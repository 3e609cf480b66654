/** Who sits where and whether they are here, as every viewer of a match is told. */
import { isBot } from "@holdfast/engine";
import type { SeatLine } from "./frame.js";
import type { LiveMatch } from "./live-match.js";

interface KeptLines {
  readonly holders: readonly (string | null)[];
  readonly standingNo: number;
  readonly lines: readonly SeatLine[];
}
const LINES = new WeakMap<LiveMatch, KeptLines>();

/** Who sits where and is how: one array for as long as nothing of it changes, however many moves are made. */
export function seatLines(match: LiveMatch): readonly SeatLine[] {
  const holders = match.head.state.seats;
  const { standingNo } = match;
  const kept = LINES.get(match);
  if (kept?.holders === holders && kept.standingNo === standingNo) return kept.lines;
  const lines = newSeatLines(match);
  LINES.set(match, { holders, standingNo, lines });
  return lines;
}

function newSeatLines(match: LiveMatch): readonly SeatLine[] {
  return match.head.state.seats.map((playerId, seat) => {
    if (playerId === null) return { seat, playerId, name: null, presence: "empty", graceEndsAt: null };
    const name = match.names.get(playerId) ?? null;
    if (isBot(playerId)) return { seat, playerId, name, presence: "here", graceEndsAt: null, bot: true };
    const { presence, graceEndsAt } = match.standing.seats.get(seat) ?? { presence: "away", graceEndsAt: null };
    return { seat, playerId, name, presence, graceEndsAt };
  });
}
