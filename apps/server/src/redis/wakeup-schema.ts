import { matchId, seat, version } from "@holdfast/protocol";
import { z } from "zod";
import type { Wakeup } from "../ports.js";

const counter = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const wakeupSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("version"), matchId, epoch: counter, version }),
  z.strictObject({ kind: z.literal("presence"), matchId }),
  z.strictObject({ kind: z.literal("settings") }),
  z.strictObject({ kind: z.literal("refused"), matchId }),
  z.strictObject({ kind: z.literal("seat"), matchId, seat, playerId: z.string().min(1).max(64), sessionNo: counter }),
]);

const messageSchema = z.strictObject({ from: z.string().max(64), wakeup: wakeupSchema });

/** A wake-up on its way between nodes, with who sent it. */
export interface WakeupMessage {
  readonly from: string;
  readonly wakeup: Wakeup;
}

/** Longer than any real one. */
const MOST_CHARACTERS = 1_024;

/** What a message says, parsed like a client's; null when it is none of ours. */
export function parseWakeup(text: string): WakeupMessage | null {
  if (text.length > MOST_CHARACTERS) return null;
  try {
    return messageSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
