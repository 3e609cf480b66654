import type { Client, Connection } from "@holdfast/sdk";
import { useCallback, useSyncExternalStore } from "react";

/** The client's connection; null while this browser has no client yet. */
export function useConnection(client: Client | null): Connection | null {
  const subscribe = useCallback((changed: () => void) => client?.onConnection(changed) ?? (() => undefined), [client]);
  return useSyncExternalStore(subscribe, () => client?.connection ?? null);
}

/** Whether the browser believes that it has a network at all. */
export function useOnline(): boolean {
  return useSyncExternalStore(onOnline, () => navigator.onLine);
}

function onOnline(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}
