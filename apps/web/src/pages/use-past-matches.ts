import type { MatchSummary } from "@holdfast/sdk";
import { useEffect, useState } from "react";
import { useSession } from "../app/use-session.js";

const SHOWN = 6;

/** This player's matches that are over, the newest few; none until they are known. */
export function usePastMatches(): readonly MatchSummary[] {
  const { client } = useSession();
  const [matches, setMatches] = useState<readonly MatchSummary[]>([]);
  useEffect(() => {
    let wanted = true;
    client?.mine({ finished: true }).then(
      (past) => wanted && setMatches(past.filter(({ outcome }) => outcome !== null).slice(0, SHOWN)),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client]);
  return matches;
}
