/** No id is longer. */
const LONGEST = 64;

/** The match that a request says it is about, before anything of it was checked; null: none. */
export function matchIdIn(input: unknown): string | null {
  if (typeof input !== "object" || input === null || !("matchId" in input)) return null;
  const { matchId } = input;
  return typeof matchId === "string" && matchId.length <= LONGEST ? matchId : null;
}
