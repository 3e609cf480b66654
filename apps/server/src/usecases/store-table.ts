/** Puts a new match into storage: its facts, a seed of its own, and a code that is free. Whoever repeats it finds the first. */
import {
  type AnyGame,
  commitmentOf,
  createHead,
  type MatchFacts,
  type NewMatch,
  parseOptions,
  type Rejection,
  type Result,
  rejection,
} from "@holdfast/engine";
import { nativeSha256 } from "../live/native-sha256.js";
import { askRules } from "../live/rules-watch.js";
import type { Randomness } from "../ports.js";
import type { Deps } from "./deps.js";

/** What is to be made. */
export interface NewTable {
  readonly game: string;
  readonly options: unknown;
  readonly seats?: number | undefined;
  readonly visibility: "private" | "public";
  readonly hostId: string | null;
  /** Creator and msgId are unique together: of several who ask for the same, one makes it. */
  readonly created: Pick<NewMatch, "creatorId" | "createMsgId" | "createPayloadHash">;
  readonly askedBy: { readonly actorId: string; readonly msgId: string };
}
/** The match that there is now, and of what request it came. */
export interface StoredTable {
  readonly matchId: string;
  readonly payloadHash: string;
}

const CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_TRIES = 20;

/** The match as it was made, now or before, or why nobody may make it. @throws StorageUnavailable */
export async function storeTable(deps: Deps, table: NewTable): Promise<Result<StoredTable>> {
  const closed = await whyClosed(deps, table);
  if (closed !== null) return { ok: false, rejection: closed };
  const facts = newFacts(deps, table);
  return facts.ok ? storeUnderFreeCode(deps, table, facts.value) : facts;
}

export const NO_SUCH_GAME = rejection("game_unavailable", "no_such_game", "This server does not have that game.");
const NO_NEW_MATCHES = rejection("game_unavailable", "no_new_matches", "Nobody can begin a match here for now.");
const GAME_CLOSED = rejection("game_unavailable", "game_closed", "Nobody can begin a match of this game for now.");

/** Why nobody begins such a match now; null where one may, and for a repeat of what was created before. */
async function whyClosed(deps: Deps, { game, created }: NewTable): Promise<Rejection | null> {
  const settings = deps.settings?.board.server.values;
  const isShut = settings?.newMatches === "closed";
  if (!isShut && settings?.closedGames.includes(game) !== true) return null;
  const earlier = await deps.ports.store.findCreated(created.creatorId, created.createMsgId);
  if (earlier !== null) return null;
  return isShut ? NO_NEW_MATCHES : GAME_CLOSED;
}

interface Facts {
  readonly game: AnyGame;
  readonly facts: MatchFacts;
  readonly seed: string;
}

function newFacts(deps: Deps, table: NewTable): Result<Facts> {
  const game = deps.games.newest(table.game);
  if (!game) return { ok: false, rejection: NO_SUCH_GAME };
  const seatCount = table.seats ?? game.seats.max;
  if (seatCount < game.seats.min || seatCount > game.seats.max) {
    return refuse("invalid_message", "bad_seat_count", `This game has ${game.seats.min} to ${game.seats.max} seats.`);
  }
  const run = { subject: `game:${game.id}@${game.rulesVersion}`, ...table.askedBy };
  const options = askRules(deps.matches.rules, run, () => parseOptions(game, table.options));
  if (!options.ok) return options;
  const seed = hex(deps.ports.random.bytes(32));
  const facts: MatchFacts = {
    matchId: deps.ports.random.uuid(),
    gameId: game.id,
    rulesVersion: game.rulesVersion,
    options: options.value,
    seatCount,
    hostId: table.hostId ?? (game.creatorHosts ? table.created.creatorId : null),
    commitment: commitmentOf(seed),
    createdAt: deps.ports.clock.now(),
  };
  return { ok: true, value: { game, facts, seed } };
}

async function storeUnderFreeCode(
  deps: Deps,
  { created, visibility }: NewTable,
  { game, facts, seed }: Facts,
): Promise<Result<StoredTable>> {
  const base: Omit<NewMatch, "code"> = {
    facts,
    seed,
    watchKey: base64Url(deps.ports.random.bytes(16)),
    visibility,
    ...created,
    head: createHead(game, facts, nativeSha256),
  };
  for (let tries = 0; tries < CODE_TRIES; tries += 1) {
    const outcome = await deps.ports.store.createMatch({ ...base, code: newCode(deps.ports.random) });
    if (outcome.status === "code_taken") continue;
    const { matchId, payloadHash } =
      outcome.status === "created" ? { matchId: facts.matchId, payloadHash: created.createPayloadHash } : outcome;
    return { ok: true, value: { matchId, payloadHash } };
  }
  return refuse("routing_failed", "no_free_code", "No free code was found. Try again.");
}

/** Six symbols out of 32, each five random bits. */
function newCode(random: Randomness): string {
  return [...random.bytes(6)].map((byte) => CODE_ALPHABET.charAt(byte & 31)).join("");
}

function refuse(code: Parameters<typeof rejection>[0], reason: string, message: string): Result<never> {
  return { ok: false, rejection: rejection(code, reason, message) };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
