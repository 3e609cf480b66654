/** The one secret that administrators have. It is never kept or compared as text, and never logged. */
import { createHash, timingSafeEqual } from "node:crypto";

export class AdminKey {
  readonly #digest: Buffer | null;

  /** An empty secret: there is no administration here, and nobody is let in. */
  constructor(secret: string) {
    this.#digest = secret === "" ? null : digestOf(secret);
  }

  /** Whether this server has administrators at all. */
  get isSet(): boolean {
    return this.#digest !== null;
  }

  /** Takes the same time whatever was guessed, and however long the guess is. */
  fits(guess: string): boolean {
    return this.#digest !== null && timingSafeEqual(digestOf(guess), this.#digest);
  }
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
