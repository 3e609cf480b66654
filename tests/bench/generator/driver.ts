/** How the generator plays against one contender: the contender's wire, spoken by hand over plain sockets. */
import type { TableView } from "./oracle.js";

export type SeatNo = 0 | 1;

/** What a table reports; set before anything is opened. */
export interface TableEvents {
  onView(seat: SeatNo, view: TableView): void;
  /** A refusal or an error that a correct run never has. */
  onFault(text: string): void;
}

/** Two connected players of one match. */
export interface Table {
  play(seat: SeatNo, cell: number): void;
  /** The same two players begin another match; its first view arrives by `onView`. */
  again(): Promise<void>;
  /** One more connection that watches; `onView` runs for each state it is shown. */
  observe(onView: (view: TableView) => void): Promise<void>;
  /** Requests that have had no answer yet, on wires that answer. */
  unanswered(): number;
}

export interface Driver {
  open(events: TableEvents): Promise<Table>;
  /** Bytes and frames of payload that arrived on all sockets so far. */
  received(): Received;
  close(): void;
}

export interface Received {
  readonly bytes: number;
  readonly frames: number;
}

export interface DriverOptions {
  readonly port: number;
  readonly bestOf: number;
}

/** Unwraps a value that the scenario's own order guarantees. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`the generator has no ${what}`);
  return value;
}
