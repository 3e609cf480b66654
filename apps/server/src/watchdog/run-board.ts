/**
 * What runs just now, where another thread can read it: a few words of shared memory. Writing it costs a fraction of a
 * microsecond, so it is written before every single run.
 *
 *   word 0   counts: odd while something runs, even in between; every run has its own odd number
 *   word 1   bytes of the text
 *   text     subject, actorId and msgId, a line each: none of them has control characters
 */
import type { RulesRun } from "../live/rules-watch.js";

const TEXT_AT = 8;
const BOARD_BYTES = 1_024;

export interface Running {
  readonly number: number;
  /** Null: its names are longer than any real ones. */
  readonly run: RulesRun | null;
}

export class RunBoard {
  readonly #words: Int32Array;
  readonly #text: Buffer;
  #depth = 0;

  constructor(readonly memory: SharedArrayBuffer = new SharedArrayBuffer(BOARD_BYTES)) {
    this.#words = new Int32Array(memory, 0, 2);
    this.#text = Buffer.from(memory, TEXT_AT);
  }

  /** Called by the thread that runs. A run within a run is the outer one. */
  begin({ subject, actorId, msgId }: RulesRun): void {
    this.#depth += 1;
    if (this.#depth > 1) return;
    this.#words[1] = this.#text.write(`${subject}\n${actorId}\n${msgId}`);
    Atomics.add(this.#words, 0, 1);
  }

  end(): void {
    this.#depth -= 1;
    if (this.#depth === 0) Atomics.add(this.#words, 0, 1);
  }

  /** Called by the thread that watches: what runs now, or null. */
  look(): Running | null {
    const number = Atomics.load(this.#words, 0);
    if (number % 2 === 0) return null;
    const text = this.#text.toString("utf8", 0, this.#words[1]);
    // Whatever was written after that is of another run.
    if (Atomics.load(this.#words, 0) !== number) return null;
    return { number, run: runOf(text) };
  }
}

function runOf(text: string): RulesRun | null {
  const [subject, actorId, msgId, ...more] = text.split("\n");
  if (subject === undefined || actorId === undefined || msgId === undefined || more.length > 0) return null;
  return { subject, actorId, msgId };
}
