/** What everybody is told of a match's time: whose runs out at the deadline, when to warn them, and what clocks show. */
import { type MatchState, onTheClock, type Seat, shownMs } from "@holdfast/engine";
import type { LiveMatch } from "./live-match.js";
import { RulesFault } from "./rules-watch.js";

export interface TimingLine {
  readonly seats: readonly Seat[];
  readonly warnAt: readonly number[];
  readonly extended?: true;
  readonly clocks?: ClocksLine;
}
export interface ClocksLine {
  readonly at: number;
  readonly freeMs: number;
  readonly seats: readonly (ClockLine | null)[];
}
export interface ClockLine {
  readonly ms: number;
  readonly counts: "down" | "up";
  readonly runs: boolean;
}

/** How long before the deadline those on the clock are warned, unless the game says otherwise. */
const WARN_MS = [30_000, 10_000];

interface KeptLine {
  readonly state: MatchState;
  readonly line: TimingLine | null;
}
/** By match and not by state: a weak map that gains an entry with every move costs the collector more than the line. */
const LINES = new WeakMap<LiveMatch, KeptLine>();

/** The same object for as long as the match's head is the same; null where there is neither deadline nor clock. */
export function timingLine(live: LiveMatch): TimingLine | null {
  const { state } = live.head;
  const known = LINES.get(live);
  if (known?.state === state) return known.line;
  const line = timingOf(live, state);
  LINES.set(live, { state, line });
  return line;
}

/** The same for any state of the match, made anew. */
export function timingOf(live: LiveMatch, state: MatchState): TimingLine | null {
  const { deadline, time, last, turn } = state;
  const clocks = clocksLine(state);
  if (deadline === null) return clocks && { seats: [], warnAt: [], clocks };
  const { seats, warnMs } = asked(live, state);
  // A turn shorter than that begins without a warning.
  const warnAt = (warnMs ?? WARN_MS).map((ms) => deadline - ms).filter((at) => at > (last?.at ?? 0));
  const extended = turn !== null && time?.extended === turn;
  return { seats, warnAt, ...(extended ? { extended: true as const } : {}), ...(clocks ? { clocks } : {}) };
}

/** Rules that cannot say whose time it is warn nobody. */
function asked(
  live: LiveMatch,
  state: MatchState,
): { readonly seats: readonly Seat[]; readonly warnMs: readonly number[] | null } {
  try {
    return live.ask("timing", () => onTheClock(live, state)) ?? { seats: [], warnMs: [] };
  } catch (fault) {
    if (!(fault instanceof RulesFault)) throw fault;
    live.untimed = state.last?.version ?? 0;
    return { seats: [], warnMs: [] };
  }
}

function clocksLine({ time }: MatchState): ClocksLine | null {
  const kept = time?.clocks;
  if (kept === undefined) return null;
  const seats = kept.seats.map((clock) =>
    clock === null ? null : { ms: shownMs(clock), counts: clock.counts, runs: clock.runs && kept.held !== true },
  );
  return { at: kept.at, freeMs: kept.freeMs, seats };
}
