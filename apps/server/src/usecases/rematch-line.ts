/** What those who had a part in a match that is over are told of its rematch, when they ask for the match. */
import { isBot } from "@holdfast/engine";
import type { RematchSummary } from "@holdfast/protocol";
import type { LiveMatch } from "../live/live-match.js";
import type { Deps, Session } from "./deps.js";
import { rematchName } from "./rematch.js";

/** The rematch they may come to, or have come to; null while there is none for them. @throws StorageUnavailable */
export async function rematchLine(
  { ports: { store } }: Deps,
  { playerId }: Session,
  { id, hosted, facts }: LiveMatch,
): Promise<RematchSummary | null> {
  const made = await store.findCreated(hosted.creatorId, rematchName(id));
  const row = made && (await store.findMatch({ matchId: made.matchId }));
  if (!row) return null;
  const joined = row.seats.some((seat) => seat.playerId === playerId) || facts.hostId === playerId;
  if (!joined && row.status !== "open") return null;
  const people = row.seats.filter((seat) => !isBot(seat.playerId));
  const names = people.flatMap(({ name }) => (name === null ? [] : [name]));
  return { matchId: row.matchId, status: row.status, names, joined };
}
