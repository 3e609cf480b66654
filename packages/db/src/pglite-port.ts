/** The embedded database: Postgres compiled to WebAssembly, one connection, in this process. */
import type { PGlite } from "@electric-sql/pglite";
import { PgliteSession } from "./pglite-session.js";
import { WRITE_PROBE } from "./queries/write-probe.js";
import { redactError } from "./redact-error.js";
import type { RunSql, SqlParam, SqlPort, SqlRow, Statement } from "./sql-port.js";
import { StorageFault } from "./storage-fault.js";

export class PglitePort implements SqlPort {
  readonly writers = 1;
  private readonly session: PgliteSession;

  constructor(
    private readonly database: PGlite,
    private readonly afterClose: () => void,
  ) {
    this.session = new PgliteSession(database);
  }

  write<Row extends object>(_writer: number, text: string, params: readonly SqlParam[]): Promise<readonly Row[]> {
    return this.read<Row>(text, params);
  }

  async read<Row extends object>(text: string, params: readonly SqlParam[]): Promise<readonly Row[]> {
    if (this.database.closed) throw new StorageFault("unreachable", "CONNECTION_CLOSED");
    try {
      return (await this.session.run(text, params)) as readonly Row[];
    } catch (error) {
      throw redactError(error);
    }
  }

  async writeThenRead<Written extends object, Read extends object>(
    _writer: number,
    write: Statement,
    read: Statement,
  ): Promise<readonly [readonly Written[], readonly Read[]]> {
    const written = await this.read<Written>(write.text, write.params);
    return [written, await this.read<Read>(read.text, read.params)];
  }

  admin<Row extends object>(text: string, params: readonly SqlParam[]): Promise<readonly Row[]> {
    return this.read<Row>(text, params);
  }

  async probe(): Promise<void> {
    await this.read(WRITE_PROBE, []);
  }

  abandon(): void {
    // There is one database in this process, and no other way to it.
  }

  /** Nothing tidies up by itself here: without it the space of deleted rows would never be used again. */
  async reclaim(): Promise<void> {
    for (const table of ["commit_rows", "seats", "matches"]) await this.read(`vacuum ${table}`, []);
  }

  transaction<T>(work: (run: RunSql) => Promise<T>): Promise<T> {
    return this.database.transaction((tx) =>
      work(async (text, params = []) => {
        try {
          return (await tx.query<SqlRow>(text, [...params])).rows;
        } catch (error) {
          throw redactError(error);
        }
      }),
    );
  }

  async close(): Promise<void> {
    if (!this.database.closed) await this.database.close();
    this.afterClose();
  }
}
