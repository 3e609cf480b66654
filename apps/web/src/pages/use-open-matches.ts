import type { MatchSummary } from "@holdfast/sdk";
import { useMemo } from "react";
import { watchingClient } from "../app/session.js";
import { useSession } from "../app/use-session.js";
import { useRefreshed } from "./use-refreshed.js";

const REFRESH_MS = 7_000;

/**
 * Public matches with a free seat; null until they are known. Somebody without an account gets a passing one for asking, and
 * only when they wanted to look.
 */
export function useOpenMatches(isLooking: boolean): readonly MatchSummary[] | null {
  const { client } = useSession();
  const ask = useMemo(() => {
    const asks = client ?? (isLooking ? watchingClient() : null);
    return asks && (async () => (await asks.list()).filter(({ seat }) => seat === null));
  }, [client, isLooking]);
  return useRefreshed(ask, REFRESH_MS);
}
