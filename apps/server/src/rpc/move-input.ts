/**
 * The input of `match.move`, the one request that comes all the time: what is right at first sight is let
 * through at once, anything else goes through the schema, which says what is wrong with it.
 */
import { moveInput } from "@holdfast/protocol";
import type { z } from "zod";

export type MoveInput = z.infer<typeof moveInput>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MAX_VERSION = 2_147_483_647;

/** The same input the schema accepts. @throws ZodError */
export function parseMoveInput(raw: unknown): MoveInput {
  return isPlainlyRight(raw) ? raw : moveInput.parse(raw);
}

function isPlainlyRight(raw: unknown): raw is MoveInput {
  if (!isObject(raw) || Object.keys(raw).length !== 4) return false;
  const { msgId, matchId, basedOn, move } = raw;
  return isId(msgId) && isId(matchId) && isVersion(basedOn) && isObject(move);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): boolean {
  return typeof value === "string" && UUID.test(value);
}

function isVersion(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_VERSION;
}
