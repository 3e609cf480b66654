import type { Client } from "@holdfast/sdk";
import { useCallback, useState } from "react";
import { watchingClient } from "../app/session.js";
import { useClient } from "../app/use-session.js";
import { seatKey, watchingKey } from "../match/match-keys.js";
import { useMatch } from "../match/use-match.js";
import { ReplayRoom } from "../replay/replay-room.js";
import { MatchFrame } from "./match-frame.js";

/** My match watched again. */
export function ReplayPage({ matchId }: { readonly matchId: string }) {
  const client = useClient();
  const open = useCallback((from: Client) => from.resume(matchId), [matchId]);
  const opening = useMatch({ client, key: seatKey(matchId), open });
  return opening.phase === "open" ? (
    <ReplayRoom match={opening.match} back={`/m/${matchId}`} />
  ) : (
    <MatchFrame opening={opening} />
  );
}

/** A match watched again by somebody who only watched it. */
export function WatchReplayPage({ watchKey }: { readonly watchKey: string }) {
  const [client] = useState(watchingClient);
  const open = useCallback((from: Client) => from.observe(watchKey), [watchKey]);
  const opening = useMatch({ client, key: watchingKey(watchKey), open });
  return opening.phase === "open" ? (
    <ReplayRoom match={opening.match} back={`/w/${watchKey}`} />
  ) : (
    <MatchFrame opening={opening} />
  );
}
