/** What is told of values that are refused before anything else looks at them: where, what is so, and what to do. */
import { findPoisonPlace, MAX_DEPTH, placeName } from "@holdfast/engine";

const RULES: Readonly<Record<string, string>> = {
  nul_character: "has a NUL character in it, which cannot be stored: leave it out",
  lone_surrogate: "has half a character in it, which cannot be stored: send whole characters",
  not_finite: "is no finite number: send one that is",
  unsafe_number: `is a number that is not exact: send one of at most ${Number.MAX_SAFE_INTEGER}`,
  too_deep: `is nested in more than ${MAX_DEPTH} levels: send it with fewer`,
  not_json: "is no plain JSON: send text, numbers, true, false, null, lists and objects",
  forbidden_key: "has a key that is not allowed (__proto__, constructor or prototype): leave it out",
};

/** One sentence, without what was sent. */
export function poisonWords(reason: string, raw: unknown): string {
  const place = placeName(findPoisonPlace(raw));
  return `${place === null ? "What was sent" : `The field ${place}`} ${RULES[reason] ?? "cannot be stored: change it"}.`;
}
