/** What somebody has chosen for a match to be made, besides the game. */
import type { GameSummary } from "@holdfast/sdk";
import type { Refusal } from "../match/refusal.js";
import { extrasOf } from "../tables/catalog.js";
import type { Chosen } from "./option-fields.js";

export interface Setup {
  readonly seats: number;
  /** Options that were chosen in the form; all else is as the game has it. */
  readonly chosen: Chosen;
  /** JSON, as it was typed: it counts before what was chosen. */
  readonly options: string;
  readonly hosts: boolean;
  readonly isPublic: boolean;
}

/** The usual match of a game. */
export function usualSetup({ id, seats }: GameSummary): Setup {
  return { seats: seats.min, chosen: extrasOf(id).options, options: "", hosts: false, isPublic: false };
}

export const NO_OBJECT: Refusal = {
  code: "invalid_message",
  message: 'Options are one JSON object, such as {"name": 3}. Leave them empty for the defaults.',
};

/** The options as an object; null when the text is none. */
export function optionsIn(text: string): Readonly<Record<string, unknown>> | null {
  if (text.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
