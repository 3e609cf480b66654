/** The values of one row of an append, by the names of their columns; what Postgres would refuse is refused. */
import {
  APPEND_COLUMNS,
  type AppendValues,
  type CommitRow,
  NULL_MARK,
} from "../../../packages/db/src/commit-columns.js";
import { DriverError } from "./driver-error.js";

const PLACE = new Map<string, number>(APPEND_COLUMNS.map(([name], place) => [name, place]));
const SMALLINT = { least: -32_768, most: 32_767 };

export function orNull(row: AppendValues, column: string): string | null {
  const value = row[PLACE.get(column) ?? -1] ?? NULL_MARK;
  return value === NULL_MARK ? null : value;
}

export function text(row: AppendValues, column: string): string {
  const value = orNull(row, column);
  if (value === null) throw new DriverError("23502", "commits");
  return value;
}

export function bigint(row: AppendValues, column: string): number | null {
  const value = orNull(row, column);
  if (value === null) return null;
  if (!/^-?\d+$/.test(value)) throw new DriverError("22P02", "commits");
  return Number(value);
}

export function smallint(row: AppendValues, column: string): number | null {
  const value = bigint(row, column);
  if (value !== null && (value < SMALLINT.least || value > SMALLINT.most)) {
    throw new DriverError("22003", "commits");
  }
  return value;
}

export function commitRowOf(row: AppendValues, at: number): CommitRow {
  const names = ["match_id", "actor_id", "msg_id", "payload_hash", "payload", "events", "draws"] as const;
  const hashes = ["parent_hash", "state_hash", "hash"] as const;
  const texts = Object.fromEntries([...names, ...hashes].map((name) => [name, text(row, name)]));
  return {
    ...(texts as Record<(typeof names)[number] | (typeof hashes)[number], string>),
    kind: text(row, "kind") as CommitRow["kind"],
    version: Number(text(row, "version")),
    seat: smallint(row, "seat"),
    received_at: bigint(row, "received_at") ?? 0,
    rules_version: Number(text(row, "rules_version")),
    committed_at: at,
  };
}
