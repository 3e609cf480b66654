/** What somebody has chosen for a match to be made, besides the game. */
import type { GameSummary } from "@holdfast/sdk";
import type { Refusal } from "../match/refusal.js";
import { extrasOf } from "../tables/catalog.js";

export interface Setup {
  readonly seats: number;
  /** JSON, as it was typed. */
  readonly options: string;
  readonly hosts: boolean;
  readonly isPublic: boolean;
}

/** The usual match of a game. */
export function usualSetup({ id, seats }: GameSummary): Setup {
  const { options } = extrasOf(id);
  const text = Object.keys(options).length === 0 ? "" : JSON.stringify(options, null, 2);
  return { seats: seats.min, options: text, hosts: false, isPublic: false };
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
