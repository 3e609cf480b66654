/**
 * What is used of the receiver of `ws`, which has no public way to it. The version is pinned and the behaviour tested; a
 * receiver of another shape is left as it is.
 */
import type { WebSocket } from "ws";

export type Done = (error?: Error) => void;

export interface Receiver {
  readonly _fin: boolean;
  readonly _masked: boolean;
  readonly _opcode: number;
  readonly _payloadLength: number;
  readonly _totalPayloadLength: number;
  readonly _bufferedBytes: number;
  readonly _maxPayload: number;
  /** The pieces of the message that is being received. */
  readonly _fragments: Buffer[];
  _state: number;
  consume(bytes: number): Buffer;
  haveLength(done: Done): void;
  /** The message is complete. */
  dataMessage(done: Done): void;
  _write(chunk: Buffer, encoding: string, done: Done): void;
}

/** The receiver's state in which it expects the first two bytes of a frame. */
export const EXPECTING_FRAME = 0;

/** The receiver of a socket that has received nothing yet. */
export function receiverOf(socket: WebSocket): Receiver | null {
  const { _receiver: receiver } = socket as unknown as { readonly _receiver?: Receiver };
  const isKnown =
    typeof receiver?.haveLength === "function" &&
    typeof receiver.dataMessage === "function" &&
    typeof receiver._write === "function" &&
    typeof receiver.consume === "function" &&
    Array.isArray(receiver._fragments) &&
    receiver._state === EXPECTING_FRAME;
  return isKnown ? receiver : null;
}
