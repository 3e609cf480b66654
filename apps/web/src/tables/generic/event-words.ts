import type { Names } from "../../match/seat-names.js";
import { entriesOf, type Fields, isFields, type Plain } from "./json.js";
import { capital, plainWords } from "./label-words.js";
import { termsOf } from "./terms.js";
import { detailsOf } from "./value-words.js";
import type { Vocabulary } from "./vocabulary.js";

/** Who did it, under whichever name a game tells it. */
const ACTORS = ["seat", "player_id", "playerId", "winner_id", "by"];
/** Types that say no more than that somebody did something: what it was is then a field. */
const MERE_TYPES = new Set(["action", "move", "moved", "played"]);
const UNTOLD = ["type", "at", "matchId", "msgId", "auto"];
const LONGEST = 160;

/** One thing that happened, as a line: "Anna: bid made · bid 7". Null for what is nothing to read. */
export function eventLine(event: Plain, names: Names, vocabulary: Vocabulary): string | null {
  if (!isFields(event) || typeof event.type !== "string") return null;
  const terms = termsOf({ names, vocabulary });
  const actor = ACTORS.find((key) => isSeat(event[key], names.count));
  const verbKey = MERE_TYPES.has(event.type) && typeof event.action === "string" ? "action" : "type";
  const without = new Set([...UNTOLD, verbKey, ...(actor === undefined ? [] : [actor])]);
  const verb = plainWords(String(event[verbKey]));
  const head = actor === undefined ? capital(verb) : `${names.subject(Number(event[actor]))}: ${verb}`;
  const line = `${head}${shortly(event, detailsOf(event, terms, without))}`;
  const told = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
  return event.auto === true ? `${told}, by the clock` : told;
}

/** With one detail its label may say nothing that the verb does not: "play card 10♥" is "play 10♥". */
function shortly(event: Fields, details: readonly string[]): string {
  const [only] = details;
  const label = entriesOf(event)
    .map(([key]) => `${plainWords(key)} `)
    .find((each) => /^(?:cards?|name|kind) $/.test(each) && only?.startsWith(each));
  if (only !== undefined && details.length === 1 && label !== undefined) return ` ${only.slice(label.length)}`;
  return details.map((detail) => ` · ${detail}`).join("");
}

function isSeat(value: Plain | undefined, count: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < count;
}
