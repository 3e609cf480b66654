/** `currentBet`, `partner_rank`, `hand.dealt` or `call-partner-suit` as words: "current bet", "partner rank", … */
export function plainWords(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[._\-\s]+/g, " ")
    .trim()
    .replaceAll(/[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())
    .replace(/ (?:id|ms)$/i, "");
}

/** The same with a capital, for the beginning of a line. */
export function labelOf(name: string): string {
  return capital(plainWords(name));
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
