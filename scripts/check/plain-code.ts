/** One left-to-right pass: whichever of these starts first wins, so a quote in a comment is no string. */
const PIECES = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;

const blank = (piece: string): string => piece.replaceAll(/[^\n]/g, " ");

/** The text with comments blanked out; everything else stays where it was, line by line. */
export function withoutComments(text: string): string {
  return text.replaceAll(PIECES, (piece) => (piece.startsWith("//") || piece.startsWith("/*") ? blank(piece) : piece));
}

/** The text with comments and quoted strings blanked out. Template strings stay: they contain code. */
export function withoutWords(text: string): string {
  return text.replaceAll(PIECES, (piece) => (piece.startsWith("`") ? piece : blank(piece)));
}
