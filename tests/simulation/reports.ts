/** What a process that runs simulated worlds says, line by line. */
import type { Violation } from "./checker/history.js";

export interface Summary {
  readonly kind: "done" | "progress";
  readonly runs: number;
  readonly commits: number;
  readonly happened: number;
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: number;
  readonly repeated: number;
}
export interface Failure {
  readonly kind: "failure";
  /** Which world it was. */
  readonly title: string;
  /** The one command that shows it again. */
  readonly alone: string;
  readonly violations: readonly Violation[];
  readonly tail: readonly string[];
}
export type Report = Summary | Failure;
