import { expect, test } from "vitest";
import * as ws from "ws";
import { forgetHeard } from "./heard.js";

/** The receiver of a server's socket, which the types of `ws` leave out. */
interface Reading {
  readonly _fragments: readonly Buffer[];
  write(bytes: Buffer): void;
  on(event: "message", heard: (message: Buffer) => void): void;
}
const { Receiver } = ws as unknown as { readonly Receiver: new (options: object) => Reading };

const FINAL = 0x80;
const [CONTINUATION, TEXT] = [0, 1];

/** As a client sends it, with a mask that changes nothing. */
function frame(start: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([start, 0x80 + text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

/** What is heard of two messages, the second in two pieces, and what is left in the list that waited for the first. */
function hear(prepare: (socket: ws.WebSocket) => void): { readonly heard: string[]; readonly left: readonly Buffer[] } {
  const receiver = new Receiver({ isServer: true });
  prepare({ _receiver: receiver } as unknown as ws.WebSocket);
  const left = receiver._fragments;
  const heard: string[] = [];
  receiver.on("message", (message) => heard.push(String(message)));
  receiver.write(frame(FINAL + TEXT, "one"));
  receiver.write(frame(TEXT, "two,"));
  receiver.write(frame(FINAL + CONTINUATION, "three"));
  return { heard, left };
}

test("[SY9] nothing keeps a message that was heard, not even a list that nobody uses any more", () => {
  expect(hear(forgetHeard)).toEqual({ heard: ["one", "two,three"], left: [] });
});

test("[SY9] left alone, the list that had waited for a message keeps it", () => {
  expect(hear(() => {}).left.map(String)).toEqual(["one"]);
});
