import type { MatchSummary } from "@holdfast/sdk";
import { useMemo } from "react";
import { useSession } from "../app/use-session.js";
import { useConnection } from "@holdfast/sdk/react";
import { useRefreshed } from "./use-refreshed.js";

const REFRESH_MS = 5_000;

/** This player's running matches, those first that wait for them; null until they are known. */
export function useMyMatches(): readonly MatchSummary[] | null {
  const { client } = useSession();
  const live = useConnection(client)?.status === "live";
  // biome-ignore lint/correctness/useExhaustiveDependencies: being back is a reason to ask again
  const ask = useMemo(() => client && (async () => yoursFirst(await client.mine())), [client, live]);
  return useRefreshed(ask, REFRESH_MS);
}

function yoursFirst(mine: readonly MatchSummary[]): readonly MatchSummary[] {
  return [...mine].sort((one, other) => Number(other.yourTurn) - Number(one.yourTurn));
}
