/** What the commands that are run by hand (bench, chaos, simulation) do with their options. */

/**
 * The options as `read` finds them. Ends this process with 0 and the usage where `read` says null, because only that
 * was asked for, and with 2, what is wrong and the usage where it throws.
 */
export function optionsOrExit<Options>(usage: string, read: (args: readonly string[]) => Options | null): Options {
  try {
    const options = read(process.argv.slice(2));
    if (options !== null) return options;
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  } catch (why) {
    process.stderr.write(`${why instanceof Error ? why.message : String(why)}\n\n${usage}\n`);
    process.exit(2);
  }
}

/** @throws where it is none */
export function positive(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0, not ${text}`);
  return number;
}

/** Of the names that there are, the one meant. @throws with all of them */
export function oneOf<T extends string>(text: string, known: readonly T[]): T {
  const found = known.find((each) => each.toLowerCase() === text.trim().toLowerCase());
  if (found === undefined) throw new Error(`${text} is not one of ${known.join(", ")}`);
  return found;
}
