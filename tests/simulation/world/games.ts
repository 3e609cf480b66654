import { gamesOf } from "../../../apps/server/src/games.js";
import { COUNTING } from "../../support/counting-game.js";

/** The games of the build, and one whose policy plays on for those who are away. */
export function systemGames(): ReturnType<typeof gamesOf> {
  return gamesOf([COUNTING]);
}
