/** A bot's turn: what it is asked, and what it answers. */
import { asJson, type Json } from "./json.js";
import type { AnyGame, BotAsked, GameTypes } from "./game.js";
import { sha256Hex } from "./hashing.js";
import { randomBot } from "./random-bot.js";
import type { Seat } from "./seat.js";
import { type ChanceKey, seededChance } from "./seeded-chance.js";

type Move = GameTypes["Move"];

/** How ids of bots begin; nobody who signs in has such an id. */
const BOT = "bot:";

/** The player id of the bot that this request seats: the same when it is sent again, and another for every other one. */
export function botIdOf(matchId: string, msgId: string): string {
  return `${BOT}${sha256Hex(`${matchId}:${msgId}`).slice(0, 32)}`;
}

export function isBot(playerId: string | null): boolean {
  return playerId !== null && playerId.startsWith(BOT);
}

/** What a bot is asked, without its dice: plain JSON, which may travel to where it thinks. */
export type BotQuestion = Omit<BotAsked, "chance">;

/** The question to the bot in this seat. The state goes no further than this. */
export function botQuestion(game: AnyGame, state: Json, seat: Seat): BotQuestion {
  return {
    seat,
    toMove: game.toMove(state).includes(seat),
    view: asJson(game.view(state, { kind: "seat", seat })),
    legal: game.legalMoves(state, { seat, host: false }),
  };
}

/** What the game's bot answers, or a random one where the game has none. Null: it waits. */
export function botAnswer(game: AnyGame, question: BotQuestion, dice: ChanceKey): Move | null {
  const asked: BotAsked = { ...question, chance: seededChance(dice) };
  return game.bot === undefined ? randomBot(asked) : game.bot(asked);
}

/**
 * The dice of the bot in this seat: they follow from the match's secret seed, so that every node throws the same and
 * everybody can check them when the seed is known, but nothing of the seed's own draws follows from them.
 */
export function botDice(key: ChanceKey, seat: Seat): ChanceKey {
  return { ...key, seed: sha256Hex(`${key.seed}:bot:${seat}`) };
}
