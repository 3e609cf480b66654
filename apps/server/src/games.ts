/** The games this node can play: those of this build and any it was given. */
import type { AnyGame } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import type { FindGame } from "./live/load-match.js";
import type { Games } from "./usecases/deps.js";

/** A match finishes on the rules version it began with; without that version it is not touched. */
export function gamesOf(more: readonly AnyGame[]): Games & { readonly find: FindGame } {
  const byId = new Map([...Object.values(GAMES), ...more].map((game) => [game.id, game]));
  return {
    newest: (id) => byId.get(id) ?? null,
    all: () => [...byId.values()],
    find(id, rulesVersion) {
      const game = byId.get(id);
      return game?.rulesVersion === rulesVersion ? game : null;
    },
  };
}
