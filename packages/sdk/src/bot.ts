/** `@holdfast/sdk/bot` in a browser, or any runtime with a global WebSocket. */
import { createClient } from "./index.js";
import { botRunner, type RunBot } from "./run-bot.js";

export type { BotEnd } from "./bot-player.js";
export type { BotOptions, Choose, RunBot } from "./run-bot.js";

/** Plays one seat of one match to its end, across reconnects; answers with the outcome. */
export const runBot: RunBot = botRunner(createClient);
