/** Changes stored matches behind the server's back, one column at a time. */
import type { OwnDatabase } from "./database.js";

/** What a column becomes: a value of its own type that it did not have. `was` is the old one. */
const CHANGED: Readonly<Record<string, string>> = {
  text: `overlay(was placing (case when substr(was, 1, 1) = '1' then '2' else '1' end) from 1 for 1)`,
  integer: "was + 1",
  smallint: "was + 1",
  bigint: "was + 1",
  uuid: "gen_random_uuid()",
};
/** Of a column that holds null: what it could never be. */
const INVENTED: Readonly<Record<string, string>> = { text: "'made up'", integer: "7", smallint: "7", bigint: "7" };

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
