/** Progress for people: short lines on standard error, so that piped output stays clean. */

/** @param {string} line */
export const say = (line) => process.stderr.write(`holdfast: ${line}\n`);

const EVERY_MS = 10_000;

/**
 * Announces a piece of work, repeats it with the elapsed seconds while it lasts, and says when it ended.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function saying(what, work) {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  say(`${what} …`);
  const ticking = setInterval(() => say(`${what} … ${seconds()} s`), EVERY_MS);
  try {
    const answer = await work();
    say(`${what}: done in ${seconds()} s`);
    return answer;
  } finally {
    clearInterval(ticking);
  }
}
