import type { Duplex } from "node:stream";
import { joinFrames, type Outgoing } from "./text-frame.js";

/** Waiting bytes beyond which a turn is written before it ends, so that the kernel takes its share. */
const EARLY_WRITE_BYTES = 65_536;

/**
 * One connection's outgoing bytes. What is said during one turn of the event loop leaves in one write.
 * The reader "is behind" from a write the socket did not take in whole until the socket is empty again.
 */
export class Outbox {
  private waiting: Outgoing[] | null = null;
  private waitingBytes = 0;
  private behind = false;

  constructor(
    private readonly socket: Duplex,
    private readonly onCaughtUp: () => void,
  ) {}

  /** Bytes said and not yet taken by the kernel. */
  get bufferedBytes(): number {
    return this.socket.writableLength + this.waitingBytes;
  }

  get isBehind(): boolean {
    return this.behind;
  }

  push(message: Outgoing): void {
    if (this.waiting === null) this.waiting = [message];
    else this.waiting.push(message);
    this.waitingBytes += message.length;
    if (this.waitingBytes > EARLY_WRITE_BYTES) this.flush();
  }

  flush(): void {
    const messages = this.waiting;
    if (messages === null) return;
    this.waiting = null;
    this.waitingBytes = 0;
    if (this.socket.writable && !this.socket.write(joinFrames(messages))) this.awaitDrain();
  }

  private awaitDrain(): void {
    if (this.behind) return;
    this.behind = true;
    this.socket.once("drain", () => {
      this.behind = false;
      this.onCaughtUp();
    });
  }
}
