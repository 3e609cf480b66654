/** A name to start with, so that nobody has to think of one before the first match. */
const MOODS = ["Quiet", "Bright", "Patient", "Bold", "Merry", "Clever", "Gentle", "Swift"];
const BIRDS = ["Heron", "Robin", "Curlew", "Magpie", "Plover", "Kestrel", "Wren", "Teal"];

/** Two words, such as "Quiet Heron". */
export function suggestName(): string {
  return `${pick(MOODS)} ${pick(BIRDS)}`;
}

function pick(words: readonly string[]): string {
  const [roll = 0] = crypto.getRandomValues(new Uint32Array(1));
  return words[roll % words.length] ?? "Guest";
}
