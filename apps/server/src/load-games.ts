/** Games that an operator brings: modules whose default export is a game's definition, or several. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyGame } from "@holdfast/engine";

const HOOKS = [
  "initial",
  "setup",
  "toMove",
  "decide",
  "evolve",
  "view",
  "redact",
  "legalMoves",
  "timing",
  "onTimeout",
  "onLeave",
  "onAbsence",
  "absence",
  "outcome",
] as const;
const SCHEMAS = ["options", "move", "event", "view"] as const;

/** The games of these modules (paths, or names of packages). @throws one sentence that says which is wrong, and how. */
export async function loadGames(modules: readonly string[]): Promise<readonly AnyGame[]> {
  const games = await Promise.all(modules.map(gamesIn));
  return games.flat();
}

async function gamesIn(module: string): Promise<readonly AnyGame[]> {
  const { default: found } = await importOf(module);
  const games: readonly unknown[] = Array.isArray(found) ? found : [found];
  return games.map((game) => {
    const problem = problemOf(game);
    if (problem !== null) throw new Error(`HOLDFAST_GAMES: the default export of ${module} is no game, ${problem}.`);
    return game as AnyGame;
  });
}

async function importOf(module: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(isPath(module) ? pathToFileURL(resolve(module)).href : module)) as { default?: unknown };
  } catch (fault) {
    const said = fault instanceof Error ? fault.message : String(fault);
    const why = whyNot(module, { code: Object(fault).code, said, isSyntax: fault instanceof SyntaxError });
    throw new Error(`HOLDFAST_GAMES: ${module} cannot be loaded: ${why}. Node says: ${said}`);
  }
}

function isPath(module: string): boolean {
  return /^[./]|\.[cm]?js$/.test(module);
}

interface Failed {
  readonly code: unknown;
  readonly said: string;
  readonly isSyntax: boolean;
}

/** What is so, and what to do about it. */
function whyNot(module: string, { code, said, isSyntax }: Failed): string {
  if (isPath(module) && !existsSync(resolve(module))) {
    return `there is no file ${resolve(module)}: write its path as seen from the folder in which the server starts`;
  }
  if (code === "ERR_MODULE_NOT_FOUND") {
    return !isPath(module) && said.includes(`'${module}'`)
      ? "no package of this name is installed beside the server: install it, or write the path of a file, from ./ on"
      : "something that it imports is not there: install what it needs";
  }
  if (isSyntax || code === "ERR_UNKNOWN_FILE_EXTENSION") {
    return "Node cannot read it as JavaScript: correct it, or name the file that it is built to";
  }
  return "it failed while it was loaded: correct what it does outside of its functions";
}

/** What is missing for this to be a game; null when nothing is. */
function problemOf(game: unknown): string | null {
  const { id, title, summary, rulesVersion, seats, schema, ...hooks } = Object(game);
  if (typeof id !== "string" || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) return "its id is not lower-case-with-dashes";
  if (typeof title !== "string" || typeof summary !== "string") return "it has no title and summary";
  if (!Number.isInteger(rulesVersion) || rulesVersion < 1) return "its rulesVersion is not a number from 1 on";
  const { min, max } = Object(seats);
  if (!(Number.isInteger(min) && Number.isInteger(max) && min >= 1 && max >= min && max <= 64)) {
    return "its seats are not { min, max } between 1 and 64";
  }
  const noSchema = SCHEMAS.find((name) => typeof Object(Object(schema)[name]).safeParse !== "function");
  if (noSchema !== undefined) return `its schema.${noSchema} cannot parse`;
  if (hooks.bot !== undefined && typeof hooks.bot !== "function") return "its bot is no function";
  const noHook = HOOKS.find((name) => typeof hooks[name] !== "function");
  return noHook === undefined ? null : `it has no ${noHook}()`;
}
