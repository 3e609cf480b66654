/** Every budget this bench measures, with what `performance.md` and the first release ask of Holdfast. */
import type { Turn } from "../measure/session.js";
import type { BudgetId, Options } from "../options.js";
import { cpuPerMove } from "./cpu-per-move.js";
import { fanOut } from "./fan-out.js";
import { idleMemory } from "./idle-memory.js";
import { latency } from "./latency.js";
import { storage } from "./storage.js";

export interface Budget {
  readonly id: BudgetId;
  readonly title: string;
  /** What Holdfast shall reach; printed under the table, never asserted. */
  readonly goal: string;
  /** Null: measured along with another one. */
  run: ((turn: Turn, options: Options) => Promise<void>) | null;
}

export const ALL_BUDGETS: readonly Budget[] = [
  {
    id: "B1",
    title: "server processor time per move, both players have the new state",
    goal: "Holdfast at most 2.3 × raw; first release at most 100 µs",
    run: cpuPerMove,
  },
  { id: "B2", title: "database processor time per move", goal: "Postgres at most 40 µs", run: null },
  {
    id: "B3",
    title: "one move to 1,000 observers",
    goal: "Holdfast at most 1.2 × raw; first release at most 1.5 ×",
    run: fanOut,
  },
  {
    id: "B5",
    title: "move to the opponent's screen, 500 moves/s",
    goal: "p50 at most 2 × (raw + one commit alone), p99 at most 15 ms",
    run: latency,
  },
  { id: "B6", title: "memory per idle connection", goal: "Holdfast at most 2.5 × raw", run: idleMemory },
  {
    id: "B16",
    title: "storage of a match of tic-tac-toe",
    goal: "state below 1,024 B, log below 4,096 B",
    run: storage,
  },
];
