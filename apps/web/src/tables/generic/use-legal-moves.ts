/** What may be played at the version on the screen, asked for anew with each version. */
import type { LegalMoves, LegalSnapshot, Match, MoveJson, Snapshot } from "@holdfast/sdk";
import { useMatchStatus } from "@holdfast/sdk/react";
import { useCallback, useEffect, useState } from "react";
import { refusalOf, type Refusal } from "../../match/refusal.js";

export interface Legal {
  /** Null: not known yet, or there is nothing to play. */
  readonly moves: LegalMoves<MoveJson> | null;
  /** They belong to what is on the screen; older ones stay there until the new ones are known. */
  readonly isCurrent: boolean;
  /** Why they could not be told. */
  readonly refusal: Refusal | null;
  readonly retry: () => void;
}

/** The legal moves of the one at this page; `match` is null for those who cannot act. */
export function useLegalMoves(match: Match | null, snapshot: Snapshot | null): Legal {
  const [held, setHeld] = useState<LegalSnapshot | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [attempt, setAttempt] = useState(0);
  const isLive = useMatchStatus(match) === "live";
  const wants = match !== null && isLive && snapshot !== null && isPlayed(snapshot);
  const { epoch = 0, version = 0 } = snapshot ?? {};
  const isCurrent = held !== null && held.epoch === epoch && held.version === version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version, or another attempt, is a reason to ask
  useEffect(() => {
    if (!wants || isCurrent) return;
    let wanted = true;
    setRefusal(null);
    match.legalMoves().then(
      (told) => wanted && setHeld(told),
      (error: unknown) => wanted && setRefusal(refusalOf(error)),
    );
    return () => {
      wanted = false;
    };
  }, [match, wants, epoch, version, attempt]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  // Moves are JSON with a type, whatever the game.
  const legal = (held?.legal ?? null) as LegalMoves<MoveJson> | null;
  const moves = snapshot !== null && isPlayed(snapshot) ? legal : null;
  return { moves, isCurrent, refusal, retry };
}

function isPlayed({ status, outcome, pause }: Snapshot): boolean {
  return (status === "playing" || status === "paused") && outcome === null && pause === undefined;
}
