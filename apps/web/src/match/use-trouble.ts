import type { Connection, Match } from "@holdfast/sdk";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../app/use-session.js";
import { announce } from "../ui/announce.js";
import { troubleOf, type Trouble } from "./trouble.js";
import { useConnection } from "@holdfast/sdk/react";
import { useOnline } from "./use-online.js";

/** Catching up usually takes a few milliseconds; saying so for that long would only flicker. */
const CATCHING_UP_SHOWN_AFTER_MS = 250;

/** What stands between the viewer and a live table. `match` and `status` are null while it is not open yet. */
export function useTrouble(match: Match | null, status: Match["status"] | null): Trouble | null {
  const { client } = useSession();
  const connection = useConnection(client);
  const online = useOnline();
  const opened = useOnce(status === "live");
  const restarting = useRestarting(connection);
  const seated = match !== null && match.seat !== null;
  const trouble = troubleOf({ status: status ?? "live", connection, online, opened, restarting, seated });
  const isBrief = trouble?.kind === "catching-up";
  const isLong = useLasting(isBrief, CATCHING_UP_SHOWN_AFTER_MS);
  const shown = isBrief && !isLong ? null : trouble;
  useRelief(shown);
  return shown;
}

/** Says that a trouble is over; that it began is said where it is shown. */
function useRelief(trouble: Trouble | null): void {
  const troubled = useRef(false);
  useEffect(() => {
    if (troubled.current && trouble === null) announce("The table is up to date again.");
    troubled.current = trouble !== null;
  }, [trouble]);
}

/** True from the server's farewell until one answers again, through every try in between. */
function useRestarting(connection: Connection | null): boolean {
  const [ever, setEver] = useState(false);
  const now = connection?.status === "connecting" ? ever : connection?.status === "waiting" && connection.restarting;
  if (now !== ever) setEver(now);
  return now;
}

/** True from the first time that `now` was true. */
function useOnce(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}

/** True once `now` has been true for `ms` without a break. */
function useLasting(now: boolean, ms: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => setLasted(true), ms);
    return () => {
      clearTimeout(timer);
      setLasted(false);
    };
  }, [now, ms]);
  return now && lasted;
}
