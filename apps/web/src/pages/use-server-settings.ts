import type { ServerSettings } from "@holdfast/sdk";
import { useEffect, useState } from "react";
import { watchingClient } from "../app/session.js";
import { useSession } from "../app/use-session.js";

const REFRESH_MS = 10_000;

/** What is set for the server, refreshed while the page is seen; null until it is known. Nobody needs an account to ask. */
export function useServerSettings(): ServerSettings | null {
  const { client } = useSession();
  const [settings, setSettings] = useState<ServerSettings | null>(null);
  useEffect(() => {
    let wanted = true;
    const refresh = () => {
      if (document.hidden) return;
      (client ?? watchingClient()).settings().then(
        ({ values }) => wanted && setSettings(values),
        () => undefined,
      );
    };
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [client]);
  return settings;
}
