/** What this node knows of who is at one match, beside what the board says. */
import type { MatchState, Seat } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import type { PresenceEntry } from "../ports.js";
import type { HereUntil, Notes } from "./standing.js";

type Told = Pick<MatchState, "seats" | "status">;

export interface Attended {
  readonly live: LiveMatch;
  /** By connection and seat: how many watchers there are, and as what they are on the board. */
  readonly here: Map<string, { watchers: number; readonly entry: PresenceEntry }>;
  /** By connection: how many watchers there are of those who are at no seat. */
  readonly audience: Map<string, number>;
  notes: Notes;
  /** Until when the players are known to have been here, or it could not be ruled out, whatever the board says. */
  readonly hereUntil: Map<Seat, HereUntil>;
  /** Since when an absence can be seen without a break. */
  knownSince: number;
  /** Since when there is something to lose; as early as can be for a match that was played when it was loaded. */
  playingSince: number;
  /** What the last assessment was of. */
  assessed: Told;
  /** The absence that was settled last, so that it is settled once. */
  settled: string;
  /** The version at which everybody was found to be here again, so that it is said once. */
  reunited: number;
  isWaiting: boolean;
  /** When the followers were last told how many watch. */
  audienceToldAt: number;
  cancelTimer: () => void;
  refreshing: Promise<void> | null;
  again: boolean;
}

/** A match that was loaded: who is connected, and was here lately, is taken over from what was known of it before. */
export function attendedOf(live: LiveMatch, known: Attended | undefined, unbrokenSince: number): Attended {
  const { seats, status } = live.head.state;
  return {
    live,
    here: known?.here ?? new Map(),
    audience: known?.audience ?? new Map(),
    notes: new Map(),
    hereUntil: known?.hereUntil ?? new Map(),
    knownSince: Math.max(live.hosted.loadedAt, unbrokenSince),
    playingSince: 0,
    assessed: { seats, status },
    settled: "",
    reunited: -1,
    isWaiting: false,
    audienceToldAt: 0,
    cancelTimer: () => {},
    refreshing: null,
    again: false,
  };
}

/** Takes note that a player is here at this moment. */
export function noteHere({ live, hereUntil }: Attended, { seat, playerId }: PresenceEntry, now: number): void {
  if (live.head.state.seats[seat] !== playerId) return;
  hereUntil.set(seat, { playerId, at: now });
}

/** Who is connected here, each as who sits there now. */
export function localTo({ live, here, audience }: Attended): {
  readonly seats: ReadonlySet<Seat>;
  readonly spectators: number;
} {
  const seats = new Set<Seat>();
  for (const { entry } of here.values()) {
    if (live.head.state.seats[entry.seat] === entry.playerId) seats.add(entry.seat);
  }
  return { seats, spectators: audience.size };
}
