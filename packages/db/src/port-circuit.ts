import { Circuit } from "./circuit.js";
import type { SqlPort } from "./sql-port.js";

export interface PortCircuitOptions {
  /** Silence of one statement that raises the question whether storage is there. Default: only failures do. */
  readonly doubtAfterMs?: number;
  /** Epoch milliseconds; default the system's clock. */
  readonly now?: () => number;
  /** Hears what an operator should know. No values are in it. */
  readonly warn?: (message: string) => void;
}

/** What knows whether the database behind this port is there. */
export function circuitOf(port: SqlPort, { now = Date.now, doubtAfterMs, warn }: PortCircuitOptions): Circuit {
  return new Circuit({
    probe: (patienceMs) => port.probe(patienceMs),
    now,
    steady: () => performance.now(),
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    unit: Math.random,
    doubtAfterMs: doubtAfterMs ?? null,
    onAway: ({ code }) => {
      port.abandon();
      warn?.(`storage is away (${code}): moves are held until it is back`);
    },
    onBack: () => warn?.("storage is back"),
  });
}
