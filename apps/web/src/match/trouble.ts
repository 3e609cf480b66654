/** What stands between the player and a live table, in words; null when nothing does. */
import type { Connection, Match } from "@holdfast/sdk";

export type TroubleKind =
  | "offline"
  | "elsewhere"
  | "refused"
  | "restarting"
  | "reconnecting"
  | "saving"
  | "catching-up"
  | "closed";

export interface Trouble {
  readonly kind: TroubleKind;
  readonly title: string;
  readonly detail: string;
}

export interface Signs {
  readonly status: Match["status"];
  readonly connection: Connection | null;
  readonly online: boolean;
  /** The table was live before; until then a page is only opening, which is no trouble. */
  readonly opened: boolean;
  /** The server took its leave and is not back yet. */
  readonly restarting: boolean;
  /** Whoever only watches has no seat that could be held. */
  readonly seated: boolean;
}

const WORDS: Readonly<Record<TroubleKind, Omit<Trouble, "kind">>> = {
  offline: { title: "You are offline", detail: "The table catches up when you are back." },
  elsewhere: { title: "Playing elsewhere", detail: "This seat was opened in another tab or on another device." },
  refused: { title: "Connection refused", detail: "The server does not accept this connection." },
  restarting: { title: "The server is restarting", detail: "Play goes on in a moment." },
  reconnecting: { title: "Reconnecting…", detail: "Nothing that was played is lost." },
  saving: { title: "Saving…", detail: "The server is waiting for its storage. Moves are shown once they are safe." },
  "catching-up": { title: "Catching up…", detail: "Fetching what happened meanwhile." },
  closed: { title: "This table is closed", detail: "Open it again from the home page." },
};
/** In place of the same for those who only watch. */
const SAVING_YOURS = "The server is waiting for its storage. Your move is held until it is safe.";
/** In these a player fears for the seat. */
const SEAT_IS_HELD: ReadonlySet<TroubleKind> = new Set(["offline", "restarting", "reconnecting"]);

/** The most telling trouble of several. */
export function troubleOf(signs: Signs): Trouble | null {
  const kind = kindOf(signs);
  if (kind === null) return null;
  const words = WORDS[kind];
  const { connection, seated } = signs;
  if (kind === "refused" && connection?.status === "refused")
    return { kind, ...words, detail: connection.rejection.message };
  if (seated && kind === "saving") return { kind, ...words, detail: SAVING_YOURS };
  if (seated && SEAT_IS_HELD.has(kind)) return { kind, ...words, detail: `Your seat is held. ${words.detail}` };
  return { kind, ...words };
}

function kindOf({ status, connection, online, opened, restarting }: Signs): TroubleKind | null {
  if (status === "superseded") return "elsewhere";
  if (!online) return "offline";
  if (connection?.status === "refused") return "refused";
  if (connection?.status === "closed" || status === "closed") return "closed";
  if (restarting) return "restarting";
  if (isLost(connection) || (opened && status === "reconnecting")) return "reconnecting";
  if (status === "degraded") return "saving";
  return opened && status === "resyncing" ? "catching-up" : null;
}

// Attempt 0 is a page that only just opened: nothing was lost.
function isLost(connection: Connection | null): boolean {
  if (connection === null) return false;
  return connection.status === "waiting" || (connection.status === "connecting" && connection.attempt > 0);
}
