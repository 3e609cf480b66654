/**
 * A TCP proxy of this machine that behaves like a bad network: slow, half-open, deaf in one direction, cutting, slicing.
 * Bytes are delayed, held or cut off, but never dropped from the middle of a connection: TCP would not do that either.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { Chance } from "../../simulation/world/chance.js";
import { Lane } from "./lane.js";
import { type Passage, PassageNotes } from "./passage.js";

export interface Weather {
  /** Milliseconds each way, and by how much they vary. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** Bytes written at once at most; 0: as they come. */
  readonly sliceBytes: number;
  /** Of each chunk: the chance that the connection is reset in the middle of it. */
  readonly resetShare: number;
  /** Directions in which nothing arrives, and nobody is told: bytes, new connections' included, wait for better weather. */
  readonly holds: "none" | "up" | "down" | "both";
}

export const FINE: Weather = { latencyMs: 0, jitterMs: 0, sliceBytes: 0, resetShare: 0, holds: "none" };

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly lanes: readonly Lane[];
  readonly notes: PassageNotes;
}

export class ChaosProxy {
  weather: Weather = FINE;
  /** Nobody is let in, as if nobody listened. */
  isClosed = false;
  /** How many connections were ever accepted. */
  connections = 0;
  resets = 0;
  readonly #pairs = new Set<Pair>();
  readonly #passages: PassageNotes[] = [];

  private constructor(
    private readonly server: Server,
    /** The port behind it; where it points may be changed for connections to come. */
    public target: number,
    private readonly chance: Chance,
  ) {
    server.on("connection", (near) => this.#join(near));
  }

  static async open(target: number, chance: Chance): Promise<ChaosProxy> {
    const server = createServer({ noDelay: true });
    const proxy = new ChaosProxy(server, target, chance);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.#pairs.size;
  }

  /** Connections of which something waits here. */
  get waiting(): number {
    return [...this.#pairs].filter(({ lanes }) => lanes.some(({ waitingSince }) => waitingSince !== null)).length;
  }

  /** Every connection there ever was. */
  get passages(): readonly Passage[] {
    return this.#passages;
  }

  /** From now on; what was held goes on its way. */
  set(weather: Partial<Weather>): void {
    this.weather = { ...FINE, ...weather };
    for (const { lanes } of this.#pairs) for (const lane of lanes) lane.pump();
  }

  /** Resets every connection, at both ends. */
  cut(): void {
    for (const pair of [...this.#pairs]) this.#reset(pair);
  }

  async close(): Promise<void> {
    const closed = once(this.server, "close");
    this.server.close();
    this.cut();
    await closed;
  }

  #join(near: Socket): void {
    if (this.isClosed) return void near.destroy();
    this.connections += 1;
    const far = connect({ port: this.target, host: "127.0.0.1", noDelay: true });
    const notes = new PassageNotes(near.remotePort ?? 0);
    this.#passages.push(notes);
    const reset = () => this.#reset(pair);
    const up = new Lane(near, far, this.#rules("up", notes, reset));
    const down = new Lane(far, near, this.#rules("down", notes, reset));
    const pair: Pair = { near, far, lanes: [up, down], notes };
    this.#pairs.add(pair);
    // Nobody behind it: whoever asked is refused, as they would be without a proxy.
    far.on("error", () => this.#reset(pair));
    near.on("error", () => this.#reset(pair));
    for (const socket of [near, far]) {
      socket.on("close", () => void (near.destroyed && far.destroyed && this.#forget(pair)));
    }
  }

  #forget(pair: Pair): void {
    this.#pairs.delete(pair);
    pair.notes.ended(pair.lanes.map(({ waitingSince }) => waitingSince));
  }

  #rules(direction: "up" | "down", notes: PassageNotes, reset: () => void) {
    return {
      weather: () => this.weather,
      isHeld: () => this.weather.holds === "both" || this.weather.holds === direction,
      chance: this.chance,
      left: (bytes: number, takenAt: number) => notes.left(direction, bytes, takenAt),
      reset: () => {
        this.resets += 1;
        reset();
      },
    };
  }

  #reset({ near, far }: Pair): void {
    for (const socket of [near, far]) {
      // Of a connection that is still being made there is nothing to reset yet.
      if (socket.connecting) socket.destroy();
      else socket.resetAndDestroy();
    }
  }
}
