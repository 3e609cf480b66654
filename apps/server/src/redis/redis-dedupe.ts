import { rejectionSchema } from "@holdfast/protocol";
import type { Rejection } from "@holdfast/engine";
import { z } from "zod";
import type { Dedupe, Remembered } from "../ports.js";
import { Batch } from "./batch.js";
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

interface Stored {
  readonly text: string | null;
}

/**
 * Outcomes by player and msgId, expired by Redis itself. Every move recalls, so the recalls of one moment share
 * one command; on a cluster that will have to be one for each shard.
 */
export class RedisDedupe implements Dedupe {
  readonly #recalls: Batch<string, Stored>;

  constructor(
    private readonly link: Link,
    private readonly keys: Keys,
    private readonly options: { readonly windowMs: number; readonly unreadable: Occasionally },
  ) {
    this.#recalls = new Batch(async (names) => {
      const texts = await link.ask((client) => client.mget(...names));
      return texts === AWAY ? AWAY : texts.map((text) => ({ text }));
    });
  }

  async recall(playerId: string, msgId: string): Promise<Remembered | null> {
    if (!this.link.live) return null;
    const stored = await this.#recalls.ask(this.keys.outcome(playerId, msgId));
    if (stored === AWAY || stored.text === null) return null;
    const remembered = parse(stored.text);
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
