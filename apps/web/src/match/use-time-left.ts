import { useEffect, useState } from "react";
import { serverNow } from "../app/session.js";

const TICK_MS = 250;

/** Milliseconds until `dueAt` on the server's clock, never below 0; null without a due time. */
export function useTimeLeft(dueAt: number | null): number | null {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (dueAt === null) return;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [dueAt]);
  return dueAt === null ? null : Math.max(0, dueAt - serverNow());
}

/** `0:42`, rounded up so that it reads 0:00 only when the time is over. */
export function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
