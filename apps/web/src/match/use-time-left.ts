import { useEffect, useState } from "react";
import { shownClockMs, type Snapshot } from "@holdfast/sdk";
import { serverNow } from "../app/session.js";

const TICK_MS = 250;

/** Milliseconds until `dueAt` on the server's clock, never below 0; null without a due time. */
export function useTimeLeft(dueAt: number | null): number | null {
  useTicking(dueAt !== null);
  return dueAt === null ? null : Math.max(0, dueAt - serverNow());
}

/**
 * What a seat's own clock shows, never below 0, or else what is left of the turn to whoever is to move; null: nothing
 * runs. While it `stands` it shows what it did when that began.
 */
export function useSeatTime({ timing, toMove, deadline }: Snapshot, seat: number, stands: boolean): number | null {
  const clocks = timing?.clocks;
  const turnEndsAt = clocks === undefined && toMove.includes(seat) ? deadline : null;
  useTicking(!stands && (turnEndsAt !== null || clocks?.seats[seat]?.runs === true));
  const now = useStandingNow(stands);
  if (clocks === undefined) return turnEndsAt === null ? null : Math.max(0, turnEndsAt - now);
  const shown = shownClockMs(clocks, seat, now);
  return shown === null ? null : Math.max(0, shown);
}

/** The server's time; while time stands, when that began. */
function useStandingNow(stands: boolean): number {
  const [before, setBefore] = useState<number | null>(null);
  const now = serverNow();
  const stoodAt = standsSince(before, stands, now);
  if (stoodAt !== before) setBefore(stoodAt);
  return stoodAt ?? now;
}

/** Since when time stands, null while it runs; `before` is what this said last. */
export function standsSince(before: number | null, stands: boolean, now: number): number | null {
  return stands ? (before ?? now) : null;
}

/** Renders again every now and then while something runs. */
function useTicking(runs: boolean): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [runs]);
}

/** `0:42`, or `23:59:56` from an hour on; rounded up so that it reads 0:00 only when the time is over. */
export function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const twoDigits = (part: number) => String(part).padStart(2, "0");
  const upToMinutes = minutes < 60 ? `${minutes}` : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}`;
  return `${upToMinutes}:${twoDigits(seconds % 60)}`;
}
