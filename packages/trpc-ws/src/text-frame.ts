/** WebSocket text frames as a server writes them: final, unmasked (RFC 6455, section 5.2). */
const FINAL_TEXT = 0x81;

/** What one turn of the event loop writes: text still to be framed, or a frame made before. */
export type Outgoing = string | Buffer;

/** The frame of one text message; identical text gives identical bytes, so it may be sent to many. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(headerLength(length) + length);
  frame.write(text, writeHeader(frame, 0, length), "utf8");
  return frame;
}

/** All messages of a turn as one buffer, so that they leave in one write. */
export function joinFrames(messages: readonly Outgoing[]): Buffer {
  const only = messages[0];
  if (messages.length === 1 && only !== undefined) return typeof only === "string" ? textFrame(only) : only;
  const lengths = messages.map((message) =>
    typeof message === "string" ? Buffer.byteLength(message) : message.length,
  );
  let total = 0;
  messages.forEach((message, index) => {
    const length = lengths[index] ?? 0;
    total += typeof message === "string" ? headerLength(length) + length : length;
  });
  return fill(Buffer.allocUnsafe(total), messages, lengths);
}

function fill(target: Buffer, messages: readonly Outgoing[], lengths: readonly number[]): Buffer {
  let at = 0;
  messages.forEach((message, index) => {
    const length = lengths[index] ?? 0;
    if (typeof message === "string") {
      at = writeHeader(target, at, length);
      target.write(message, at, "utf8");
    } else {
      target.set(message, at);
    }
    at += length;
  });
  return target;
}

function headerLength(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

function writeHeader(target: Buffer, at: number, length: number): number {
  target[at] = FINAL_TEXT;
  if (length < 126) {
    target[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    target[at + 1] = 126;
    return target.writeUInt16BE(length, at + 2);
  }
  target[at + 1] = 127;
  target.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
  return target.writeUInt32BE(length >>> 0, at + 6);
}
