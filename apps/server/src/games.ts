/** The games this node can play: those of this build and any it was given. */
import type { AnyGame } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import type { Games } from "./usecases/deps.js";

/**
 * The registry of these games beside those of the build, by id and version: a match finishes on the version it began
 * with. New matches begin with the newest that is not held back (`game@version`).
 */
export function gamesOf(more: readonly AnyGame[], heldBack: readonly string[] = []): Games {
  const byRules = new Map([...Object.values(GAMES), ...more].map((game) => [rulesName(game), game]));
  const newest = new Map<string, AnyGame>();
  for (const game of byRules.values()) {
    const isNewer = game.rulesVersion > (newest.get(game.id)?.rulesVersion ?? 0);
    if (isNewer && !heldBack.includes(rulesName(game))) newest.set(game.id, game);
  }
  return {
    newest: (id) => newest.get(id) ?? null,
    all: () => [...newest.values()],
    find: (id, rulesVersion) => byRules.get(rulesName({ id, rulesVersion })) ?? null,
  };
}

function rulesName({ id, rulesVersion }: Pick<AnyGame, "id" | "rulesVersion">): string {
  return `${id}@${rulesVersion}`;
}
