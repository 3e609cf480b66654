/**
 * Hostile input, on two levels: messages that are almost tRPC, and bytes that are almost WebSocket frames.
 * Afterwards the server lives, another client never noticed, and nothing was left behind.
 */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "../support/eventually.js";
import { NASTY, randomFrom, wrongMessage } from "../support/wrong-messages.js";
import { RawClient, startOurs } from "./trpc-ws-fixture.js";

/** Fixed in a normal run; `HOLDFAST_SEED=random` looks further and prints what it used. */
const SEED =
  process.env.HOLDFAST_SEED === "random"
    ? randomBytes(4).readUInt32LE()
    : Number(process.env.HOLDFAST_SEED ?? 20_261_121);

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Asks again and again while others misbehave, and counts the answers. */
class Control {
  answers = 0;
  private constructor(private readonly client: RawClient) {}

  static async join(url: string): Promise<Control> {
    return new Control(await RawClient.open(url));
  }

  async isServed(): Promise<void> {
    const id = `c${++this.answers}`;
    this.client.send({ id, method: "query", params: { path: "echo", input: { json: id } } });
    await this.client.heardWith(`{"id":"${id}","result":{"type":"data","data":{"json":"${id}"}}}`);
    expect(this.client.closeCode).toBeNull();
  }

  close(): void {
    this.client.close();
  }
}

async function startWatched() {
  const server = await startOurs();
  const control = await Control.join(server.url);
  cleanups.push(
    () => server.stop(),
    () => control.close(),
  );
  return { server, control };
}

describe("almost tRPC", () => {
  test(`[SY6] three thousand wrong messages harm nobody (seed ${SEED})`, async () => {
    const random = randomFrom(SEED);
    const { server, control } = await startWatched();
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    let said = 0;
    for (let session = 0; session < 30; session++) {
      const client = await RawClient.open(server.url + (session % 3 === 0 ? "?connectionParams=1" : ""));
      for (let sent = 0; sent < 100; sent++) client.send(wrongMessage(random));
      await control.isServed();
      if (client.closeCode === null) {
        client.send("PING");
        await client.heardWith("PONG");
      }
      for (const frame of client.frames) if (frame !== "PONG") expect(() => JSON.parse(frame)).not.toThrow();
      said += client.frames.length;
      client.close();
    }
    expect(said).toBeGreaterThan(1_000);
    expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before);
    expect(Object.keys({})).toEqual([]);
    expect("x" in {}).toBe(false);
    await eventually(() => server.sockets.stats().connections === 1);
    expect(server.sockets.stats()).toMatchObject({ subscriptions: 0, inFlight: 0 });
  });

  test("[SY6] every message is answered somehow: with data, or with a typed error", async () => {
    const { server } = await startWatched();
    const client = await RawClient.open(server.url);
    cleanups.push(() => client.close());
    for (const [index, nasty] of NASTY.entries()) {
      client.send(`{"id":${index},"method":"query","params":{"path":"echo","input":${nasty}}}`);
      await client.heard(index + 1);
      const answer = JSON.parse(client.frames[index] ?? "{}");
      expect(answer.id).toBe(index);
      if (answer.result === undefined) expect(answer.error.json.data.code).toBe("PARSE_ERROR");
    }
  });
});

/** A WebSocket spoken byte by byte. */
async function rawSocket(url: string): Promise<{ readonly socket: Socket; readonly isOver: () => boolean }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  cleanups.push(() => {
    socket.destroy();
  });
  let isOver = false;
  socket.on("error", () => {});
  socket.on("close", () => {
    isOver = true;
  });
  socket.write(
    `GET / HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.once("data", resolve));
  socket.resume();
  return { socket, isOver: () => isOver };
}

/** A masked frame with a mask of zeros, so that the payload reads as it is. */
function frame(first: number, payload: Buffer, { mask = true, length = payload.length } = {}): Buffer {
  const bit = mask ? 0x80 : 0;
  const size = length < 126 ? Buffer.from([bit | length]) : Buffer.from([bit | 127, ...bigEndian(length)]);
  return Buffer.concat([Buffer.from([first]), size, mask ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

function bigEndian(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}

const TEXT = Buffer.from('{"id":1,"method":"query","params":{"path":"echo","input":{"json":1}}}');
const FINAL_TEXT = 0x81;

const BROKEN_FRAMES: readonly (readonly [string, Buffer])[] = [
  ["reserved bits", frame(0xf1, TEXT)],
  ["an unknown opcode", frame(0x83, TEXT)],
  ["an unknown control opcode", frame(0x8f, TEXT.subarray(0, 5))],
  ["no mask", frame(FINAL_TEXT, TEXT, { mask: false })],
  ["text that is not UTF-8", frame(FINAL_TEXT, Buffer.from([0x22, 0xff, 0xfe, 0xc0, 0x22]))],
  ["a length of 2^53", Buffer.concat([Buffer.from([FINAL_TEXT, 0xff]), bigEndian(2 ** 53), Buffer.alloc(4)])],
  ["a continuation of nothing", frame(0x80, TEXT)],
  ["a text within a text", Buffer.concat([frame(0x01, TEXT), frame(FINAL_TEXT, TEXT)])],
  ["a control frame in pieces", frame(0x09, TEXT.subarray(0, 5))],
  ["a control frame too long", frame(0x89, Buffer.alloc(126), { length: 126 })],
  ["a close code nobody may send", frame(0x88, Buffer.from([0x03, 0xed]))],
  ["seventeen fragments", Buffer.concat([frame(0x01, TEXT), ...Array.from({ length: 16 }, () => frame(0x00, TEXT))])],
  [
    "fragments that add up to too much",
    Buffer.concat([frame(0x01, Buffer.alloc(9_000, 32)), frame(0x00, Buffer.alloc(9_000, 32))]),
  ],
];

describe("almost WebSocket", () => {
  test.each(BROKEN_FRAMES)("[SY6] %s ends that connection and no other", async (_, bytes) => {
    const { server, control } = await startWatched();
    const { socket, isOver } = await rawSocket(server.url);
    socket.write(bytes);
    await eventually(isOver);
    await control.isServed();
    await eventually(() => server.sockets.stats().connections === 1);
  });

  test("[SY6] a good message cut into single bytes is understood, between pings and in fragments too", async () => {
    const { server, control } = await startWatched();
    const { socket, isOver } = await rawSocket(server.url);
    const heard: Buffer[] = [];
    socket.on("data", (chunk) => heard.push(chunk));
    const whole = Buffer.concat([
      frame(FINAL_TEXT, TEXT),
      frame(0x01, TEXT.subarray(0, 10)),
      frame(0x89, Buffer.from("hi")),
      frame(0x80, TEXT.subarray(10)),
      frame(FINAL_TEXT, Buffer.alloc(20_000, 32)),
      frame(FINAL_TEXT, TEXT),
    ]);
    for (let at = 0; at < whole.length; at += at < 400 ? 1 : 1_777) {
      const end = at < 400 ? at + 1 : at + 1_777;
      socket.write(whole.subarray(at, end));
      if (at % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => Buffer.concat(heard).toString("latin1").split('{"json":1}').length === 4);
    expect(Buffer.concat(heard).toString("latin1")).toContain("PAYLOAD_TOO_LARGE");
    expect(isOver()).toBe(false);
    await control.isServed();
  });

  test(`[SY6] random bytes and cut connections harm nobody (seed ${SEED})`, async () => {
    const random = randomFrom(SEED + 1);
    const { server, control } = await startWatched();
    for (let session = 0; session < 40; session++) {
      const { socket } = await rawSocket(server.url);
      const good = frame(FINAL_TEXT, TEXT);
      const noise = Buffer.from(Array.from({ length: 1 + random(200) }, () => random(256)));
      const flipped = Buffer.from(good);
      flipped.writeUInt8(random(256), random(flipped.length));
      socket.write(Buffer.concat([good, flipped, noise]));
      const ending = random(3);
      if (ending === 0) socket.end();
      else if (ending === 1) socket.destroy();
      if (session % 10 === 0) await control.isServed();
      cleanups.push(() => {
        socket.destroy();
      });
    }
    await control.isServed();
  });

  test("[SY6] nothing is said after a close frame, though answers were still to come", async () => {
    const { server, control } = await startWatched();
    const { socket } = await rawSocket(server.url);
    const heard: Buffer[] = [];
    socket.on("data", (chunk) => heard.push(chunk));
    const held = Buffer.from('{"id":1,"method":"mutation","params":{"path":"held","input":{"json":1}}}');
    socket.write(frame(FINAL_TEXT, held));
    await eventually(() => server.diary.includes("begin 1"));
    socket.write(frame(FINAL_TEXT, Buffer.from("PING")));
    await eventually(() => Buffer.concat(heard).includes("PONG"));
    socket.write(frame(0xf1, TEXT));
    const goodbye = Buffer.from([0x88, 0x02, 0x03, 0xea]);
    await eventually(() => Buffer.concat(heard).includes(goodbye));
    server.gate.open();
    await eventually(() => server.diary.includes("end 1"));
    await control.isServed();
    const bytes = Buffer.concat(heard);
    expect(bytes.indexOf(goodbye)).toBe(bytes.length - goodbye.length);
  });

  test("[SY6] a flood of pings and half a million empty lines do not keep others waiting", async () => {
    const { server, control } = await startWatched();
    const { socket } = await rawSocket(server.url);
    const flood = Buffer.concat(Array.from({ length: 5_000 }, () => frame(0x89, Buffer.from("p"))));
    socket.write(flood);
    socket.write(frame(FINAL_TEXT, Buffer.alloc(500_000, 10)));
    await control.isServed();
    const polite = new WebSocket(server.url);
    cleanups.push(() => polite.terminate());
    await new Promise((resolve) => polite.once("open", resolve));
    await control.isServed();
  });
});
