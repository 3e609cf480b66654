/** The text a commit is stored as, and back. JSON columns are text: they come back as exactly what was decided. */
import { storedJson } from "./stored-json.js";
import type { AppendEntry, Commit, CommitKind, Draw, Json, StoredCommit } from "@holdfast/engine";

/** Separate the values of a column, and stand for null, in `string_to_array`: JSON escapes both, ids may not hold them. */
export const SEPARATOR = "\u001f";
export const NULL_MARK = "\u001e";
/** Separates the columns of a batch, in the same way. */
export const COLUMN_SEPARATOR = "\u001d";

/** What the append statement unnests, in this order. */
export const APPEND_COLUMNS = [
  ["match_id", "uuid"],
  ["epoch", "int4"],
  ["version", "int4"],
  ["kind", "text"],
  ["actor_id", "text"],
  ["seat", "int2"],
  ["msg_id", "text"],
  ["payload_hash", "text"],
  ["payload", "text"],
  ["events", "text"],
  ["draws", "text"],
  ["received_at", "int8"],
  ["rules_version", "int4"],
  ["parent_hash", "text"],
  ["state_hash", "text"],
  ["hash", "text"],
  ["status", "text"],
  ["deadline", "int8"],
  ["to_move", "text"],
  ["outcome", "text"],
  ["snapshot", "text"],
  ["changed_seat", "int2"],
  ["new_holder", "text"],
  ["holders", "text"],
] as const;

/** The values of `APPEND_COLUMNS` as text, made once per commit however often it is sent. */
export type AppendValues = readonly string[];

export function appendValues(entry: AppendEntry): AppendValues {
  const { commit, snapshot, seating } = entry;
  return [
    commit.matchId,
    String(entry.epoch),
    String(commit.version),
    commit.kind,
    commit.actorId,
    orNull(commit.seat),
    commit.msgId,
    commit.payloadHash,
    JSON.stringify(commit.payload),
    JSON.stringify(commit.events),
    JSON.stringify(commit.draws),
    String(commit.receivedAt),
    String(commit.rulesVersion),
    commit.parentHash,
    commit.stateHash,
    commit.hash,
    entry.status,
    orNull(entry.deadline),
    JSON.stringify(entry.toMove),
    entry.outcome === null ? NULL_MARK : JSON.stringify(entry.outcome),
    snapshot === null ? NULL_MARK : JSON.stringify(snapshot),
    orNull(seating?.seat),
    orNull(seating?.playerId),
    entry.outcome === null ? NULL_MARK : JSON.stringify(snapshot?.seats ?? []),
  ];
}

function orNull(value: string | number | null | undefined): string {
  return value === null || value === undefined ? NULL_MARK : String(value);
}

/** What JSON.stringify writes for NUL and for half a surrogate pair, unless its backslash is itself escaped. */
const ESCAPED_POISON = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be in an id
const NOT_PLAIN = /[\u0000-\u001f\p{Surrogate}]/u;
const JSON_COLUMNS: ReadonlySet<string> = new Set([
  "payload",
  "events",
  "draws",
  "to_move",
  "outcome",
  "snapshot",
  "holders",
]);

const SHA256_HEX = /^[0-9a-f]{64}$/;
/** Kept as bytes: anything else would come back as something else. */
const HASH_COLUMNS: ReadonlySet<string> = new Set(["payload_hash", "state_hash", "hash"]);

/** By place, whether a value can be stored. Numbers, which were written here, always can. */
const STORABLE = APPEND_COLUMNS.map(([name, type]) => {
  if (JSON_COLUMNS.has(name)) return (text: string) => !(text.includes("\\u") && ESCAPED_POISON.test(text));
  if (HASH_COLUMNS.has(name)) return (text: string) => SHA256_HEX.test(text);
  return type === "text" || type === "uuid" ? isPlainText : null;
});

/** The column that Postgres could not keep as it is (NUL, half a surrogate pair, empty), or null if all is well. */
export function findUnstorable(values: AppendValues): string | null {
  for (let i = 0; i < STORABLE.length; i++) {
    const value = values[i] ?? "";
    if (value !== NULL_MARK && STORABLE[i]?.(value) === false) return APPEND_COLUMNS[i]?.[0] ?? "";
  }
  return null;
}

/** True for text that may be an id or a hash: not empty, no control characters, no half surrogate pairs. */
export function isPlainText(text: string): boolean {
  return text !== "" && !NOT_PLAIN.test(text);
}

/** The select list that `commitOf` reads, of a table or alias `c`. */
export const COMMIT_COLUMNS = `c.match_id::text as match_id, c.version, c.kind, c.actor_id, c.seat, c.msg_id, c.payload_hash,
  c.payload, c.events, c.draws, c.received_at::float8 as received_at, c.rules_version,
  c.parent_hash, c.state_hash, c.hash, c.committed_at::float8 as committed_at`;

export interface CommitRow {
  readonly match_id: string;
  readonly version: number;
  readonly kind: CommitKind;
  readonly actor_id: string;
  readonly seat: number | null;
  readonly msg_id: string;
  readonly payload_hash: string;
  readonly payload: string;
  readonly events: string;
  readonly draws: string;
  readonly received_at: number;
  readonly rules_version: number;
  readonly parent_hash: string;
  readonly state_hash: string;
  readonly hash: string;
  readonly committed_at: number;
}

/** @throws IntegrityFault when a JSON column is none. */
export function commitOf(row: CommitRow): StoredCommit {
  const json = <T>(column: "payload" | "events" | "draws") =>
    storedJson<T>(row[column], { matchId: row.match_id, version: row.version, column });
  const commit: Commit = {
    matchId: row.match_id,
    version: row.version,
    kind: row.kind,
    actorId: row.actor_id,
    seat: row.seat,
    msgId: row.msg_id,
    payloadHash: row.payload_hash,
    payload: json<Json>("payload"),
    events: json<Json[]>("events"),
    draws: json<Draw[]>("draws"),
    receivedAt: row.received_at,
    rulesVersion: row.rules_version,
    parentHash: row.parent_hash,
    stateHash: row.state_hash,
    hash: row.hash,
  };
  return { commit, at: row.committed_at };
}
