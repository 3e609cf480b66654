/**
 * Lets a message that is too long pass by unread, so that its sender hears a typed error on an open
 * connection. `ws` itself can only close, or else hold the whole message in memory first.
 *
 * This reaches into the receiver of `ws`, which has no public way to do it. The version is pinned and the
 * behaviour tested; a receiver of another shape is left as it is and closes with 1009.
 */
import type { WebSocket } from "ws";

type Done = (error?: Error) => void;

interface Receiver {
  readonly _fin: boolean;
  readonly _masked: boolean;
  readonly _opcode: number;
  readonly _payloadLength: number;
  readonly _totalPayloadLength: number;
  readonly _bufferedBytes: number;
  readonly _maxPayload: number;
  _state: number;
  consume(bytes: number): Buffer;
  haveLength(done: Done): void;
  _write(chunk: Buffer, encoding: string, done: Done): void;
}
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
/** The receiver's state in which it expects the first two bytes of a frame. */
const EXPECTING_FRAME = 0;

/** From now on messages over the receiver's limit, but of at most `skipUpTo` bytes, are skipped and `onSkip` is told. */
export function skipOversize(socket: WebSocket, skipUpTo: number, onSkip: () => void): void {
  const receiver = receiverOf(socket);
  if (receiver === null) return;
  receiver.skipBytes = 0;
  receiver.skipUpTo = skipUpTo;
  receiver.onSkip = onSkip;
  receiver.readHaveLength = receiver.haveLength;
  receiver.readWrite = receiver._write;
  receiver.haveLength = skipOrRead;
  receiver._write = dropOrWrite;
}

function receiverOf(socket: WebSocket): SkippingReceiver | null {
  const { _receiver: receiver } = socket as unknown as { readonly _receiver?: SkippingReceiver };
  const isKnown =
    typeof receiver?.haveLength === "function" &&
    typeof receiver._write === "function" &&
    typeof receiver.consume === "function" &&
    receiver._state === EXPECTING_FRAME;
  return isKnown ? receiver : null;
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
