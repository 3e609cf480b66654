/** `@holdfast/sdk/bot` in Node. */
import { createClient } from "./node.js";
import { botRunner, type RunBot } from "./run-bot.js";

export type { BotEnd } from "./bot-player.js";
export type { BotOptions, Choose, RunBot } from "./run-bot.js";

/** Plays one seat of one match to its end, across reconnects; answers with the outcome. */
export const runBot: RunBot = botRunner(createClient);
