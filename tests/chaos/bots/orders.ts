/** What the harness and a process full of bots say to each other. */
import type { Ending } from "../../simulation/checker/history.js";

/** How the people at one table behave. */
export interface TableHabits {
  readonly options: Readonly<Record<string, number | string>>;
  /** How long a player looks at the board before moving. */
  readonly thinkMs: readonly [number, number];
  /** A player's app is closed and opened again every so often; 0: never. */
  readonly reloadEveryMs: number;
  /** The chance that a player does not move at all in a turn, and lets the clock do it. */
  readonly doze: number;
  readonly observers: number;
}
export interface BotOrders {
  /** Base addresses of the nodes, as clients reach them. */
  readonly nodes: readonly string[];
  readonly seed: string;
  /** The node all of them connect to first; null: any. */
  readonly startAt: number | null;
  readonly tables: readonly TableHabits[];
  /** Where to write down what happens. */
  readonly file: string;
}

export type ToBots =
  | { readonly say: "begin"; readonly orders: BotOrders }
  /** No new moves or matches. */
  | { readonly say: "calm" }
  | { readonly say: "status" }
  | { readonly say: "end" };

export type FromBots =
  | { readonly say: "ready" }
  /** Every table has a match that goes on. */
  | { readonly say: "playing" }
  | { readonly say: "status"; readonly clients: Ending["clients"]; readonly moves: number }
  | { readonly say: "ended" };
