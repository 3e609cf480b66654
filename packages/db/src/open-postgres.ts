import { StorageUnavailable } from "@holdfast/engine";
import { checkSettings, explainUnreachable, placeOf, SETTINGS_QUERY } from "./boot-check.js";
import { migrate } from "./migrate.js";
import { PostgresPort } from "./postgres-port.js";
import type { SqlPort } from "./sql-port.js";
import { StorageFault } from "./storage-fault.js";
import { SqlMatchStore, type StoreOptions } from "./store.js";

export interface PostgresOptions extends StoreOptions {
  readonly url: string;
  /** Connections that append commits, and connections that read. Default 2 and 4. */
  readonly writers?: number;
  readonly readers?: number;
  /** Nodes sharing the server, to warn when their connections do not fit. Default 1. */
  readonly nodes?: number;
  readonly connectTimeoutMs?: number;
  readonly statementTimeoutMs?: number;
  /** Accept a server that may lose acknowledged commits. */
  readonly allowUnsafeDurability?: boolean;
  readonly applicationName?: string;
}

/**
 * A migrated and checked store on a Postgres server. Several nodes may open it at once.
 * @throws BootRefused with one sentence that says what to do.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<SqlMatchStore> {
  const { writers = 2, readers = 4 } = options;
  const port = new PostgresPort(linkOptions(options), { writers, readers });
  try {
    await checkServer(port, options, PostgresPort.connections({ writers, readers }));
    await migrate(port);
    await port.connect();
    const store = new SqlMatchStore(port, { doubtAfterMs: DOUBT_AFTER_MS, ...options });
    await store.enterLife();
    return store;
  } catch (error) {
    await port.close();
    throw error instanceof StorageFault || error instanceof StorageUnavailable
      ? explainUnreachable(error, placeOf(options.url))
      : error;
  }
}

/** Longer than any statement takes on a server that is well, shorter than people like to wait without a word. */
const DOUBT_AFTER_MS = 1_000;

function linkOptions(options: PostgresOptions): ConstructorParameters<typeof PostgresPort>[0] {
  const { url, connectTimeoutMs = 500, statementTimeoutMs = 2_000, applicationName = "holdfast" } = options;
  return {
    url,
    applicationName,
    connectTimeoutMs,
    statementTimeoutMs,
    answerTimeoutMs: 500,
    onNotice: (message) => options.warn?.(`Postgres: ${message}`),
  };
}

async function checkServer(port: SqlPort, options: PostgresOptions, connections: number): Promise<void> {
  const rows = await patiently(() => port.write<{ name: string; setting: string }>(0, SETTINGS_QUERY, []));
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  checkSettings(settings, { ...options, connections });
}

/** A busy server may miss the short connection timeout, which is meant for a fleet that has other nodes. */
async function patiently<T>(attempt: () => Promise<T>, tries = 8): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (tries > 1 && error instanceof StorageFault && error.code === "CONNECT_TIMEOUT")
      return patiently(attempt, tries - 1);
    throw error;
  }
}
