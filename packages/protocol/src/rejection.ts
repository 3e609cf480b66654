/** The typed refusal as it travels: data of a mutation's result, or `data.rejection` of a tRPC error. */
import { RECOVERIES, REJECTION_CODES, type Rejection } from "@holdfast/engine";
import { z } from "zod";

export const rejectionSchema = z.strictObject({
  code: z.enum(REJECTION_CODES),
  reason: z.string(),
  recovery: z.enum(RECOVERIES),
  message: z.string(),
  retryAfterMs: z.number().int().optional(),
});
/** The same thing as the engine's: it travels unchanged. */
export type WireRejection = Rejection;

/** `{ ok: true, value }` or `{ ok: false, rejection }`: what every mutation of a match answers. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: WireRejection };
