/**
 * Prepared statements for PGlite, whose own `query` parses and plans its text every time: for the append statement
 * that is most of its cost. Each text is prepared once and its plan kept, as with any other Postgres.
 */
import { type PGlite, protocol } from "@electric-sql/pglite";
import type { SqlParam, SqlRow } from "./sql-port.js";

const { serialize } = protocol;
/** Types that come back as numbers; everything else is text or a truth value. */
const NUMBERS: ReadonlySet<number> = new Set([20, 21, 23, 26, 700, 701]);
const BOOLEAN = 16;

interface Column {
  readonly name: string;
  readonly type: number;
}
interface Prepared {
  readonly name: string;
  readonly columns: readonly Column[];
}
type Message = Awaited<ReturnType<PGlite["execProtocol"]>>["messages"][number];

export class PgliteSession {
  private readonly prepared = new Map<string, Prepared>();
  private names = 0;

  constructor(private readonly database: PGlite) {}

  /** Runs one statement by itself; what it wrote is on the disk when this resolves. */
  run(text: string, params: readonly SqlParam[]): Promise<readonly SqlRow[]> {
    return this.database.runExclusive(async () => {
      const { name, columns } = this.prepared.get(text) ?? (await this.prepare(text));
      const values = params.map((param) => (param === null ? null : String(param)));
      const messages = await this.send([serialize.bind({ statement: name, values }), serialize.execute({})]);
      return rowsOf(messages, columns);
    });
  }

  private async prepare(text: string): Promise<Prepared> {
    const name = `s${this.names++}`;
    const messages = await this.send([serialize.parse({ name, text }), serialize.describe({ type: "S", name })]);
    const prepared = { name, columns: columnsOf(messages) };
    this.prepared.set(text, prepared);
    return prepared;
  }

  private async send(parts: readonly Uint8Array[]): Promise<readonly Message[]> {
    const { messages } = await this.database.execProtocol(Buffer.concat([...parts, serialize.sync()]));
    return messages;
  }
}

function columnsOf(messages: readonly Message[]): readonly Column[] {
  for (const message of messages) {
    if (message.name === "rowDescription" && "fields" in message) {
      const { fields } = message as { fields: readonly { name: string; dataTypeID: number }[] };
      return fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
    }
  }
  return [];
}

function rowsOf(messages: readonly Message[], columns: readonly Column[]): readonly SqlRow[] {
  const rows: SqlRow[] = [];
  for (const message of messages) {
    if (message.name !== "dataRow" || !("fields" in message)) continue;
    const { fields } = message as { fields: readonly (string | null)[] };
    rows.push(Object.fromEntries(columns.map(({ name, type }, i) => [name, decoded(fields[i] ?? null, type)])));
  }
  return rows;
}

function decoded(text: string | null, type: number): SqlRow[string] {
  if (text === null) return null;
  if (type === BOOLEAN) return text === "t";
  return NUMBERS.has(type) ? Number(text) : text;
}
