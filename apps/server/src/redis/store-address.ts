/**
 * What `REDIS_URL` names: one Redis (`redis://`, `rediss://`), or some nodes of a cluster
 * (`redis-cluster://host:port,host:port`, `rediss-cluster://` with TLS), from which the others are learned.
 */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}
export type StoreAddress =
  | { readonly kind: "single"; readonly url: string }
  | { readonly kind: "cluster"; readonly seeds: Seeds; readonly access: Access };

/** At least one. */
export type Seeds = readonly [HostPort, ...HostPort[]];

/** What every node of a cluster is reached with. */
export interface Access {
  /** `user:password@` as it was written, or nothing. */
  readonly credentials: string;
  readonly tls: boolean;
}

const CLUSTER = /^redis(?<tls>s?)-cluster:\/\/(?<credentials>[^@/]*@)?(?<hosts>[^@/]+)\/?$/;
const HOST_PORT = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:[\]]+))(?::(?<port>\d{1,5}))?$/;
const DEFAULT_PORT = 6379;

/** @throws a sentence, without the address: it may hold a password */
export function parseStoreAddress(url: string): StoreAddress {
  if (!/^rediss?-cluster:/.test(url)) return { kind: "single", url };
  const { tls, credentials = "", hosts } = CLUSTER.exec(url)?.groups ?? {};
  const [first, ...others] = hosts?.split(",").map(parseHostPort) ?? [];
  if (first === undefined) {
    throw new Error("REDIS_URL names a cluster as redis-cluster://host:port,host:port (no path, no database number).");
  }
  return { kind: "cluster", seeds: [first, ...others], access: { credentials, tls: tls === "s" } };
}

function parseHostPort(text: string): HostPort {
  const { six, host, port } = HOST_PORT.exec(text.trim())?.groups ?? {};
  const named = six ?? host;
  const number = port === undefined ? DEFAULT_PORT : Number(port);
  if (named === undefined || number < 1 || number > 65_535) {
    throw new Error("A node of the cluster in REDIS_URL is not written as host:port.");
  }
  return { host: named, port: number };
}

/** One node's own address. */
export function nodeUrl({ host, port }: HostPort, { credentials, tls }: Access): string {
  return `redis${tls ? "s" : ""}://${credentials}${placeOf({ host, port })}`;
}

/** `host:port`, with the brackets that an IPv6 address needs. */
export function placeOf({ host, port }: HostPort): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
