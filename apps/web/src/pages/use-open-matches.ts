import type { MatchSummary } from "@holdfast/sdk";
import { useEffect, useState } from "react";
import { watchingClient } from "../app/session.js";
import { useSession } from "../app/use-session.js";

const REFRESH_MS = 7_000;

/**
 * Public matches with a free seat, refreshed while the page is seen; null until they are known. Somebody without an
 * account gets a passing one for asking, and only when they wanted to look.
 */
export function useOpenMatches(isLooking: boolean): readonly MatchSummary[] | null {
  const { client } = useSession();
  const [matches, setMatches] = useState<readonly MatchSummary[] | null>(null);
  useEffect(() => {
    const asks = client ?? (isLooking ? watchingClient() : null);
    if (asks === null) return;
    let wanted = true;
    const refresh = () => {
      if (document.hidden) return;
      asks.list().then(
        (open) => wanted && setMatches(open.filter(({ seat }) => seat === null)),
        () => undefined,
      );
    };
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [client, isLooking]);
  return matches;
}
