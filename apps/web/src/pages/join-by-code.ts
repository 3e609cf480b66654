import { type Client, HoldfastError } from "@holdfast/sdk";
import { startSession } from "../app/session.js";
import { seatKey } from "../match/match-keys.js";
import { keepMatch } from "../match/match-shelf.js";
import { OtherWayError } from "../match/refusal.js";
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
 * @throws HoldfastError when no code can be like this one, there is no such match, or no free seat;
 *   OtherWayError when it can only be watched.
 */
export async function joinByCode(code: string, name: string): Promise<string> {
  // Asking would only bring back that it was not understood.
  if (isMisread(code)) throw new HoldfastError(MISREAD);
  const client = startSession(name);
  const mine = await client.mine();
  const known = mine.find((match) => match.code === code && match.seat !== null);
  if (known !== undefined) return `/m/${known.matchId}`;
  const match = await client.join(code).catch(async (why: unknown) => {
    throw isUnderWay(why) ? await startedWithout(client, code, why) : why;
  });
  keepMatch(seatKey(match.id), match);
  return `/m/${match.id}`;
}

function isUnderWay(why: unknown): why is HoldfastError {
  return why instanceof HoldfastError && why.rejection.reason === "match_started";
}

/** Why nobody joins any more; with the way to watch, where a code is enough for that. */
export async function startedWithout(
  client: Pick<Client, "observe">,
  code: string,
  why: HoldfastError,
): Promise<HoldfastError | OtherWayError> {
  try {
    const match = await client.observe({ code });
    match.close();
    const instead = { label: "Watch it", href: `/w/${match.id}` };
    return new OtherWayError({ code: why.rejection.code, message: ONLY_WATCHED, instead });
  } catch {
    return why;
  }
}

const ONLY_WATCHED = "This match has already started, so nobody can join it any more.";
