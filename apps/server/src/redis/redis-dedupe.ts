import { rejectionSchema } from "@holdfast/protocol";
import type { Rejection } from "@holdfast/engine";
import { z } from "zod";
import type { Clock, Dedupe, Remembered } from "../ports.js";
import { Batch } from "./batch.js";
import { inGroups } from "./in-groups.js";
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

export interface RedisDedupeOptions {
  readonly windowMs: number;
  readonly unreadable: Occasionally;
  readonly clock: Clock;
  /** How long an outcome that is unlikely to be there is waited for. */
  readonly promptMs: number;
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
    private readonly options: RedisDedupeOptions,
  ) {
    this.#recalls = new Batch((names) => readAll(store, names));
  }

  get windowMs(): number {
    return this.options.windowMs;
  }

  async recall(playerId: string, msgId: string, isUnlikely = false): Promise<Remembered | null> {
    const key = this.keys.outcome(playerId, msgId);
    const { live, isSilent } = this.store.partOf(key);
    if (!live || (isUnlikely && isSilent)) return null;
    const asked = this.#recalls.ask(key);
    const stored = await (isUnlikely ? this.#promptly(asked) : asked);
    if (stored === AWAY || stored.text === null) return null;
    const remembered = parse(stored.text);
    if (remembered === null) this.options.unreadable.log();
    return remembered;
  }

  #promptly<T>(asked: Promise<T | Away>): Promise<T | Away> {
    const { clock, promptMs } = this.options;
    return new Promise((resolve) => {
      // An answer that has come while this process was busy counts: it is read before that.
      const cancel = clock.after(promptMs, () => setImmediate(() => resolve(AWAY)));
      void asked.then((answer) => {
        cancel();
        resolve(answer);
      });
    });
  }

  async remember(playerId: string, msgId: string, remembered: Remembered): Promise<void> {
    const key = this.keys.outcome(playerId, msgId);
    const text = JSON.stringify(remembered);
    await this.store.partOf(key).ask((client) => client.set(key, text, "PX", this.options.windowMs, "NX"));
  }
}

/** What is stored under each name, in their order; AWAY for those whose part of the store is. */
function readAll(store: Store, names: readonly string[]): Promise<readonly (Stored | Away)[]> {
  return inGroups(
    names,
    (name) => store.groupOf(name),
    async (group) => {
      const texts = await store.partOf(group[0] ?? "").ask((client) => client.mget(...group));
      return group.map((_, i) => (texts === AWAY ? AWAY : { text: texts[i] ?? null }));
    },
  );
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
