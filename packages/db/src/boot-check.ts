/**
 * What a server must be before it is trusted with matches. A database that may forget what it acknowledged is
 * refused: no later check could notice, since everything looks well until the power fails.
 */
import { StorageFault } from "./storage-fault.js";

export interface BootCheckOptions {
  /** Accept a server that may lose acknowledged commits. For throwaway databases. */
  readonly allowUnsafeDurability?: boolean;
  /** Connections this node opens, and how many nodes there are: compared with what the server allows. */
  readonly connections: number;
  readonly nodes?: number;
  readonly warn?: (message: string) => void;
}

/** A server that must not be used, with one sentence that says what to do. Safe to show: no password is in it. */
export class BootRefused extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "BootRefused";
  }
}

/** The settings that `checkSettings` looks at, read in the session that will write commits. */
export const SETTINGS_QUERY = `
select name, setting from pg_settings
where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'server_version_num', 'max_connections',
  'server_encoding', 'transaction_read_only')`;

export type Settings = ReadonlyMap<string, string>;

const OLDEST_VERSION = 130_000;
/** Connections left to people and tools. */
const SPARE_CONNECTIONS = 10;

/** @throws BootRefused */
export function checkSettings(settings: Settings, options: BootCheckOptions): void {
  refuseWrongServer(settings);
  if (options.allowUnsafeDurability !== true) refuseForgetful(settings);
  warnAboutConnections(settings, options);
}

function refuseWrongServer(settings: Settings): void {
  const version = Number(settings.get("server_version_num"));
  if (!(version >= OLDEST_VERSION)) {
    throw new BootRefused(`Postgres ${Math.floor(version / 10_000)} is too old: version 13 or newer is needed.`);
  }
  if (settings.get("server_encoding") !== "UTF8") {
    throw new BootRefused("The database is not UTF8: create one with `createdb --encoding UTF8 --template template0`.");
  }
  if (settings.get("transaction_read_only") === "on") {
    throw new BootRefused("This Postgres is read-only, perhaps a replica: point DATABASE_URL at the primary.");
  }
}

function refuseForgetful(settings: Settings): void {
  const unsafe = ["fsync", "full_page_writes", "synchronous_commit"].filter((name) => settings.get(name) === "off");
  if (unsafe.length === 0) return;
  const list = unsafe.map((name) => `${name}=off`).join(", ");
  throw new BootRefused(
    `Postgres runs with ${list} and may lose acknowledged moves: turn it on, or set ALLOW_UNSAFE_DURABILITY=1 to accept that.`,
  );
}

function warnAboutConnections(settings: Settings, options: BootCheckOptions): void {
  const { connections, nodes = 1, warn } = options;
  const limit = Number(settings.get("max_connections")) - SPARE_CONNECTIONS;
  if (connections * nodes < limit) return;
  warn?.(
    `${nodes} nodes with ${connections} connections each do not fit max_connections=${settings.get("max_connections")}: raise it or run fewer nodes.`,
  );
}

/** Why a server could not be used at all, in one sentence; `place` is host, port and database. */
export function explainUnreachable(error: unknown, place: string): BootRefused {
  const fault = error instanceof StorageFault ? error : new StorageFault("broken", "unknown");
  return new BootRefused(sentence(fault, place), { cause: error });
}

function sentence({ kind, code, message }: StorageFault, place: string): string {
  if (code === "3D000") return `There is no database at ${place}: create it with createdb, or correct DATABASE_URL.`;
  if (code === "28P01" || code === "28000")
    return `Postgres at ${place} refused the login: correct user and password in DATABASE_URL.`;
  if (code === "53300")
    return `Postgres at ${place} has no connection left: raise max_connections or stop other clients.`;
  if (code === "42501")
    return `The user of DATABASE_URL may not create tables at ${place}: grant it CREATE on schema public.`;
  if (kind === "unreachable")
    return `Postgres at ${place} does not answer (${code}): start it, or correct DATABASE_URL.`;
  return `The tables could not be made at ${place} (${message}): give Holdfast a database of its own.`;
}

/** Host, port and database of a URL, without user and password. */
export function placeOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return "DATABASE_URL";
  }
}
