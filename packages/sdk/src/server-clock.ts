/** The server's time, estimated from the moments its frames say they were made. */
const SAMPLES = 16;

export class ServerClock {
  readonly #offsets: number[] = [];

  /** Milliseconds by which the server is ahead; 0 until the first sample. */
  get offsetMs(): number {
    // Transit only ever makes a frame look older, so the largest difference is the nearest to the truth.
    return this.#offsets.length === 0 ? 0 : Math.max(...this.#offsets);
  }

  sample(serverTime: number, receivedAt: number): void {
    this.#offsets.push(serverTime - receivedAt);
    if (this.#offsets.length > SAMPLES) this.#offsets.shift();
  }
}
