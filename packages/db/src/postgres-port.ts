/** Postgres behind `SqlPort`: writers and readers have connections of their own, so neither can starve the other. */
import { type LinkOptions, PostgresLink, unreachable } from "./postgres-link.js";
import type { RunSql, SqlParam, SqlPort, SqlRow } from "./sql-port.js";

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
  private reads = 0;

  constructor(
    private readonly link: LinkOptions,
    sizes: PoolSizes,
  ) {
    this.writers = sizes.writers;
    this.writing = Array.from({ length: sizes.writers }, () => new PostgresLink(link));
    this.reading = Array.from({ length: sizes.readers }, () => new PostgresLink(link));
  }

  async write<Row extends object>(writer: number, text: string, params: readonly SqlParam[]): Promise<readonly Row[]> {
    const link = this.writing[writer];
    if (link === undefined) throw unreachable("NO_SUCH_WRITER");
    return link.run<Row>(text, params);
  }

  async read<Row extends object>(text: string, params: readonly SqlParam[]): Promise<readonly Row[]> {
    if (this.reads >= MAX_READS) throw unreachable("TOO_MANY_READS");
    this.reads += 1;
    try {
      return await leastBusy(this.reading).run<Row>(text, params);
    } finally {
      this.reads -= 1;
    }
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
    await Promise.all([...this.writing, ...this.reading].map((link) => link.close()));
  }
}

function leastBusy(links: readonly PostgresLink[]): PostgresLink {
  const [first, ...others] = links;
  if (first === undefined) throw unreachable("NO_READERS");
  return others.reduce((best, link) => (link.inFlight < best.inFlight ? link : best), first);
}
