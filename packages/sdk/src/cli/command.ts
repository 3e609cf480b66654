/** What every command of the command line is. */
export interface Command {
  /** How it is called, and what its options mean. */
  readonly usage: string;
  /** Answers the exit code. @throws UsageError, or whatever says in one sentence why it could not be done. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** It was called wrongly: the message is how to call it. */
export class UsageError extends Error {}

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
