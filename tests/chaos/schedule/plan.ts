/** What will go wrong in a run, and when: made from the seed alone, before anything starts. */

/** Every kind of fault, with what it is called in a report. */
export const FAULTS = {
  "node.kill": "a node killed (kill -9)",
  "node.stop": "a node asked to stop (SIGTERM)",
  "node.freeze": "a node frozen (SIGSTOP)",
  "nodes.kill": "all nodes killed at once",
  "nodes.roll": "all nodes restarted, one after the other",
  "everything.kill": "all nodes, Redis and Postgres killed at once",
  "redis.flush": "Redis emptied (FLUSHALL)",
  "redis.kill": "Redis killed (kill -9)",
  "redis.freeze": "Redis frozen (SIGSTOP)",
  "redis.blackhole": "the way to Redis half-open",
  "redis.cut-subscribers": "Redis' subscribers cut off",
  "postgres.kill": "Postgres killed (kill -9)",
  "postgres.stop-at-once": "Postgres stopped at once and started",
  "postgres.freeze": "Postgres frozen (SIGSTOP)",
  "postgres.blackhole": "the way to Postgres half-open",
  "postgres.terminate": "Postgres' connections terminated, again and again",
  "postgres.hog": "nearly all connections of Postgres taken",
  "postgres.fail-over": "Postgres killed, and a replica takes over that lags",
  "postgres.fail-over-in-step": "Postgres killed, and a synchronous replica takes over",
  "postgres.lock": "the log locked against everybody",
  "net.slow": "a node's clients 200 ms ± 100 away",
  "net.reset": "a node's connections reset in mid-stream",
  "net.slice": "a node's stream cut into 64 bytes each",
  "net.one-way": "a node's way to its clients cut, the other way open",
  "net.blackhole": "the way to a node half-open",
  "clients.deaf": "a hundred clients of a node that ask and never read",
  "clients.hostile": "clients of a node that send wrong messages and no frames at all",
} as const;
export type FaultKind = keyof typeof FAULTS;

export interface PlannedFault {
  /** After the beginning of the storm, milliseconds. */
  readonly atMs: number;
  readonly kind: FaultKind;
  /** How long it lasts: down, frozen, slow. 0 where it is over at once. */
  readonly forMs: number;
  /** The node it strikes, by its place; null where it strikes none in particular. */
  readonly place: number | null;
  /** For so long after it is over none of its kind begins, nor while it lasts, whatever it strikes. */
  readonly restMs?: number;
}

/** A fault as it happened; epoch milliseconds. */
export interface Happened {
  readonly kind: FaultKind;
  readonly place: number | null;
  readonly from: number;
  /** When it was over, and whatever it had struck served again. */
  readonly to: number;
  /** What was seen of it, where there is something to say. */
  readonly note?: string;
}

/** Effects of a fault may be seen for so long after it is over. */
export const AFTERMATH_MS = 2_000;

/** Those that no other came near to: what was measured in them was theirs alone. */
export function aloneOf(journal: readonly Happened[]): readonly Happened[] {
  return journal.filter((one) =>
    journal.every((other) => other === one || other.to + AFTERMATH_MS < one.from || other.from > one.to + AFTERMATH_MS),
  );
}

/** What a fault strikes: two that strike the same do so one after the other. */
export function struckBy({ kind, place, restMs }: PlannedFault, places: number): readonly string[] {
  const nodes = place === null ? Array.from({ length: places }, (_, i) => `node${i}`) : [`node${place}`];
  const [where = ""] = kind.split(".");
  if (where === "everything") return [...nodes, "redis", "postgres"];
  if (where === "node" || where === "nodes") return restMs === undefined ? nodes : [...nodes, kind];
  return where === "net" || where === "clients" ? nodes.map((node) => `way to ${node}`) : [where];
}

export function describeFault({ atMs, kind, forMs, place }: PlannedFault): string {
  const where = place === null ? "" : ` of node${place}`;
  const long = forMs === 0 ? "" : ` for ${(forMs / 1000).toFixed(1)} s`;
  return `${(atMs / 1000).toFixed(1)} s: ${kind}${where}${long}`;
}
