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
export const leaveInput = z.strictObject({ msgId, matchId });
export const resignInput = z.strictObject({ msgId, matchId });
export const moveInput = z.strictObject({
  msgId,
  matchId,
  basedOn: version,
  /** Parsed by the match's own game. */
  move: z.record(z.string(), z.unknown()),
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
export const replayInput = z.strictObject({ matchId });
export const stateInput = z.strictObject({
  matchId,
  knownVersion: version.optional(),
  epoch: z.number().int().min(1).optional(),
  /** `epoch:version`, merged in by tRPC on a reconnect; wins over knownVersion. */
  lastEventId: z.string().max(32).nullish(),
});
export const mineInput = z.strictObject({ finished: z.boolean().default(false) }).prefault({});
export const listInput = z.strictObject({ status: z.enum(["open", "playing"]).default("open") }).prefault({});
