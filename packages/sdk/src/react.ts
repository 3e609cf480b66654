/**
 * `@holdfast/sdk/react`: what a client and its matches hold, as React hooks. Each reads the client itself and nothing
 * else, so that components never disagree about it. A match is opened and closed by the application, not by a hook.
 */
import { useCallback, useSyncExternalStore } from "react";
import type { Client, Connection, GameId, LiveSettings, Match, PauseInfo, Snapshot, SyncStatus } from "./index.js";

/** The newest snapshot of a match; null without a match, or until the first one is here. */
export function useMatch<G extends GameId>(match: Match<G> | null): Snapshot<G> | null {
  const subscribe = useCallback((changed: () => void) => match?.subscribe(changed) ?? NOTHING, [match]);
  return useHeld(subscribe, () => match?.snapshot ?? null);
}

/** How well the snapshot is being kept up to date; null without a match. */
export function useMatchStatus(match: Pick<Match, "onStatus" | "status"> | null): SyncStatus | null {
  const subscribe = useCallback((changed: () => void) => match?.onStatus(changed) ?? NOTHING, [match]);
  return useHeld(subscribe, () => match?.status ?? null);
}

/** Why nobody may move just now; null while play goes on. */
export function useMatchPause<G extends GameId>(match: Match<G> | null): PauseInfo | null {
  const subscribe = useCallback((changed: () => void) => match?.subscribe(changed) ?? NOTHING, [match]);
  return useHeld(subscribe, () => match?.pause ?? null);
}

/** What is set for the server and the match while they run; null without a match, and where nothing ever was. */
export function useMatchSettings(match: Pick<Match, "onSettings" | "settings"> | null): LiveSettings | null {
  const subscribe = useCallback((changed: () => void) => match?.onSettings(changed) ?? NOTHING, [match]);
  return useHeld(subscribe, () => match?.settings ?? null);
}

/** The client's connection; null without a client. */
export function useConnection(client: Client | null): Connection | null {
  const subscribe = useCallback((changed: () => void) => client?.onConnection(changed) ?? NOTHING, [client]);
  return useHeld(subscribe, () => client?.connection ?? null);
}

const NOTHING = (): void => {};

/** On a server it is what it is when the page is made: nothing is subscribed there. */
function useHeld<T>(subscribe: (changed: () => void) => () => void, held: () => T): T {
  return useSyncExternalStore(subscribe, held, held);
}
