/** What clients send up: one strict schema per procedure of `match.*`. */
import { z } from "zod";
import { entropy, joinCode, matchId, msgId, seat, version, watchKey } from "./ids.js";

export const createInput = z.strictObject({
  msgId,
  game: z.string().min(1).max(64),
  options: z.record(z.string(), z.unknown()).optional(),
  seats: z.number().int().min(1).max(64).optional(),
  visibility: z.enum(["private", "public"]).default("private"),
  /** `player` takes seat 0; `host` takes none and gets the host's moves. */
  as: z.enum(["player", "host"]).default("player"),
  entropy: entropy.optional(),
});
export const joinInput = z.strictObject({
  msgId,
  code: joinCode.optional(),
  matchId: matchId.optional(),
  seat: seat.optional(),
  entropy: entropy.optional(),
});
/** `matchId` is the match that is over: everybody who asks for its rematch comes to the same new one. */
export const rematchInput = z.strictObject({ msgId, matchId, entropy: entropy.optional() });
export const leaveInput = z.strictObject({ msgId, matchId });
export const resignInput = z.strictObject({ msgId, matchId });
export const addBotInput = z.strictObject({ msgId, matchId, seat: seat.optional() });
export const removeBotInput = z.strictObject({ msgId, matchId, botId: z.string().min(1).max(100) });
export const moveInput = z.strictObject({
  msgId,
  matchId,
  basedOn: version,
  /** Parsed by the match's own game. */
  move: z.record(z.string(), z.unknown()),
});
const reason = z.string().trim().min(1).max(300);
/** What administrators ask for: everybody in the match is told the reason. */
export const interventionInput = z.strictObject({ msgId, matchId, reason });
export type Intervention = z.infer<typeof interventionInput>;
export const resolveInput = z.strictObject({
  ...interventionInput.shape,
  /** Ascending; none is a draw. */
  winners: z.array(seat).max(64),
  /** By seat; left out: nought for everybody. */
  scores: z.array(z.number()).max(64).optional(),
});
/** What was barred is tried again: a match, or a game as `game:<id>@<version>`. */
export const releaseInput = z.strictObject({ subject: z.string().min(1).max(100) });
export const verifyInput = z.strictObject({ matchId });
export const rollbackInput = z.strictObject({
  ...interventionInput.shape,
  to: version,
  /** Needed to undo an end: the whole log was public since. */
  acrossEnd: z.boolean().default(false),
});
export const resumeInput = z.strictObject({
  matchId,
  knownVersion: version.optional(),
  epoch: z.number().int().min(1).optional(),
});
export const getInput = z.strictObject({ matchId });
export const observeInput = z.strictObject({
  matchId: matchId.optional(),
  code: joinCode.optional(),
  key: watchKey.optional(),
});
export const eventsInput = z.strictObject({
  matchId,
  after: version.default(0),
  limit: z.number().int().min(1).max(500).default(200),
});
export const legalInput = z.strictObject({ matchId, knownVersion: version.optional() });
export const viewsInput = z.strictObject({
  matchId,
  after: version.default(0),
  limit: z.number().int().min(1).max(64).default(32),
  /** As whom: another seat, or null for an observer; left out: as oneself. */
  seat: seat.nullable().optional(),
});
export const replayInput = z.strictObject({ matchId });
export const stateInput = z.strictObject({
  matchId,
  knownVersion: version.optional(),
  epoch: z.number().int().min(1).optional(),
  /** `epoch:version`, merged in by tRPC on a reconnect; wins over knownVersion. */
  lastEventId: z.string().max(32).nullish(),
  /** Steps may come as patches, which are not tracked: for readers who keep the last frame they were told. */
  patches: z.boolean().optional(),
});
export const mineInput = z.strictObject({ finished: z.boolean().default(false) }).prefault({});
export const contractInput = z.strictObject({ game: z.string().min(1).max(64) });
export const listInput = z.strictObject({ status: z.enum(["open", "playing"]).default("open") }).prefault({});
