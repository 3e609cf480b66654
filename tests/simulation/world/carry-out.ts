import type { MatchStatus, Outcome, Seat } from "@holdfast/engine";
import { type AppendValues, commitOf } from "../../../packages/db/src/commit-columns.js";
import { bigint, commitRowOf, orNull, text } from "./append-row.js";
import { columnsOf, type MatchTable } from "./match-table.js";

/** Changes a match's row, seats and log as the append statement does for a row that passed its fence. */
export function carryOut(table: MatchTable, row: AppendValues, at: number): void {
  const stored = commitOf(commitRowOf(row, at));
  table.past.push(columnsOf(table));
  table.log.push(stored);
  table.byMsgId.set(`${stored.commit.actorId}/${stored.commit.msgId}`, stored);
  table.version = stored.commit.version;
  table.headHash = stored.commit.hash;
  table.status = text(row, "status") as MatchStatus;
  table.deadline = bigint(row, "deadline");
  table.checkAt = earlier(table.checkAt, table.deadline);
  table.toMove = JSON.parse(text(row, "to_move")) as Seat[];
  const outcome = orNull(row, "outcome");
  table.outcome = outcome === null ? null : (JSON.parse(outcome) as Outcome);
  if (table.status !== "open" && table.status !== "aborted") table.startedAt ??= stored.commit.receivedAt;
  table.updatedAt = at;
  keepSnapshot(table, row);
  changeSeat(table, row);
}

function keepSnapshot(table: MatchTable, row: AppendValues): void {
  const snapshot = orNull(row, "snapshot");
  if (snapshot === null) return;
  table.snapshotText = snapshot;
  table.snapshotVersion = table.version;
  table.snapshotHash = table.headHash;
}

function changeSeat(table: MatchTable, row: AppendValues): void {
  const changed = orNull(row, "changed_seat");
  const seat = changed === null ? undefined : table.seats[Number(changed)];
  if (seat === undefined) return;
  seat.playerId = orNull(row, "new_holder");
  seat.sessionNo += 1;
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
