/**
 * The one place where drivers differ. Both speak the same SQL text; whatever they throw has gone through
 * `redactError`. Numbers wider than 32 bits are selected as float8: every time we keep fits one exactly.
 */
export type SqlParam = string | number | null;
export type SqlRow = Readonly<Record<string, string | number | boolean | null>>;
export type RunSql = (text: string, params?: readonly SqlParam[]) => Promise<readonly SqlRow[]>;

export interface Statement {
  readonly text: string;
  readonly params: readonly SqlParam[];
}

export interface SqlPort {
  /** How many writers there are; each takes one batch of commits at a time. */
  readonly writers: number;
  /** One autocommit statement on a writer. @throws StorageFault */
  write<Row extends object>(writer: number, text: string, params: readonly SqlParam[]): Promise<readonly Row[]>;
  /**
   * One autocommit statement on a writer, and a read that sees what it has left. Both are sent at once, over one connection,
   * which carries them out in turn. @throws StorageFault where either fails; the first may have been carried out then.
   */
  writeThenRead<Written extends object, Read extends object>(
    writer: number,
    write: Statement,
    read: Statement,
  ): Promise<readonly [readonly Written[], readonly Read[]]>;
  /** One read for the platform itself, on a connection that no crowd of readers can fill. @throws StorageFault */
  admin<Row extends object>(text: string, params: readonly SqlParam[]): Promise<readonly Row[]>;
  /** One small write, to find out whether a commit could be written now. @throws StorageFault */
  probe(patienceMs: number): Promise<void>;
  /** Gives up whatever is on its way: its answers would come too late or never. */
  abandon(): void;
  /** One read of the primary. @throws StorageFault */
  read<Row extends object>(text: string, params: readonly SqlParam[]): Promise<readonly Row[]>;
  /** Runs `work` in one transaction on a connection of its own. For start-up only, never for commits. */
  transaction<T>(work: (run: RunSql) => Promise<T>): Promise<T>;
  /** Makes the space of deleted rows usable again, unless the server does so by itself. @throws StorageFault */
  reclaim(): Promise<void>;
  close(): Promise<void>;
}
