/** `holdfast bot`: plays one match, for as long as that takes. */
import { parseArgs } from "node:util";
import { type AnyGame, type BotAsked, randomBot } from "@holdfast/engine";
import { type BotOptions, runBot } from "../bot-node.js";
import { type Command, say, UsageError } from "./command.js";
import { gamesIn } from "./game-modules.js";
import { withAddress } from "./with-address.js";

const USAGE = `holdfast bot --url <address> (--code <code> | --game <id> [--options <json>] [--seats <n>])
             [--name <name>] [--seed <text>] [--games <module>]
  --code     the match to join; without it one of --game is created, and its code printed
  --games    a module that exports rules, as for verify: their bots choose; without one any legal move is played
  --seed     the same text throws the same dice`;

export const bot: Command = { usage: USAGE, run: playOne };

async function playOne(args: readonly string[]): Promise<number> {
  const { games = [], ...values } = valuesIn(args);
  const rules = await gamesIn(games);
  const options = optionsOf(values);
  let mine: AnyGame["bot"] = randomBot;
  // Whoever waits for a server that is not there would see nothing for half a minute.
  process.stderr.write(`Connecting to ${values.url} …\n`);
  const { outcome, won, moves } = await runBot({
    ...options,
    // Rules and moves are those of the match's own game, whichever that is.
    choose: (asked) => (mine?.(asked as unknown as BotAsked) ?? null) as never,
    onMatch: ({ game, code, seat }) => {
      mine = botOf(rules, game) ?? randomBot;
      say(values.code === undefined ? `Join me with the code ${code}.` : `Playing ${game as string} in seat ${seat}.`);
    },
  }).catch((fault: unknown) => {
    throw withAddress(fault, String(values.url));
  });
  const ending = won ? "I won" : outcome.winners.length === 0 ? "Nobody won" : "I lost";
  say(`${ending} (${outcome.reason}) after ${moves} moves of mine.`);
  return 0;
}

/** Of several versions of its rules the newest. */
function botOf(rules: readonly AnyGame[], game: string): AnyGame["bot"] {
  const newestFirst = rules.filter(({ id }) => id === game).sort((a, b) => b.rulesVersion - a.rulesVersion);
  return newestFirst[0]?.bot;
}

type Values = Omit<ReturnType<typeof valuesIn>, "games">;

function optionsOf({ url, code, game, name, seed, options, seats }: Values): BotOptions {
  if (url === undefined || (code === undefined) === (game === undefined)) throw new UsageError(USAGE);
  const more = seats === undefined ? {} : { more: { seats: Number(seats) } };
  const given = options === undefined ? {} : { options: jsonIn(options) as never };
  // Any game that the server has; those known to the compiler are not all there are.
  const what = code === undefined ? { game: game as never, ...given, ...more } : { code };
  return { url, ...what, ...(seed === undefined ? {} : { seed }), name: name ?? "Bot" };
}

function valuesIn(args: readonly string[]) {
  const text = { type: "string" } as const;
  const named = { url: text, code: text, game: text, options: text, seats: text, name: text, seed: text } as const;
  try {
    return parseArgs({ args: [...args], options: { ...named, games: { ...text, multiple: true } } }).values;
  } catch {
    throw new UsageError(USAGE);
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UsageError(`--options is not JSON: ${text}`);
  }
}
