import type { MatchRow, PlayerRow } from "@holdfast/engine";
import { headRowOf, type MatchTable } from "./match-table.js";

/** A match as it is listed: its row, and who sits there by which name. */
export function matchRowOf(table: MatchTable, epoch: number, players: ReadonlyMap<string, PlayerRow>): MatchRow {
  const { facts, watchKey, visibility } = table.created;
  const { matchId, gameId, hostId, createdAt } = facts;
  const { code, status, version, toMove, deadline, outcome, startedAt, updatedAt } = table;
  const seats = table.seats.map(({ playerId }, seat) => {
    const name = playerId === null ? null : (players.get(playerId)?.name ?? null);
    return { seat, playerId, name };
  });
  return {
    ...{ matchId, code, watchKey, gameId, status, visibility, hostId, epoch, version, toMove, deadline, outcome },
    ...{ createdAt, startedAt, endedAt: headRowOf(table).endedAt, updatedAt, seats },
  };
}
