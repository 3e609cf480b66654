import { describe, expect, test } from "vitest";
import { joinFrames, textFrame } from "./text-frame.js";

/** The messages in a buffer of server frames, read by the letter of RFC 6455. */
function readFrames(bytes: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    expect(bytes[at]).toBe(0x81);
    const short = bytes.readUInt8(at + 1);
    const [size, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, bytes.readUInt16BE(at + 2)]
          : [10, Number(bytes.readBigUInt64BE(at + 2))];
    messages.push(bytes.subarray(at + size, at + size + length).toString("utf8"));
    at += size + length;
  }
  return messages;
}

describe("text frames", () => {
  const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000];

  test.each(lengths)("[SY6] a message of %d bytes is framed with the shortest header", (length) => {
    const text = "a".repeat(length);
    expect(readFrames(textFrame(text))).toEqual([text]);
    expect(textFrame(text).length - length).toBe(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  });

  test("[SY6] lengths count bytes, not characters", () => {
    const text = "é漢🎲".repeat(20);
    expect(readFrames(textFrame(text))).toEqual([text]);
  });

  test("[SY9] many messages, framed or not, become one buffer in their order", () => {
    const texts = lengths.map((length) => "b".repeat(length)).concat("é漢🎲");
    const mixed = texts.map((text, index) => (index % 2 === 0 ? text : textFrame(text)));
    expect(readFrames(joinFrames(mixed))).toEqual(texts);
  });

  test("[SY9] a lone frame is passed on without a copy", () => {
    const frame = textFrame("x");
    expect(joinFrames([frame])).toBe(frame);
  });
});
