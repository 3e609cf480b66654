import type { Client } from "@holdfast/sdk";
import { useCallback } from "react";
import { useClient } from "../app/use-session.js";
import { seatKey } from "../match/match-keys.js";
import { useMatch } from "../match/use-match.js";
import { MatchFrame } from "./match-frame.js";

/** My seat in a match: its lobby while seats are open, its table afterwards. */
export function SeatPage({ matchId }: { readonly matchId: string }) {
  const client = useClient();
  const open = useCallback((from: Client) => from.resume(matchId), [matchId]);
  return <MatchFrame opening={useMatch({ client, key: seatKey(matchId), open })} />;
}
