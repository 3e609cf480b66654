/** Join codes as people type and paste them. */
export const CODE_LENGTH = 6;
/** Codes go without these because they are mistaken for one another. */
const NEVER_IN_CODES = /[O0I1]/;

/** Whether this was misread: no code has such a letter or digit. */
export function isMisread(code: string): boolean {
  return NEVER_IN_CODES.test(code);
}

/**
 * The letters of a code in whatever was typed or pasted: a code, a code with spaces or dashes, or a whole
 * join link, of which the last part counts.
 */
export function lettersOf(typed: string): string {
  const last = /\/j\/([^/?#\s]+)/.exec(typed)?.[1] ?? typed;
  return last.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
}
