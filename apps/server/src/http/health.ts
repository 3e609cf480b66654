/**
 * `/healthz`: this process runs. `/readyz`: it should get traffic; says which part is away. A part that is away makes it
 * `degraded`, not unready: without Redis play goes on, and without Postgres everybody goes on seeing their match. All
 * nodes have the same Postgres, so that there would be nowhere better to send people. A clock that is wrong makes it
 * unready: other nodes have better ones.
 */
import type { Ports } from "../ports.js";

export interface Readiness {
  readonly ready: boolean;
  readonly status: "ok" | "degraded" | "draining";
  readonly storage: "up" | "away";
  /** Epoch milliseconds; null while it is up, or when that was found out only now. */
  readonly storageAwaySince: number | null;
  readonly coordination: "up" | "away";
  /** By how much this node's clock is ahead of storage's, milliseconds; `wrong`: by more than is tolerated. */
  readonly clock: "right" | "wrong";
  readonly clockAheadMs: number;
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
  readonly clock: () => { readonly isClockRight: boolean; readonly clockAheadMs: number };
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
  const { state } = store.health;
  const { isClockRight, clockAheadMs } = deps.clock();
  return {
    ready: !deps.isDraining() && isClockRight,
    status: deps.isDraining() ? "draining" : storage && coordination && isClockRight ? "ok" : "degraded",
    storage: storage ? "up" : "away",
    storageAwaySince: storage || state === "up" ? null : state.awaySince,
    coordination: coordination ? "up" : "away",
    clock: isClockRight ? "right" : "wrong",
    clockAheadMs,
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
