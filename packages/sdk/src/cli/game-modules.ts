/** The rules that modules export: a definition, several in a list or by name, or each under a name of its own. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyGame } from "@holdfast/engine";
import type { ReplayLog } from "@holdfast/protocol";

/** @throws one sentence when a module cannot be loaded */
export async function gamesIn(modules: readonly string[]): Promise<readonly AnyGame[]> {
  const loaded = await Promise.all(modules.map(load));
  return loaded.flatMap((exported) => gamesAmong(exported, LEVELS));
}

/** The rules that this log was played by. */
export function gameOf(games: readonly AnyGame[], { game, rulesVersion }: ReplayLog): AnyGame | null {
  return games.find((each) => each.id === game && each.rulesVersion === rulesVersion) ?? null;
}

/** The module, a list or a record in it, and the definitions in that. */
const LEVELS = 2;

function gamesAmong(exported: unknown, levels: number): readonly AnyGame[] {
  if (isGame(exported)) return [exported];
  if (levels === 0 || typeof exported !== "object" || exported === null) return [];
  return Object.values(exported).flatMap((one) => gamesAmong(one, levels - 1));
}

function isGame(value: unknown): value is AnyGame {
  const { id, rulesVersion, decide, evolve } = Object(value);
  const isNamed = typeof id === "string" && Number.isInteger(rulesVersion);
  return isNamed && typeof decide === "function" && typeof evolve === "function";
}

async function load(module: string): Promise<unknown> {
  const isPath = /^[./]|\.[cm]?js$/.test(module);
  try {
    return (await import(isPath ? pathToFileURL(resolve(module)).href : module)) as unknown;
  } catch (fault) {
    throw new Error(`${module} cannot be loaded: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}
