/** What a step is told as on the wire; called by `match.state`'s feed. */
import { type PatchFrame, patchOf } from "@holdfast/protocol";
import type { StepFrame } from "../live/frame.js";

export interface StepPatch {
  readonly patch: PatchFrame;
  readonly text: string;
}

/** The patch of a step with its text; null where the views are such that none can be made. */
export function stepPatch({ epoch, before, after, serverTime, standing }: StepFrame): StepPatch | null {
  const told = standing && ([standing.seats, standing.spectators, standing.saving] as const);
  try {
    const patch = patchOf(before, after, { epoch, serverTime, standing: told });
    return patch && { patch, text: JSON.stringify(patch) };
  } catch {
    // What JSON cannot write here it cannot write of the whole either, whose own error says so.
    return null;
  }
}
