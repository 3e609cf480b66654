/**
 * Lets a message that is too long pass by unread, so that its sender hears a typed error on an open
 * connection. `ws` itself can only close, or else hold the whole message in memory first.
 */
import type { WebSocket } from "ws";
import { type Done, EXPECTING_FRAME, type Receiver, receiverOf } from "./receiver.js";

interface SkippingReceiver extends Receiver {
  /** Bytes of the message being skipped that are still to come. */
  skipBytes: number;
  skipUpTo: number;
  onSkip: () => void;
  readHaveLength: Receiver["haveLength"];
  readWrite: Receiver["_write"];
}

const FIRST_CONTROL_OPCODE = 8;
const CONTINUATION_OPCODE = 0;
const MASK_BYTES = 4;

/** From now on messages over the receiver's limit, but of at most `skipUpTo` bytes, are skipped and `onSkip` is told. */
export function skipOversize(socket: WebSocket, skipUpTo: number, onSkip: () => void): void {
  const receiver = receiverOf(socket) as SkippingReceiver | null;
  if (receiver === null) return;
  receiver.skipBytes = 0;
  receiver.skipUpTo = skipUpTo;
  receiver.onSkip = onSkip;
  receiver.readHaveLength = receiver.haveLength;
  receiver.readWrite = receiver._write;
  receiver.haveLength = skipOrRead;
  receiver._write = dropOrWrite;
}

function skipOrRead(this: SkippingReceiver, done: Done): void {
  if (!isSkippable(this)) {
    this.readHaveLength(done);
    return;
  }
  this.skipBytes = this._payloadLength + (this._masked ? MASK_BYTES : 0);
  const here = Math.min(this.skipBytes, this._bufferedBytes);
  if (here > 0) this.consume(here);
  this.skipBytes -= here;
  this._state = EXPECTING_FRAME;
  this.onSkip();
}

/** A data message in one piece. Fragments add up over frames and are left to the receiver's own limit. */
function isSkippable(receiver: SkippingReceiver): boolean {
  return (
    receiver._opcode > CONTINUATION_OPCODE &&
    receiver._opcode < FIRST_CONTROL_OPCODE &&
    receiver._fin &&
    receiver._totalPayloadLength === 0 &&
    receiver._payloadLength > receiver._maxPayload &&
    receiver._payloadLength <= receiver.skipUpTo
  );
}

function dropOrWrite(this: SkippingReceiver, ...[chunk, encoding, done]: Parameters<Receiver["_write"]>): void {
  const dropped = Math.min(this.skipBytes, chunk.length);
  this.skipBytes -= dropped;
  if (dropped === 0) this.readWrite(chunk, encoding, done);
  else if (dropped === chunk.length) done();
  else this.readWrite(chunk.subarray(dropped), encoding, done);
}
