import type { Match, Snapshot } from "@holdfast/sdk";
import { useCallback, useSyncExternalStore } from "react";

/** The newest snapshot of a match; null until the first one is here. */
export function useSnapshot(match: Match): Snapshot | null {
  const subscribe = useCallback((changed: () => void) => match.subscribe(changed), [match]);
  return useSyncExternalStore(subscribe, () => match.snapshot);
}

/** How well the snapshot is being kept up to date. */
export function useMatchStatus(match: Match): Match["status"] {
  const subscribe = useCallback((changed: () => void) => match.onStatus(changed), [match]);
  return useSyncExternalStore(subscribe, () => match.status);
}
