import type { GameContract } from "@holdfast/sdk";
import { useEffect, useState } from "react";
import { watchingClient } from "../app/session.js";
import { useSession } from "../app/use-session.js";

/** What may be set for a match of a game, once somebody wants to know; null until it is known. */
export function useContract(game: string, isWanted: boolean): GameContract | null {
  const { client } = useSession();
  const [contract, setContract] = useState<GameContract | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let wanted = true;
    (client ?? watchingClient()).contract(game).then(
      (told) => wanted && setContract(told),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client, game, isWanted]);
  return contract?.id === game ? contract : null;
}
