/** Join codes as people type and paste them. */
export const CODE_LENGTH = 6;

/**
 * The letters of a code in whatever was typed or pasted: a code, a code with spaces or dashes, or a whole
 * join link, of which the last part counts.
 */
export function lettersOf(typed: string): string {
  const last = /\/j\/([^/?#\s]+)/.exec(typed)?.[1] ?? typed;
  return last.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
}
