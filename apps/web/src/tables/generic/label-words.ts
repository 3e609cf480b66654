/** `currentBet`, `partner_rank`, `hand.dealt` or `call-partner-suit` as words: "current bet", "partner rank", … */
export function plainWords(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[._\-\s]+/g, " ")
    .trim()
    .replaceAll(/[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
    .replace(/ (?:id|ms)$/i, "")
    .replace(/ no$/, " number")
    .replaceAll(/\b(?:sb|bb|cp)\b/g, (short) => SPELLED[short] ?? short);
}

/** What players of such games call it by its letters is spelled out for everybody else. */
const SPELLED: Readonly<Record<string, string>> = { sb: "small blind", bb: "big blind", cp: "command points" };

/** The same with a capital, for the beginning of a line. */
export function labelOf(name: string): string {
  return capital(plainWords(name));
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
