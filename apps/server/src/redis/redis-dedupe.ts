import { rejectionSchema } from "@holdfast/protocol";
import type { Rejection } from "@holdfast/engine";
import { z } from "zod";
import type { Dedupe, Remembered } from "../ports.js";
import type { Keys } from "./keys.js";
import { AWAY, type Link } from "./link.js";
import type { Occasionally } from "./occasionally.js";

const rememberedSchema = z.object({
  payloadHash: z.string(),
  outcome: z.discriminatedUnion("ok", [
    z.object({ ok: z.literal(true), version: z.number().int(), at: z.number() }),
    z.object({ ok: z.literal(false), rejection: rejectionSchema.transform(asRejection) }),
  ]),
});

/** Outcomes by player and msgId, expired by Redis itself. One key each, so one round trip each way. */
export class RedisDedupe implements Dedupe {
  constructor(
    private readonly link: Link,
    private readonly keys: Keys,
    private readonly options: { readonly windowMs: number; readonly unreadable: Occasionally },
  ) {}

  async recall(playerId: string, msgId: string): Promise<Remembered | null> {
    const key = this.keys.outcome(playerId, msgId);
    const stored = await this.link.ask((client) => client.get(key));
    if (stored === AWAY || stored === null) return null;
    const remembered = parse(stored);
    if (remembered === null) this.options.unreadable.log();
    return remembered;
  }

  async remember(playerId: string, msgId: string, remembered: Remembered): Promise<void> {
    const key = this.keys.outcome(playerId, msgId);
    const text = JSON.stringify(remembered);
    await this.link.ask((client) => client.set(key, text, "PX", this.options.windowMs, "NX"));
  }
}

function parse(text: string): Remembered | null {
  try {
    return rememberedSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Parsed, an absent wait is a missing key and not `undefined`. */
function asRejection({ retryAfterMs, ...rest }: z.infer<typeof rejectionSchema>): Rejection {
  return retryAfterMs === undefined ? rest : { ...rest, retryAfterMs };
}
