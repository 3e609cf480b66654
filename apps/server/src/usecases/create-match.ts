/** Creates a match and seats its creator, unless the creator only hosts. */
import {
  type AnyGame,
  canonicalJson,
  commitmentOf,
  createHead,
  type Json,
  type MatchFacts,
  type NewMatch,
  parseOptions,
  type Rejection,
  type Result,
  rejection,
} from "@holdfast/engine";
import type { Randomness } from "../ports.js";
import { nativeSha256 } from "../live/native-sha256.js";
import { askRules } from "../live/rules-watch.js";
import type { Deps, Session } from "./deps.js";
import { type Joined, takeSeat } from "./join-match.js";
import { MSG_ID_REUSED } from "../live/earlier-commit.js";

export interface CreateRequest {
  readonly msgId: string;
  readonly game: string;
  readonly options?: Record<string, unknown> | undefined;
  readonly seats?: number | undefined;
  readonly visibility: "private" | "public";
  readonly as: "player" | "host";
  readonly entropy?: string | undefined;
}

const CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_TRIES = 20;

/** The new match with the creator in seat 0 (or hosting); the same msgId finds the same match. @throws StorageUnavailable */
export async function createMatch(deps: Deps, session: Session, request: CreateRequest): Promise<Result<Joined>> {
  if (session.scope !== "user")
    return { ok: false, rejection: rejection("forbidden", "scope", "This token is for one match only.") };
  const closed = await whyClosed(deps, session, request);
  if (closed !== null) return { ok: false, rejection: closed };
  const facts = newFacts(deps, session, request);
  if (!facts.ok) return facts;
  const stored = await storeUnderFreeCode(deps, session, request, facts.value);
  if (!stored.ok) return stored;
  return seatCreator(deps, session, request, stored.value);
}

export const NO_SUCH_GAME = rejection("game_unavailable", "no_such_game", "This server does not have that game.");
const NO_NEW_MATCHES = rejection("game_unavailable", "no_new_matches", "Nobody can begin a match here for now.");
const GAME_CLOSED = rejection("game_unavailable", "game_closed", "Nobody can begin a match of this game for now.");

/** Why nobody begins such a match now; null where one may, and for a repeat of what was created before. */
async function whyClosed(deps: Deps, session: Session, request: CreateRequest): Promise<Rejection | null> {
  const settings = deps.settings?.board.server.values;
  const isShut = settings?.newMatches === "closed";
  if (!isShut && settings?.closedGames.includes(request.game) !== true) return null;
  const earlier = await deps.ports.store.findCreated(session.playerId, request.msgId);
  if (earlier !== null) return null;
  return isShut ? NO_NEW_MATCHES : GAME_CLOSED;
}

interface Facts {
  readonly game: AnyGame;
  readonly facts: MatchFacts;
  readonly seed: string;
}

function newFacts(deps: Deps, session: Session, request: CreateRequest): Result<Facts> {
  const game = deps.games.newest(request.game);
  if (!game) return { ok: false, rejection: NO_SUCH_GAME };
  const seatCount = request.seats ?? game.seats.max;
  if (seatCount < game.seats.min || seatCount > game.seats.max) {
    return refuse("invalid_message", "bad_seat_count", `This game has ${game.seats.min} to ${game.seats.max} seats.`);
  }
  const run = { subject: `game:${game.id}@${game.rulesVersion}`, actorId: session.playerId, msgId: request.msgId };
  const options = askRules(deps.matches.rules, run, () => parseOptions(game, request.options));
  if (!options.ok) return options;
  const seed = hex(deps.ports.random.bytes(32));
  const facts: MatchFacts = {
    matchId: deps.ports.random.uuid(),
    gameId: game.id,
    rulesVersion: game.rulesVersion,
    options: options.value,
    seatCount,
    hostId: request.as === "host" || game.creatorHosts ? session.playerId : null,
    commitment: commitmentOf(seed),
    createdAt: deps.ports.clock.now(),
  };
  return { ok: true, value: { game, facts, seed } };
}

async function storeUnderFreeCode(
  deps: Deps,
  session: Session,
  request: CreateRequest,
  { game, facts, seed }: Facts,
): Promise<Result<string>> {
  const createPayloadHash = fingerprint(request);
  const base: Omit<NewMatch, "code"> = {
    facts,
    seed,
    watchKey: base64Url(deps.ports.random.bytes(16)),
    visibility: request.visibility,
    creatorId: session.playerId,
    createMsgId: request.msgId,
    createPayloadHash,
    head: createHead(game, facts, nativeSha256),
  };
  for (let tries = 0; tries < CODE_TRIES; tries += 1) {
    const outcome = await deps.ports.store.createMatch({ ...base, code: newCode(deps.ports.random) });
    if (outcome.status === "created") return { ok: true, value: facts.matchId };
    if (outcome.status === "code_taken") continue;
    return outcome.payloadHash === createPayloadHash
      ? { ok: true, value: outcome.matchId }
      : { ok: false, rejection: MSG_ID_REUSED };
  }
  return refuse("routing_failed", "no_free_code", "No free code was found. Try again.");
}

async function seatCreator(
  deps: Deps,
  session: Session,
  request: CreateRequest,
  matchId: string,
): Promise<Result<Joined>> {
  const live = await deps.matches.get(matchId);
  if (!live.ok) return live;
  const { msgId, entropy } = request;
  if (request.as === "player") return takeSeat(deps, session, live.value, { msgId, seat: 0, entropy });
  const { version } = live.value.head;
  const { isDurable: durable } = deps.ports.store;
  const receipt = { matchId, version, at: live.value.facts.createdAt, duplicate: version > 0, durable };
  return { ok: true, value: { live: live.value, seat: null, role: "host", receipt } };
}

/** Six symbols out of 32, each five random bits. */
function newCode(random: Randomness): string {
  return [...random.bytes(6)].map((byte) => CODE_ALPHABET.charAt(byte & 31)).join("");
}

function fingerprint({ game, options, seats, visibility, as, entropy }: CreateRequest): string {
  return nativeSha256(
    canonicalJson(JSON.parse(JSON.stringify({ game, options, seats, visibility, as, entropy })) as Json),
  );
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
