import type { GameSummary } from "@holdfast/sdk";
import { useEffect, useState } from "react";
import { watchingClient } from "../app/session.js";
import { useSession } from "../app/use-session.js";
import { inOrder } from "../tables/catalog.js";

const AGAIN_MS = 3_000;

/** The games this server offers; null until it has said. Nobody needs an account to ask. */
export function useServedGames(): readonly GameSummary[] | null {
  const { client } = useSession();
  const [served, setServed] = useState<readonly GameSummary[] | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a try that failed is followed by another
  useEffect(() => {
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    (client ?? watchingClient()).games().then(
      (games) => wanted && setServed(inOrder(games)),
      () => {
        if (wanted) timer = setTimeout(() => setAttempt((count) => count + 1), AGAIN_MS);
      },
    );
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, attempt]);
  return served;
}
