/**
 * A payload serialised once and sent to many subscribers. `json` is the JSON text of the value in the
 * wire's transformer form (`{"json":…}` for superjson) and must be plain JSON inside.
 */
import { textFrame } from "./text-frame.js";

/** Subscription ids whose frame is kept. Clients number from 1, so observers of one match mostly share an id. */
const KEPT_FRAMES = 8;

export class Shared<T = unknown> {
  #text: string | undefined;
  #frames: Map<number | string, Buffer> | undefined;

  constructor(
    /** By which a client resumes; null: a value that is not tracked. */
    readonly id: string | null,
    readonly value: T,
    /** How the value becomes JSON text, where something cheaper is known than looking at all of it. */
    private readonly toText: (value: T) => string = JSON.stringify,
  ) {}

  /** The value `{"json":…}`, or its tracked envelope `{"json":{"id":…,"data":…}}`, made on first use and kept. */
  get text(): string {
    this.#text ??= this.#newText();
    return this.#text;
  }

  /** The complete WebSocket frame that brings this payload to subscription `id`. Never write into it. */
  frameFor(id: number | string): Buffer {
    this.#frames ??= new Map();
    const known = this.#frames.get(id);
    if (known !== undefined) return known;
    const tracking = this.id === null ? "" : `,"id":${JSON.stringify(this.id)}`;
    const frame = textFrame(`{"id":${JSON.stringify(id)},"result":{"type":"data","data":${this.text}${tracking}}}`);
    if (this.#frames.size < KEPT_FRAMES) this.#frames.set(id, frame);
    return frame;
  }

  #newText(): string {
    const value = this.toText(this.value);
    return this.id === null ? `{"json":${value}}` : `{"json":{"id":${JSON.stringify(this.id)},"data":${value}}}`;
  }
}
