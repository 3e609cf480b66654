import { rejectionSchema } from "@holdfast/protocol";
import type { Rejection } from "@holdfast/engine";
import { z } from "zod";
import type { Dedupe, Remembered } from "../ports.js";
import { Batch } from "./batch.js";
import type { Keys } from "./keys.js";
import type { Occasionally } from "./occasionally.js";
import { AWAY, type Away, type Store } from "./store.js";

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
 * one command; on a cluster one for each slot, which leave together for each node.
 */
export class RedisDedupe implements Dedupe {
  readonly #recalls: Batch<string, Stored | Away>;

  constructor(
    private readonly store: Store,
    private readonly keys: Keys,
    private readonly options: { readonly windowMs: number; readonly unreadable: Occasionally },
  ) {
    this.#recalls = new Batch((names) => readAll(store, names));
  }

  get windowMs(): number {
    return this.options.windowMs;
  }

  async recall(playerId: string, msgId: string): Promise<Remembered | null> {
    const key = this.keys.outcome(playerId, msgId);
    if (!this.store.partOf(key).live) return null;
    const stored = await this.#recalls.ask(key);
    if (stored === AWAY || stored.text === null) return null;
    const remembered = parse(stored.text);
    if (remembered === null) this.options.unreadable.log();
    return remembered;
  }

  async remember(playerId: string, msgId: string, remembered: Remembered): Promise<void> {
    const key = this.keys.outcome(playerId, msgId);
    const text = JSON.stringify(remembered);
    await this.store.partOf(key).ask((client) => client.set(key, text, "PX", this.options.windowMs, "NX"));
  }
}

/** What is stored under each name, in their order; AWAY for those whose part of the store is. */
async function readAll(store: Store, names: readonly string[]): Promise<readonly (Stored | Away)[]> {
  const stored = new Map<string, Stored>();
  const read = async (group: readonly string[], [first = ""] = group) => {
    const texts = await store.partOf(first).ask((client) => client.mget(...group));
    if (texts === AWAY) return;
    for (const [i, name] of group.entries()) stored.set(name, { text: texts[i] ?? null });
  };
  const groups = new Map<number, string[]>();
  for (const name of names) {
    const group = groups.get(store.groupOf(name));
    if (group === undefined) groups.set(store.groupOf(name), [name]);
    else group.push(name);
  }
  await Promise.all([...groups.values()].map((group) => read(group)));
  return names.map((name) => stored.get(name) ?? AWAY);
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
