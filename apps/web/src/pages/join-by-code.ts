import { HoldfastError } from "@holdfast/sdk";
import { startSession } from "../app/session.js";
import { seatKey } from "../match/match-keys.js";
import { keepMatch } from "../match/match-shelf.js";
import { isMisread } from "../ui/code-letters.js";

const MISREAD = {
  code: "invalid_message",
  reason: "misread_code",
  recovery: "fix_input",
  message: "Codes have no O, 0, I or 1: look again.",
} as const;

/**
 * Takes a free seat in the match with this code, or goes back to the one this player already has there.
 * @returns the address of the table.
 * @throws HoldfastError when no code can be like this one, there is no such match, or no free seat.
 */
export async function joinByCode(code: string, name: string): Promise<string> {
  // Asking would only bring back that it was not understood.
  if (isMisread(code)) throw new HoldfastError(MISREAD);
  const client = startSession(name);
  const mine = await client.mine();
  const known = mine.find((match) => match.code === code && match.seat !== null);
  if (known !== undefined) return `/m/${known.matchId}`;
  const match = await client.join(code);
  keepMatch(seatKey(match.id), match);
  return `/m/${match.id}`;
}
