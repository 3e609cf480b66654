/**
 * `/healthz`: this process runs. `/readyz`: it can serve now; says which part is away. Redis away is
 * `degraded`, not down: play goes on without it.
 */
import type { Ports } from "../ports.js";

export interface Readiness {
  readonly ready: boolean;
  readonly storage: "up" | "down";
  readonly coordination: "up" | "degraded";
  readonly draining: boolean;
  readonly node: string;
  readonly connections: number;
  readonly matches: number;
}
export interface HealthDeps {
  readonly ports: Pick<Ports, "store" | "coordination">;
  readonly nodeId: string;
  readonly isDraining: () => boolean;
  readonly connections: () => number;
  readonly matches: () => number;
}

/** Asks each part once. */
export async function readiness(deps: HealthDeps): Promise<Readiness> {
  const [storage, coordination] = await Promise.all([
    answers(deps.ports.store.ping()),
    answers(deps.ports.coordination.ping()),
  ]);
  return {
    ready: storage && !deps.isDraining(),
    storage: storage ? "up" : "down",
    coordination: coordination ? "up" : "degraded",
    draining: deps.isDraining(),
    node: deps.nodeId,
    connections: deps.connections(),
    matches: deps.matches(),
  };
}

async function answers(question: Promise<void>): Promise<boolean> {
  try {
    await question;
    return true;
  } catch {
    return false;
  }
}
