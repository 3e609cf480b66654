/** Gives seats of an open match to bots, and takes them back: called by `match.addBot` and `match.removeBot`. */
import { botIdOf, isBot, type Result, rejection, type Seat } from "@holdfast/engine";
import type { LiveMatch } from "../live/live-match.js";
import { answerOnce, type Receipt } from "./answer-once.js";
import { reach, viewerIn } from "./authorise.js";
import type { Deps, Session } from "./deps.js";

export interface AddBotRequest {
  readonly matchId: string;
  readonly msgId: string;
  readonly seat?: Seat | undefined;
}
export interface RemoveBotRequest {
  readonly matchId: string;
  readonly msgId: string;
  readonly botId: string;
  /** When the server received it, epoch milliseconds: now, unless it has waited for its turn. */
  readonly receivedAt?: number;
}

const NOT_YOURS = rejection("forbidden", "not_creator", "Only who made the match may seat bots.");
const NO_BOT = rejection("invalid_action", "no_bot", "There is no such bot.");
const NAMES = ["Alder", "Ash", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Larch", "Linden", "Maple", "Oak", "Rowan"];

/** Seats a bot as anybody is seated: the first to commit wins the seat, and the last one begins the match. @throws StorageUnavailable */
export async function addBot(deps: Deps, session: Session, request: AddBotRequest): Promise<Result<Receipt>> {
  const found = await ofCreator(deps, session, request.matchId);
  if (!found.ok) return found;
  return seatBot(deps, found.value, request);
}

/** The same for whoever may seat one for certain. @throws StorageUnavailable */
export async function seatBot(
  deps: Deps,
  live: LiveMatch,
  request: Pick<AddBotRequest, "msgId" | "seat">,
): Promise<Result<Receipt>> {
  const { msgId, seat = null } = request;
  const botId = botIdOf(live.id, msgId);
  await introduce(deps, live, botId);
  const receipt = await answerOnce(deps, live, { kind: "join", actorId: botId, msgId, seat, entropy: null });
  if (live.seatOf(botId) === null) live.names.delete(botId);
  return receipt;
}

/** Frees a bot's seat, but only as long as the match has not begun. @throws StorageUnavailable */
export async function removeBot(deps: Deps, session: Session, request: RemoveBotRequest): Promise<Result<Receipt>> {
  const found = await ofCreator(deps, session, request.matchId);
  if (!found.ok) return found;
  const { botId, msgId, receivedAt = deps.ports.clock.now() } = request;
  if (!isBot(botId)) return { ok: false, rejection: NO_BOT };
  return answerOnce(deps, found.value, { kind: "leave", actorId: botId, msgId, beforeStart: true }, receivedAt);
}

async function ofCreator(deps: Deps, session: Session, matchId: string): Promise<Result<LiveMatch>> {
  const live = await reach(deps, session, matchId);
  if (!live.ok) return live;
  const viewer = await viewerIn(deps, session, live.value);
  const isCreator = session.scope !== "observer" && live.value.hosted.creatorId === session.playerId;
  if (isCreator) return live;
  return viewer.ok ? { ok: false, rejection: NOT_YOURS } : viewer;
}

/** It has a name before it has a seat, so that nobody is shown a seat without one; no two of a table share one if that can be. */
async function introduce({ ports }: Deps, live: LiveMatch, botId: string): Promise<void> {
  if (live.head.state.status !== "open" || live.names.has(botId)) return;
  const taken = new Set(live.names.values());
  const from = Number.parseInt(botId.slice(-4), 16) % NAMES.length;
  const names = [...NAMES.slice(from), ...NAMES.slice(0, from)].map((name) => `${name} (bot)`);
  const name = names.find((one) => !taken.has(one)) ?? names[0] ?? "Bot";
  await ports.store.putPlayer({ playerId: botId, name });
  live.names.set(botId, name);
}
