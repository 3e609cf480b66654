/** Variables of the environment that look like settings whose name was mistyped. */
import { SETTINGS } from "./config.js";

const NAMES = SETTINGS.map(({ name }) => name);
/** Those of others that are near to one of ours. */
const OTHERS = new Set(["HOME", "POST", "HOSTS"]);
/** Two slips in a short name make another word of it. */
const SHORT = 8;

/** One sentence for each, without its value. */
export function misspelt(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.keys(env).flatMap((name) => {
    const meant = NAMES.includes(name) || OTHERS.has(name) ? undefined : nearest(name);
    return meant === undefined ? [] : [`${name} is not a setting; did you mean ${meant}?`];
  });
}

function nearest(name: string): string | undefined {
  const near = NAMES.map((known) => ({ known, slips: slipsBetween(name, known) }))
    .filter(({ known, slips }) => slips <= (known.length < SHORT ? 1 : 2))
    .sort((one, other) => one.slips - other.slips);
  return near[0]?.known;
}

/** How many letters have to be put in, left out or changed to make one of the other. */
function slipsBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...one].entries()) {
    const here = [row + 1];
    for (const [at, wanted] of [...other].entries()) {
      const changed = (above[at] ?? 0) + (letter === wanted ? 0 : 1);
      here.push(Math.min(changed, (above[at + 1] ?? 0) + 1, (here[at] ?? 0) + 1));
    }
    above = here;
  }
  return above[other.length] ?? 0;
}
