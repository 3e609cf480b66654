/** How a match begins: version 0, an open table, and the hash that its first commit will name as parent. */
import type { MatchFacts, MatchHead } from "./commit.js";
import type { AnyGame, SchemaError } from "./game.js";
import { hashJson, type Sha256 } from "./hashing.js";
import { asJson, type Json } from "./json.js";
import { accept, reject, type Result } from "./result.js";

/** One match as the engine sees it: its rules and the facts that never change. */
export interface Match {
  readonly game: AnyGame;
  readonly facts: MatchFacts;
  /** A native SHA-256, where the platform has one; without it the portable one is used. Never changes a result. */
  readonly sha256?: Sha256;
  /** Likewise a way to the canonical text of states, for whoever sees each after the one before. */
  readonly textOf?: (state: Json) => string;
}

/** A new match, every seat empty. @throws RangeError when the facts do not fit the game. */
export function createHead(game: AnyGame, facts: MatchFacts, sha256?: Sha256): MatchHead {
  if (facts.gameId !== game.id || facts.rulesVersion !== game.rulesVersion) {
    throw new RangeError(`${game.id} v${game.rulesVersion} cannot play ${facts.gameId} v${facts.rulesVersion}`);
  }
  const { min, max } = game.seats;
  if (!Number.isInteger(facts.seatCount) || facts.seatCount < min || facts.seatCount > max) {
    throw new RangeError(`${game.id} has ${min} to ${max} seats, not ${facts.seatCount}`);
  }
  return {
    version: 0,
    hash: genesisHash(facts, sha256),
    state: {
      status: "open",
      seats: new Array<null>(facts.seatCount).fill(null),
      game: null,
      since: new Array<number>(facts.seatCount).fill(0),
      toMove: [],
      turn: null,
      deadline: null,
      outcome: null,
      entropy: "",
      last: null,
    },
  };
}

/** The options with every default filled in, or `invalid_message/bad_config` naming the first bad field and what is wrong with it. */
export function parseOptions(game: AnyGame, options: unknown): Result<Json> {
  const parsed = game.schema.options.safeParse(options ?? {});
  if (parsed.success) return accept(asJson(parsed.data));
  return reject("invalid_message", "bad_config", optionFault(parsed.error));
}

const LONGEST_FAULT = 200;

/** "Bad option: prizes. Too big: expected number to be <=6." What was sent may be in it, hence its length. */
function optionFault({ issues: [first] }: SchemaError): string {
  const field = first?.path.map(String).join(".") ?? "";
  const what = field === "" ? "Bad options." : `Bad option: ${field}.`;
  const why = (first?.message ?? "").replace(/^[a-z0-9_]+$/, (reason) => capital(reason.replaceAll("_", " ")));
  return why === "" ? what : `${what} ${why}.`.slice(0, LONGEST_FAULT);
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function genesisHash(facts: MatchFacts, sha256?: Sha256): string {
  const { matchId, gameId, rulesVersion, options, seatCount, hostId, commitment, createdAt } = facts;
  const named = [matchId, gameId, rulesVersion, options, seatCount, hostId, commitment, createdAt];
  return hashJson(["holdfast/genesis/1", ...named], sha256);
}
