import type { Rejection } from "@holdfast/engine";

/** Whether live updates are live, and if not, why, in terms a player would understand. */
export type Connection =
  | { readonly status: "connecting"; readonly attempt: number }
  | { readonly status: "live"; readonly latencyMs: number }
  /** `restarting`: the server said farewell and when to come back; otherwise the connection was lost. */
  | { readonly status: "waiting"; readonly retryAt: number; readonly restarting: boolean }
  | { readonly status: "refused"; readonly rejection: Rejection }
  | { readonly status: "closed" };
