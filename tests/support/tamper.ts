/** Changes stored matches behind the server's back, one column at a time. */
import type { OwnDatabase } from "./database.js";

/** What a column becomes: a value of its own type that it did not have. `was` is the old one. */
const CHANGED: Readonly<Record<string, string>> = {
  text: `overlay(was placing (case when substr(was, 1, 1) = '1' then '2' else '1' end) from 1 for 1)`,
  integer: "was + 1",
  smallint: "was + 1",
  bigint: "was + 1",
  uuid: "gen_random_uuid()",
  bytea: "set_byte(was, 0, get_byte(was, 0) # 1)",
};
/** Of a column that holds null: what it could never be. */
const INVENTED: Readonly<Record<string, string>> = {
  text: "'made up'",
  integer: "7",
  smallint: "7",
  bigint: "7",
  bytea: "'\\x07'",
};

export interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/** Every column of a table, from the database itself: a new one is found without being named here. */
export async function columnsOf(database: OwnDatabase, table: string): Promise<readonly Column[]> {
  const rows = await database.sql`
    SELECT column_name AS column, data_type AS type FROM information_schema.columns
    WHERE table_name = ${table} ORDER BY ordinal_position`;
  return rows.map((row) => ({ table, column: String(row["column"]), type: String(row["type"]) }));
}

/** Changes one column of one row to something else of its type; false when the database does not let it. */
export async function change(database: OwnDatabase, { table, column, type }: Column, where: string): Promise<boolean> {
  const [row] = await database.sql.unsafe(`SELECT ${column} AS was FROM ${table} WHERE ${where}`);
  if (row === undefined) throw new Error(`no row of ${table} where ${where}`);
  const value = row["was"] === null ? INVENTED[type] : CHANGED[type]?.replaceAll("was", column);
  if (value === undefined) throw new Error(`${table}.${column} is of type ${type}: say how it changes`);
  const done = await database.sql.unsafe(`UPDATE ${table} SET ${column} = ${value} WHERE ${where}`);
  return done.count === 1;
}

/** Writes the log of a match as builds did that kept hashes as text: what they left is still read. */
export async function writeAsBefore(database: OwnDatabase, matchId: string): Promise<void> {
  await database.sql`
    UPDATE commit_rows r SET payload_hash = c.payload_hash, parent_hash = c.parent_hash, state_hash = c.state_hash,
      hash = c.hash, hashes = NULL
    FROM commits c WHERE r.match_id = ${matchId} AND c.match_id = r.match_id AND c.version = r.version`;
}
