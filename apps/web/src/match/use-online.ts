import { useSyncExternalStore } from "react";

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
