import type { Client } from "@holdfast/sdk";
import { useEffect, useSyncExternalStore } from "react";
import { currentSession, onSession, startSession, type Session } from "./session.js";

/** The session, without starting one. */
export function useSession(): Session {
  return useSyncExternalStore(onSession, currentSession);
}

/** The client, for pages that cannot do without: a first visit starts a session under the suggested name. */
export function useClient(): Client | null {
  const { client } = useSession();
  useEffect(() => {
    startSession();
  }, []);
  return client;
}
