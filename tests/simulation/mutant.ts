import type { Patch } from "./bundle.js";

/** A named way to break the real code, which the simulation must notice. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
  /** Too rare, or too soon healed, for worlds of chance: only the scenarios that name it must notice it. */
  readonly isForScripts?: true;
}

/** What is changed must be in its file exactly once. */
export const change = (file: string, find: string, replace: string): Patch => ({ file, find, replace });
export const mutant = (name: string, ...patches: readonly Patch[]): Mutant => ({ name, patches });
export const forScripts = (...as: Parameters<typeof mutant>): Mutant => ({ ...mutant(...as), isForScripts: true });
