import type { SqlPort } from "../sql-port.js";

const KEEP = `
  INSERT INTO settings (scope, key, value, updated_at)
  VALUES ('server', $1, $2, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
  ON CONFLICT (scope, key) DO UPDATE SET value = settings.value
  RETURNING value`;

/** The server-wide value under this key: the one kept first, by whichever node came first. */
export async function keepSetting(port: SqlPort, key: string, proposal: string): Promise<string> {
  const [row] = await port.write<{ value: string }>(0, KEEP, [key, proposal]);
  return row?.value ?? proposal;
}
