/** Writes records to a file as they come. */
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { BotRecord } from "../history/records.js";

export class Notebook {
  readonly #file: WriteStream;
  #lines: string[] = [];

  constructor(path: string) {
    this.#file = createWriteStream(path);
  }

  note(record: BotRecord): void {
    // What comes after the end is nobody's any more.
    if (this.#file.writableEnded) return;
    // Written in bunches: one system call per line would cost more than the playing.
    if (this.#lines.push(JSON.stringify(record)) === 1) setImmediate(() => this.#write());
  }

  /** Resolves when all of it is with the operating system. */
  async close(): Promise<void> {
    this.#write();
    this.#file.end();
    await finished(this.#file);
  }

  #write(): void {
    if (this.#lines.length === 0) return;
    this.#file.write(`${this.#lines.join("\n")}\n`);
    this.#lines = [];
  }
}
