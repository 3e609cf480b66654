import type { ServerSettings } from "@holdfast/sdk";
import { useCallback } from "react";
import { watchingClient } from "../app/session.js";
import { useSession } from "../app/use-session.js";
import { useRefreshed } from "./use-refreshed.js";

const REFRESH_MS = 10_000;

/** What is set for the server; null until it is known. Nobody needs an account to ask. */
export function useServerSettings(): ServerSettings | null {
  const { client } = useSession();
  const ask = useCallback(async () => (await (client ?? watchingClient()).settings()).values, [client]);
  return useRefreshed(ask, REFRESH_MS);
}
