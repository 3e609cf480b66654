/** `holdfast verify`: is the log in this file that of a match played by these rules, with the seed promised? */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { ReplayLog } from "@holdfast/protocol";
import { type Known, verifyReplay } from "../verify-node.js";
import { type Command, say, UsageError } from "./command.js";
import { gameOf, gamesIn } from "./game-modules.js";

const USAGE = `holdfast verify <file> --games <module> [--commitment <hex>] [--entropy <text>]
  <file>         what match.replay answered, as it came over HTTP or without its wrapping
  --games        a module that exports the rules: the path of a file, or the name of a package; may be given again
  --commitment   what was published when the match began
  --entropy      what you added to the randomness when you joined`;

export const verify: Command = { usage: USAGE, run: verifyFile };

async function verifyFile(args: readonly string[]): Promise<number> {
  const { file, modules, known } = optionsIn(args);
  const log = unwrapped(parsed(await readFile(file, "utf8"), file));
  const game = gameOf(await gamesIn(modules), log);
  if (game === null) {
    throw new Error(`The rules of ${log.game}@${log.rulesVersion} are in none of: ${modules.join(", ")}.`);
  }
  const began = performance.now();
  const verdict = verifyReplay(log, game, known);
  const seconds = ((performance.now() - began) / 1000).toFixed(2);
  if (!verdict.ok) {
    say(`NOT sound at version ${verdict.version}: ${verdict.problem}.`);
    return 1;
  }
  const { version, draws, outcome } = verdict;
  say(`Sound: ${log.game}, ${version} commits and ${draws} draws decided again in ${seconds} s.`);
  say(
    `Result: ${outcome.reason}, ${outcome.winners.length === 0 ? "no winner" : `won by ${outcome.winners.map((seat) => `seat ${seat}`).join(", ")}`}.`,
  );
  if (known.commitment === undefined) {
    say(
      "Whether the seed was chosen before the match only you can say: compare, with --commitment, what was published then.",
    );
  }
  return 0;
}

function optionsIn(args: readonly string[]): { file: string; modules: readonly string[]; known: Known } {
  const { values, positionals } = read(args);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0 || values.games === undefined) throw new UsageError(USAGE);
  const { commitment, entropy, games } = values;
  const known = { ...(commitment === undefined ? {} : { commitment }), ...(entropy === undefined ? {} : { entropy }) };
  return { file, modules: games, known };
}

function read(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = { games: { ...text, multiple: true }, commitment: text, entropy: text } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    throw new UsageError(USAGE);
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error(`${file} is not JSON.`);
  }
}

/** Out of the envelope of an answer over HTTP, `{ result: { data: { json: … } } }`, as far as there is one. */
function unwrapped(answer: unknown): ReplayLog {
  let inner = answer;
  for (const wrapping of ["result", "data", "json"]) inner = Object(inner)[wrapping] ?? inner;
  // What is not of this shape is found when it is verified.
  return Object(inner) as ReplayLog;
}
