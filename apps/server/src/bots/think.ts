/** How a bot's question is thought about: off the thread that serves everybody, or right here. */
import { type BotQuestion, botAnswer, type ChanceKey, type GameTypes } from "@holdfast/engine";
import { faultPlace } from "../live/fault-place.js";
import type { FindGame } from "../live/load-match.js";

/** All that a bot is told; plain data, so that it can go to another thread. The match's state is not part of it. */
export interface ThinkRequest {
  readonly gameId: string;
  readonly rulesVersion: number;
  readonly question: BotQuestion;
  readonly dice: ChanceKey;
}
/** Why there is no answer; of what a bot threw only the place, since the message may quote a hand. */
export class BotFault extends Error {
  override readonly name = "BotFault";
}
/** The bot's answer; null: it waits. Rejects with a BotFault when it threw or took too long. */
export type Think = (request: ThinkRequest) => Promise<GameTypes["Move"] | null>;

/** Thinks in this very thread: for tests, for the thread that thinks, and for games that no other thread can load. */
export function thinkHere(findGame: FindGame): Think {
  return async ({ gameId, rulesVersion, question, dice }) => {
    const game = findGame(gameId, rulesVersion);
    if (game === null) throw new BotFault(`no rules of ${gameId}@${rulesVersion}`);
    try {
      return botAnswer(game, question, dice);
    } catch (fault) {
      throw new BotFault(faultPlace(fault));
    }
  };
}
