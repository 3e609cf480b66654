/**
 * Lets go of every message once it was heard. `ws` begins a new list of pieces after each message and throws the old one
 * away as it is. A list that has waited for its message for a while has grown old, and when it is thrown away the message
 * in it stays until the whole heap is collected: tens of megabytes where a hundred clients send a lot.
 */
import type { WebSocket } from "ws";
import { type Done, type Receiver, receiverOf } from "./receiver.js";

interface ForgettingReceiver extends Receiver {
  tellMessage: Receiver["dataMessage"];
}

export function forgetHeard(socket: WebSocket): void {
  const receiver = receiverOf(socket) as ForgettingReceiver | null;
  if (receiver === null) return;
  receiver.tellMessage = receiver.dataMessage;
  receiver.dataMessage = tellAndForget;
}

function tellAndForget(this: ForgettingReceiver, done: Done): void {
  const pieces = this._fragments;
  this.tellMessage(done);
  // More pieces are to come where the list is still the same.
  if (this._fragments !== pieces) pieces.length = 0;
}
