/**
 * Postgres behind `SqlPort`: writers, readers and the platform's own questions have connections of their own, so that
 * none can starve the others. A connection that cannot be made is passed over while another of its kind works.
 */
import { type LinkOptions, PostgresLink, unreachable } from "./postgres-link.js";
import { WRITE_PROBE } from "./queries/write-probe.js";
import type { RunSql, SqlParam, SqlPort, SqlRow, Statement } from "./sql-port.js";

export interface PoolSizes {
  readonly writers: number;
  readonly readers: number;
}

/** Reads waiting for an answer at most; more are turned away, so that a slow database does not fill the memory. */
const MAX_READS = 2_000;
const START_UP = { statementTimeoutMs: 60_000, connectTimeoutMs: 10_000 };

export class PostgresPort implements SqlPort {
  readonly writers: number;
  private readonly writing: readonly PostgresLink[];
  private readonly reading: readonly PostgresLink[];
  private readonly administering: PostgresLink;
  private reads = 0;

  constructor(
    private readonly link: LinkOptions,
    sizes: PoolSizes,
  ) {
    this.writers = sizes.writers;
    this.writing = Array.from({ length: sizes.writers }, () => new PostgresLink(link));
    this.reading = Array.from({ length: sizes.readers }, () => new PostgresLink(link));
    this.administering = new PostgresLink(link);
  }

  /** Connections of a port of these sizes. */
  static connections({ writers, readers }: PoolSizes): number {
    return writers + readers + 1;
  }

  /** Opens every connection now: a server that has too few is found out at the start. @throws StorageFault */
  async connect(): Promise<void> {
    await Promise.all(this.links.map((link) => link.run("select 1 as here", [])));
  }

  async write<Row extends object>(writer: number, text: string, params: readonly SqlParam[]): Promise<readonly Row[]> {
    return this.writerFor(writer).run<Row>(text, params);
  }

  async writeThenRead<Written extends object, Read extends object>(
    writer: number,
    write: Statement,
    read: Statement,
  ): Promise<readonly [readonly Written[], readonly Read[]]> {
    // Chosen once: on two connections the read could come before what it has to see.
    const link = this.writerFor(writer);
    return Promise.all([link.run<Written>(write.text, write.params), link.run<Read>(read.text, read.params)]);
  }

  admin<Row extends object>(text: string, params: readonly SqlParam[]): Promise<readonly Row[]> {
    return this.administering.run<Row>(text, params);
  }

  async probe(patienceMs: number): Promise<void> {
    await best(this.writing).run(WRITE_PROBE, [], patienceMs);
  }

  abandon(): void {
    for (const link of this.links) link.abandon();
  }

  async read<Row extends object>(text: string, params: readonly SqlParam[]): Promise<readonly Row[]> {
    if (this.reads >= MAX_READS) throw unreachable("TOO_MANY_READS");
    this.reads += 1;
    try {
      return await best(this.reading).run<Row>(text, params);
    } finally {
      this.reads -= 1;
    }
  }

  async reclaim(): Promise<void> {
    // The server's autovacuum does it.
  }

  async transaction<T>(work: (run: RunSql) => Promise<T>): Promise<T> {
    const link = new PostgresLink({ ...this.link, ...START_UP });
    try {
      return await link.transaction((run) => work((text, params = []) => run<SqlRow>(text, params)));
    } finally {
      await link.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.links.map((link) => link.close()));
  }

  private writerFor(writer: number): PostgresLink {
    const own = this.writing[writer];
    if (own === undefined) throw unreachable("NO_SUCH_WRITER");
    return own.isBroken ? best(this.writing) : own;
  }

  private get links(): readonly PostgresLink[] {
    return [...this.writing, ...this.reading, this.administering];
  }
}

/** The least busy of those that work; where none does, of all. */
function best(links: readonly PostgresLink[]): PostgresLink {
  const working = links.filter((link) => !link.isBroken);
  const [first, ...others] = working.length > 0 ? working : links;
  if (first === undefined) throw unreachable("NO_CONNECTIONS");
  return others.reduce((least, link) => (link.inFlight < least.inFlight ? link : least), first);
}
