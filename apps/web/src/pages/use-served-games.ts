import { useEffect, useState } from "react";
import { useSession } from "../app/use-session.js";

/** Ids of the games this server offers; null while it has not said, and on a first visit, when nobody asks. */
export function useServedGames(): ReadonlySet<string> | null {
  const { client } = useSession();
  const [served, setServed] = useState<ReadonlySet<string> | null>(null);
  useEffect(() => {
    let wanted = true;
    client?.games().then(
      (games) => wanted && setServed(new Set(games.map((game) => game.id))),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [client]);
  return served;
}
