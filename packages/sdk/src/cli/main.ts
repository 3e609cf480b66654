/** The command line of the SDK: `npx holdfast <command>`. Zero dependencies, Node only. */
import { bot } from "./bot-command.js";
import { type Command, UsageError } from "./command.js";
import { verify } from "./verify-file.js";

const COMMANDS: Readonly<Record<string, Command>> = { bot, verify };

const USAGE = `holdfast <command> [options]

${Object.values(COMMANDS)
  .map(({ usage }) => usage)
  .join("\n\n")}
`;

/** 0: all is well; 1: what was looked at is not right; 2: it could not be done. */
async function run([name = "", ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS[name];
  if (command === undefined) throw new UsageError(USAGE);
  return command.run(args);
}

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (fault: unknown) => {
    process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
    process.exitCode = 2;
  },
);
