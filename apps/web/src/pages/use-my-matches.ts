import type { MatchSummary } from "@holdfast/sdk";
import { useEffect, useState } from "react";
import { useSession } from "../app/use-session.js";
import { useConnection } from "@holdfast/sdk/react";

const REFRESH_MS = 5_000;

/** This player's running matches, refreshed while the page is seen; null until they are known. */
export function useMyMatches(): readonly MatchSummary[] | null {
  const { client } = useSession();
  const live = useConnection(client)?.status === "live";
  const [matches, setMatches] = useState<readonly MatchSummary[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: being back is a reason to ask again
  useEffect(() => {
    if (client === null) return;
    let wanted = true;
    const refresh = () => {
      if (document.hidden) return;
      client.mine().then(
        (mine) => wanted && setMatches(yoursFirst(mine)),
        () => undefined,
      );
    };
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [client, live]);
  return matches;
}

function yoursFirst(mine: readonly MatchSummary[]): readonly MatchSummary[] {
  return [...mine].sort((one, other) => Number(other.yourTurn) - Number(one.yourTurn));
}
