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

const ASKING = new WeakMap<HealthDeps, Promise<Readiness>>();

/** Asks each part once, however many want to know meanwhile: anybody can ask. Never throws. */
export function readiness(deps: HealthDeps): Promise<Readiness> {
  const asking = ASKING.get(deps) ?? ask(deps).finally(() => ASKING.delete(deps));
  ASKING.set(deps, asking);
  return asking;
}

async function ask(deps: HealthDeps): Promise<Readiness> {
  const { store, coordination: shared } = deps.ports;
  const [storage, coordination] = await Promise.all([answers(() => store.ping()), answers(() => shared.ping())]);
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

async function answers(question: () => Promise<void>): Promise<boolean> {
  try {
    await question();
    return true;
  } catch {
    return false;
  }
}
