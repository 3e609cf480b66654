import { rejectionSchema } from "@holdfast/protocol";
import type { Rejection } from "@holdfast/engine";
import { z } from "zod";
import type { Clock, Dedupe, Remembered } from "../ports.js";
import { Batch } from "./batch.js";
import { inGroups } from "./in-groups.js";
import type { Keys } from "./keys.js";
import type { Occasionally } from "./occasionally.js";
import { AWAY, type Away, type Part, type Store } from "./store.js";

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
    const part = this.store.partOf(key);
    if (!part.live || (isUnlikely && part.isSilent)) return null;
    const asked = this.#recalls.ask(key);
    const stored = await (isUnlikely ? this.#promptly(part, asked) : asked);
    if (stored === AWAY || stored.text === null) return null;
    const remembered = parse(stored.text);
    if (remembered === null) this.options.unreadable.log();
    return remembered;
  }

  /** The answer, or AWAY as soon as its part of the store is silent: for later ones who ask it is so at once. */
  async #promptly<T>(part: Part, asked: Promise<T | Away>): Promise<T | Away> {
    const { clock, promptMs } = this.options;
    let answered = false;
    let cancel = () => {};
    const silence = new Promise<Away>((resolve) => {
      const lookIn = (ms: number) => {
        // An answer that has come while this process was busy counts: it is read before that.
        cancel = clock.after(ms, () => setImmediate(look));
      };
      const look = () => {
        if (part.isSilent) resolve(AWAY);
        else if (!answered) lookIn(1);
      };
      lookIn(promptMs);
    });
    const answer = await Promise.race([asked, silence]);
    answered = true;
    cancel();
    return answer;
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
