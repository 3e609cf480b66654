/** A version of the past as a table shows one: a snapshot in which nobody can act and no clock runs. */
import type { PastView, Seat, Snapshot } from "@holdfast/sdk";

/** The match as `seat` saw it at that version (null: an observer). */
export function momentOf(now: Snapshot, past: PastView, seat: Seat | null): Snapshot {
  const { timing: _running, pause: _since, saving: _today, skipped: _steps, reset: _log, ...rest } = now;
  const seats = now.seats.map((one) => ({ ...one, presence: "here" as const, graceEndsAt: null }));
  const { version, status, view, toMove, outcome } = past;
  const you = { role: seat === null ? "observer" : "player", seat } as const;
  const lastMove = { version, kind: past.kind, seat: past.seat, at: past.at };
  // The view is of the same game as the snapshot, which is what its type says.
  const shown = view as unknown as Snapshot["view"];
  return {
    ...rest,
    seats,
    version,
    status,
    view: shown,
    toMove,
    outcome,
    you,
    lastMove,
    deadline: null,
    from: null,
    events: [],
  };
}

/** The first version at or after `from` whose view is not here yet, within the next `ahead`; null when all are. */
export function firstMissing(
  views: ReadonlyMap<number, PastView>,
  { from, ahead, newest }: { readonly from: number; readonly ahead: number; readonly newest: number },
): number | null {
  for (let version = Math.max(1, from); version <= Math.min(newest, from + ahead); version += 1) {
    if (!views.has(version)) return version;
  }
  return null;
}

/** The version that an address names: `?v=12`; null when it names none. */
export function versionIn(search: string): number | null {
  const named = Number(new URLSearchParams(search).get("v"));
  return Number.isInteger(named) && named > 0 ? named : null;
}
