/**
 * Refusals that are being remembered: until they are, another copy of the request must hear the same "no" from this node. A
 * deadline that was passed may be given back meanwhile, and then the copy would be in time.
 */
import type { Command, Rejection } from "@holdfast/engine";

interface Refused {
  readonly payloadHash: string;
  readonly rejection: Rejection;
}

export class Refusing {
  readonly #refused = new Map<string, Refused>();

  /** From now on this is the answer to the request; the answer of this call ends that. */
  begin({ actorId, msgId }: Command, refused: Refused): () => void {
    const key = `${actorId} ${msgId}`;
    this.#refused.set(key, refused);
    return () => void this.#refused.delete(key);
  }

  /** The answer to this request, where it is one of those; one of another content has none here. */
  answerTo({ actorId, msgId }: Command, payloadHash: () => string): Rejection | null {
    if (this.#refused.size === 0) return null;
    const refused = this.#refused.get(`${actorId} ${msgId}`);
    return refused?.payloadHash === payloadHash() ? refused.rejection : null;
  }
}
