/** What will go wrong in a run, and when: made from the seed alone, before anything starts. */

/** Every kind of fault, by where it strikes. */
export const FAULT_KINDS = [
  "node.kill",
  "node.stop",
  "node.freeze",
  "nodes.kill",
  "nodes.roll",
  "everything.kill",
  "redis.flush",
  "redis.kill",
  "redis.freeze",
  "redis.blackhole",
  "redis.cut-subscribers",
  "postgres.kill",
  "postgres.stop-at-once",
  "postgres.freeze",
  "postgres.blackhole",
  "postgres.terminate",
  "postgres.hog",
  "postgres.lock",
  "net.slow",
  "net.reset",
  "net.slice",
  "net.one-way",
  "net.blackhole",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface PlannedFault {
  /** After the beginning of the storm, milliseconds. */
  readonly atMs: number;
  readonly kind: FaultKind;
  /** How long it lasts: down, frozen, slow. 0 where it is over at once. */
  readonly forMs: number;
  /** The node it strikes, by its place; null where it strikes none in particular. */
  readonly place: number | null;
}

/** When the last of them is over, milliseconds after the beginning. */
export function endOf(plan: readonly PlannedFault[]): number {
  return Math.max(0, ...plan.map(({ atMs, forMs }) => atMs + forMs));
}

export function describeFault({ atMs, kind, forMs, place }: PlannedFault): string {
  const where = place === null ? "" : ` of node${place}`;
  const long = forMs === 0 ? "" : ` for ${(forMs / 1000).toFixed(1)} s`;
  return `${(atMs / 1000).toFixed(1)} s: ${kind}${where}${long}`;
}
