import type { Match, RematchSummary } from "@holdfast/sdk";
import { useMemo } from "react";
import { startSession } from "../app/session.js";
import { useRefreshed } from "./use-refreshed.js";

const REFRESH_MS = 5_000;

/** The rematch of a match that is over, as soon as somebody has asked for one; null until then. */
export function useRematch({ id }: Match): RematchSummary | null {
  const ask = useMemo(() => async () => (await startSession().get(id)).rematch ?? null, [id]);
  return useRefreshed(ask, REFRESH_MS);
}
