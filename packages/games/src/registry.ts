/** Every game this build can play, by id. */
import { type AnyGame, eraseGame } from "@holdfast/engine";
import { briscola } from "./briscola/rules.js";
import { holdem } from "./holdem/rules.js";
import { tabletop } from "./tabletop/rules.js";
import { ticTacToe } from "./tic-tac-toe/rules.js";
import { wildspark } from "./wildspark/rules.js";
import type { GameId } from "./types.js";

/** The games by id; a game without rules here does not compile. */
export const GAMES: Readonly<Record<GameId, AnyGame>> = {
  "tic-tac-toe": eraseGame(ticTacToe),
  "briscola-chiamata": eraseGame(briscola),
  holdem: eraseGame(holdem),
  wildspark: eraseGame(wildspark),
  tabletop: eraseGame(tabletop),
};

const BY_ID: ReadonlyMap<string, AnyGame> = new Map(Object.entries(GAMES));

/** The game with this id, or null when this build does not have it. */
export function findGame(id: string): AnyGame | null {
  return BY_ID.get(id) ?? null;
}
