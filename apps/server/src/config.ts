/**
 * The settings of a node, read once from the environment. `SETTINGS` is the one table of them: the
 * README's table and the error messages are made from it.
 */
import { resolve } from "node:path";
import { z } from "zod";
import { parseStoreAddress } from "./redis/store-address.js";
import { ANY_PROXY, NO_PROXY, proxiesAt } from "./rpc/address.js";

export interface Setting {
  readonly name: string;
  readonly fallback: string;
  readonly meaning: string;
}

const number = () => z.coerce.number("must be a number");
const seconds = (low: number, high: number) => {
  const limits = `must be from ${low} to ${high} seconds`;
  return number()
    .min(low, limits)
    .max(high, limits)
    .transform((value) => Math.round(value * 1000));
};
const flag = z
  .enum(["on", "off", "1", "0", "true", "false"], "must be on or off")
  .transform((v) => v === "on" || v === "1" || v === "true");
const secret = z.string().min(32, "must have at least 32 characters");
const listed = z.string().transform((v) =>
  v
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);
const url = (...protocols: string[]) =>
  z
    .string()
    .refine((v) => protocols.some((p) => v.startsWith(`${p}://`)), `must start with ${protocols.join(":// or ")}://`);

const LEVELS = "must be debug, info, warn, error or silent";
const DURABILITIES = "must be disk or memory";

const WHOLE = "must be a whole number from 1 on";
const count = number().int(WHOLE).min(1, WHOLE);
const proxies = z.string().transform((text, issue) => {
  if (["off", "0", "false"].includes(text)) return NO_PROXY;
  if (["on", "1", "true"].includes(text)) return ANY_PROXY;
  try {
    return proxiesAt(text.split(",").map((place) => place.trim()));
  } catch {
    issue.addIssue("must be off, on, or addresses and networks such as 10.0.0.0/8");
    return z.NEVER;
  }
});
const isStoreAddress = (v: string) => {
  try {
    return parseStoreAddress(v) !== null;
  } catch {
    return false;
  }
};
const CLUSTER_FORM = "a cluster is written as redis-cluster://host:port,host:port, without a path";

const PORTS = "must be a number from 0 to 65535";

const TABLE = [
  [
    "PORT",
    "3000",
    "port of the web client, the API and the socket",
    number().int(PORTS).min(0, PORTS).max(65_535, PORTS),
  ],
  ["HOST", "127.0.0.1", "address to listen on; `0.0.0.0` for all", z.string().min(1)],
  [
    "DATABASE_URL",
    "",
    "Postgres; empty: the embedded database in DATA_DIR",
    url("postgres", "postgresql").or(z.literal("")),
  ],
  [
    "REDIS_URL",
    "",
    "Redis, or `redis-cluster://host:port,host:port`; empty: coordination inside this one process",
    url("redis", "rediss", "redis-cluster", "rediss-cluster").refine(isStoreAddress, CLUSTER_FORM).or(z.literal("")),
  ],
  [
    "DATA_DIR",
    ".holdfast",
    "where the embedded database and its secret live",
    z
      .string()
      .min(1)
      .transform((v) => resolve(v)),
  ],
  [
    "DURABILITY",
    "disk",
    "`memory`: nothing is stored, and every receipt says so; for development, without DATABASE_URL and REDIS_URL",
    z.enum(["disk", "memory"], DURABILITIES),
  ],
  [
    "TOKEN_SECRET",
    "",
    "key that signs tokens, the same on all nodes; empty: made once and kept in the database",
    secret.or(z.literal("")),
  ],
  [
    "ADMIN_SECRET",
    "",
    "secret of at least 32 characters that opens `admin.*`; empty: there is no administration",
    secret.or(z.literal("")),
  ],
  ["USER_TOKEN_TTL", "604800", "life of a user token, seconds", seconds(60, 31_536_000)],
  ["SEAT_TOKEN_TTL", "1800", "life of a seat or observer token, seconds", seconds(30, 86_400)],
  [
    "HEARTBEAT_INTERVAL",
    "10",
    "seconds between a client's PINGs; silent for half as long again: disconnected",
    seconds(0.05, 300),
  ],
  [
    "RULES_TIME_LIMIT",
    "2",
    "seconds after which rules that do not come back end the node, for its supervisor to start again; 0: never",
    seconds(0, 60),
  ],
  [
    "HOLDFAST_GAMES",
    "",
    "comma-separated modules with more games: paths of files, or names of packages",
    z.string().transform((v) =>
      v
        .split(",")
        .map((module) => module.trim())
        .filter(Boolean),
    ),
  ],
  ["PRESENCE_DEBOUNCE", "2", "seconds a player may be gone before the others are told", seconds(0, 60)],
  [
    "TIMEOUT_GRACE",
    "0.5",
    "seconds a move that was received in time may take to the log after its deadline",
    seconds(0, 10),
  ],
  [
    "RECONNECT_EXTENSION",
    "15",
    "seconds by which a turn lasts longer, once, when its player comes back in the middle of it; 0: never",
    seconds(0, 600),
  ],
  ["BOT_DELAY", "0.6", "seconds a bot of the server takes for a move, besides thinking", seconds(0, 60)],
  [
    "BOT_TIME_LIMIT",
    "2",
    "seconds a bot may think; one that does not come back is stopped, and plays at random",
    seconds(0.05, 60),
  ],
  [
    "CLOCK_TOLERANCE",
    "0.1",
    "seconds this node's clock may differ from the database's; beyond, the node is not ready and lets nobody's time run out; 0: any",
    seconds(0, 60),
  ],
  ["TIMER_WARM_UP", "5", "seconds after its start in which a node lets nobody's time run out", seconds(0, 60)],
  [
    "DEDUPE_WINDOW_MINUTES",
    "5",
    "how long refusals are remembered by msgId (accepted moves: for ever)",
    number()
      .min(0.01, "must be from 0.01 to 1440 minutes")
      .max(1440, "must be from 0.01 to 1440 minutes")
      .transform((v) => Math.round(v * 60_000)),
  ],
  ["SLOW_CONSUMER_GRACE", "30", "seconds a client may fall behind before it is cut", seconds(0.05, 600)],
  ["AUTH_DEADLINE", "5", "seconds a new socket has to identify itself", seconds(0.05, 60)],
  [
    "ACCEPTS_PER_SECOND",
    "1000",
    "new sockets this node takes in within a second; the others are told to come back (503)",
    count,
  ],
  [
    "RETENTION_DAYS",
    "0",
    "days a match that is over is kept, results for ever; 0: for ever",
    number()
      .min(0, "must be from 0 to 36500 days")
      .max(36_500, "must be from 0 to 36500 days")
      .transform((v) => Math.round(v * 86_400_000)),
  ],
  [
    "STORAGE_BUDGET_MB",
    "0",
    "megabytes of data in use above which the oldest finished matches are removed; 0: no limit",
    number()
      .min(0, "must be 0 or more megabytes")
      .transform((v) => Math.round(v * 1_048_576)),
  ],
  ["MAX_CONNECTIONS", "20000", "sockets this node accepts", count],
  ["ALLOWED_ORIGINS", "", "comma-separated origins whose pages may connect; empty: only this server's own", listed],
  [
    "HELD_BACK_RULES",
    "",
    "`game@version`, comma-separated: rules to play on but not to begin with, while not all nodes have them",
    listed.refine((names) => names.every((name) => /^[\w-]+@\d+$/.test(name)), "must be written as game@version"),
  ],
  [
    "TRUST_PROXY",
    "off",
    "proxies whose X-Forwarded-For counts: addresses and networks, comma-separated; `on`: whoever connects is one",
    proxies,
  ],
  ["RATE_LIMITS", "on", "limits per address, connection and player; `off` for load tests", flag],
  ["MAX_CONNECTIONS_PER_ADDRESS", "50", "sockets of one address (of IPv6: of one /64) on this node", count],
  ["MAX_CONNECTIONS_PER_PLAYER", "10", "sockets of one player on this node", count],
  ["MESSAGES_PER_SECOND", "10", "queries, mutations and PINGs of one socket, twice as many at once", count],
  ["MOVES_PER_SECOND", "5", "moves of one player, twice as many at once", count],
  ["CALLS_PER_SECOND", "20", "calls over HTTP from one address, twice as many at once", count],
  ["DRAIN_SECONDS", "1", "seconds over which a stopping node sends its clients elsewhere", seconds(0, 60)],
  [
    "LOG_LEVEL",
    "info",
    "how much is logged: debug, info, warn, error or silent",
    z.enum(["debug", "info", "warn", "error", "silent"], LEVELS),
  ],
  ["ALLOW_UNSAFE_DURABILITY", "off", "start although Postgres runs with fsync or full_page_writes off", flag],
] as const;

export const SETTINGS: readonly Setting[] = TABLE.map(([name, fallback, meaning]) => ({ name, fallback, meaning }));

type Row = (typeof TABLE)[number];
/** Each setting, parsed; durations are in milliseconds whatever unit the variable has. */
export type Config = { readonly [R in Row as R[0]]: z.output<R[3]> };

/** The settings could not be understood; the message has one line for each that is wrong and what it should be. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `Holdfast cannot start, ${problems.length === 1 ? "a setting is" : "settings are"} wrong:\n${problems.map((p) => `  ${p}`).join("\n")}`,
    );
    this.name = "ConfigError";
  }
}

/**
 * Reads the settings from an environment; an empty variable means its default.
 * @throws ConfigError naming every wrong variable at once.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const entries = TABLE.map(([name, fallback, meaning, schema]) => {
    const parsed = schema.safeParse(env[name]?.trim() || fallback);
    if (parsed.success) return [name, parsed.data] as const;
    problems.push(`${name}: ${parsed.error.issues[0]?.message ?? "not understood"} (${meaning})`);
    return [name, undefined] as const;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  const config = Object.fromEntries(entries) as Config;
  if (isForgetfulFleet(config)) throw new ConfigError([FORGETFUL_FLEET]);
  return config;
}

const FORGETFUL_FLEET = "DURABILITY: memory is for one node by itself: leave DATABASE_URL and REDIS_URL empty";

/** Nodes that share something cannot each remember for themselves what happened. */
function isForgetfulFleet({ DURABILITY, DATABASE_URL, REDIS_URL }: Config): boolean {
  return DURABILITY === "memory" && (DATABASE_URL !== "" || REDIS_URL !== "");
}
