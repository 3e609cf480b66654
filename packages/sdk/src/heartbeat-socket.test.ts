import { describe, expect, test } from "vitest";
import { ENDED_BY_US, HeartbeatSocket } from "./heartbeat-socket.js";
import { FakeClock } from "./testing-support/fake-clock.js";
import { FakeServer } from "./testing-support/fake-server.js";

function open() {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  const heard: string[] = [];
  const ends: [number, string][] = [];
  const latencies: number[] = [];
  const sink = {
    opened: () => void heard.push("opened"),
    received: (text: string) => void heard.push(text),
    ponged: (ms: number) => void latencies.push(ms),
    ended: (code: number, reason: string) => void ends.push([code, reason]),
  };
  const options = { heartbeatMs: 10_000, deadMs: 15_000, openMs: 8_000 };
  const socket = new HeartbeatSocket({ clock, WebSocket: server.WebSocket }, options, {
    url: "ws://x/trpc",
    hello: "{}",
    sink,
  });
  const pings = (): number => server.socket.texts.filter((text) => text === "PING").length;
  return { clock, server, socket, heard, ends, latencies, pings };
}

describe("heartbeat", () => {
  test("[SY2] PING goes out at once and then every ten seconds, even while state flows every 100 ms", async () => {
    const { clock, server, pings, ends } = open();
    await clock.advance(1);
    expect(pings()).toBe(1);
    for (let at = 0; at < 600; at += 1) {
      server.socket.say("{}");
      await clock.advance(100);
    }
    expect(pings()).toBe(7);
    expect(ends).toEqual([]);
  });

  test("[SY2] a PONG tells the round trip and is no message; any other text is", async () => {
    const { clock, server, latencies, heard } = open();
    server.latencyMs = 20;
    await clock.advance(100);
    expect(latencies).toEqual([40]);
    server.socket.say("hello");
    await clock.advance(100);
    expect(heard).toEqual(["opened", "hello"]);
  });

  test("[SY2] a PING of the server is answered with PONG", async () => {
    const { clock, server } = open();
    await clock.advance(5);
    server.socket.say("PING");
    await clock.advance(5);
    expect(server.socket.texts).toContain("PONG");
  });
});

describe("a dead peer", () => {
  test("[SY3] is given up 15 s after it was last heard, at once and for good", async () => {
    const { clock, server, ends } = open();
    await clock.advance(5);
    server.network = "silent";
    await clock.advance(14_990);
    expect(ends).toEqual([]);
    await clock.advance(10);
    expect(ends).toEqual([[ENDED_BY_US.dead, "heartbeat timeout"]]);
    expect(server.socket.endedBy).toBe("terminate");
    expect(clock.waiting).toBe(0);
  });

  test("[SY3] is not given more time by asking it again", async () => {
    const { clock, server, socket, ends } = open();
    await clock.advance(5);
    server.network = "silent";
    for (let at = 0; at < 5; at += 1) {
      await clock.advance(2_900);
      socket.ping();
    }
    await clock.advance(490);
    expect(ends).toEqual([]);
    await clock.advance(10);
    expect(ends).toHaveLength(1);
  });

  test("[SY3] is not suspected while anything at all is heard", async () => {
    const { clock, server, ends } = open();
    for (let at = 0; at < 20; at += 1) {
      await clock.advance(5_000);
      server.socket.say("{}");
    }
    expect(ends).toEqual([]);
  });

  test("[SY3] silence means nothing when our own timers slept: it is asked first", async () => {
    const { clock, server, ends } = open();
    await clock.advance(5);
    const { socket } = server;
    // A throttled page: the clock jumps a minute, then everything due runs at that late moment.
    socket.onmessage?.({ data: "{}" });
    const late = clock as unknown as { now: () => number };
    const real = clock.now.bind(clock);
    late.now = () => real() + 60_000;
    await clock.advance(10_000);
    expect(ends).toEqual([]);
    expect(socket.texts.filter((text) => text === "PING").length).toBeGreaterThan(1);
  });

  test("[SY3] one that never lets the socket open is given up after eight seconds", async () => {
    const clock = new FakeClock();
    const server = new FakeServer(clock);
    server.network = "hang";
    const ends: number[] = [];
    const sink = {
      opened: () => {},
      received: () => {},
      ponged: () => {},
      ended: (code: number) => void ends.push(code),
    };
    const options = { heartbeatMs: 10_000, deadMs: 15_000, openMs: 8_000 };
    new HeartbeatSocket({ clock, WebSocket: server.WebSocket }, options, { url: "ws://x", hello: "{}", sink });
    await clock.advance(7_999);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(ends).toEqual([ENDED_BY_US.dead]);
  });
});

test("[SY12] an end is told once, with the server's code and reason, and nothing is heard afterwards", async () => {
  const { clock, server, socket, ends, heard } = open();
  await clock.advance(5);
  server.socket.say("late");
  server.socket.drop(4503, '{"reconnectAfterMs":5}');
  socket.end(1000, "");
  await clock.advance(60_000);
  expect(ends).toEqual([[4503, '{"reconnectAfterMs":5}']]);
  expect(heard).toEqual(["opened"]);
  expect(clock.waiting).toBe(0);
});

test("[SY12] closing politely on a half-open link is final at once, and the link is dropped a second later", async () => {
  const { clock, server, socket, ends } = open();
  await clock.advance(5);
  server.network = "silent";
  socket.end(ENDED_BY_US.closed, "");
  expect(ends).toEqual([[1000, ""]]);
  expect(server.socket.endedBy).toBe("close");
  await clock.advance(1_000);
  expect(server.socket.endedBy).toBe("terminate");
  expect(clock.waiting).toBe(0);
});
