import type { Client } from "@holdfast/sdk";
import { useCallback, useState } from "react";
import { watchingClient } from "../app/session.js";
import { watchingKey } from "../match/match-keys.js";
import { useMatch } from "../match/use-match.js";
import { MatchFrame } from "./match-frame.js";

/** A match seen from beside the table. */
export function WatchPage({ watchKey }: { readonly watchKey: string }) {
  const [client] = useState(watchingClient);
  const open = useCallback((from: Client) => from.observe(watchKey), [watchKey]);
  return <MatchFrame opening={useMatch({ client, key: watchingKey(watchKey), open })} />;
}
