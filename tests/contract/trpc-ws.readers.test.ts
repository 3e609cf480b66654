/** Readers that do not keep up with a feed or a generator. */
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { join, joinStalling, nextTurn, query, start, subscribe } from "./trpc-ws-board.js";

describe("readers that do not keep up", () => {
  test("[SY9] a stalled reader costs bounded bytes, jumps to the newest state, and disturbs nobody", async () => {
    const { board, url, sockets } = await start();
    const stalled = await joinStalling(url);
    const healthy = await join(url);
    stalled.socket.send(JSON.stringify(subscribe("board")));
    healthy.send(subscribe("board"));
    await eventually(() => stalled.frames.length === 2 && healthy.frames.length === 2);
    stalled.socket.pause();
    const body = "s".repeat(20_000);
    let version = 0;
    let most = 0;
    // The kernel takes some megabytes before the socket refuses any; half as much again comes after that.
    while (sockets.stats().bufferedBytes === 0) await publishOne();
    for (let more = 0; more < 200; more++) await publishOne();
    async function publishOne(): Promise<void> {
      board.publish(++version, { version, body });
      await healthy.heard(version + 2);
      most = Math.max(most, sockets.stats().bufferedBytes);
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(262_144);
    stalled.socket.resume();
    await eventually(() => stalled.frames.at(-1)?.includes(`"version":${version},`) === true);
    expect(stalled.frames.length).toBeLessThanOrEqual(version + 2 - 195);
    expect(healthy.frames.length).toBe(version + 2);
  });

  test("[SY9] a reader behind for longer than the grace is closed with 4413; one that catches up is not", async () => {
    const { board, clock, closed, url, sockets } = await start();
    const stalled = await joinStalling(url);
    stalled.socket.send(JSON.stringify(subscribe("board")));
    await eventually(() => stalled.frames.length === 2);
    let version = 0;
    const stall = async () => {
      stalled.socket.pause();
      while (sockets.stats().bufferedBytes === 0) {
        board.publish(++version, "s".repeat(20_000));
        await nextTurn();
      }
    };
    await stall();
    await clock.advance(29_000);
    stalled.socket.resume();
    await eventually(() => sockets.stats().bufferedBytes === 0);
    await stall();
    await clock.advance(29_000);
    expect(closed).toEqual([]);
    await clock.advance(6_000);
    await eventually(() => closed.length === 1);
    expect(closed).toEqual([4413]);
    expect(board.wakes.size).toBe(0);
  });

  test("[SY9] a reader that is behind and goes on asking has no more time for it", async () => {
    // What waits for it is little enough for it to be heard.
    const { clock, closed, url, sockets } = await start({ maxUnreadBytes: 2 ** 30 });
    const stalled = await joinStalling(url);
    stalled.socket.pause();
    let id = 0;
    const ask = async (path: string) => {
      const said = sockets.stats().messagesDown;
      stalled.socket.send(JSON.stringify(query(path, ++id)));
      await eventually(() => sockets.stats().messagesDown > said);
    };
    while (sockets.stats().bufferedBytes === 0) await ask("big");
    for (let second = 0; second < 29; second++) {
      await ask("small");
      await clock.advance(1_000);
    }
    expect(closed).toEqual([]);
    await ask("small");
    await clock.advance(3_000);
    await eventually(() => closed.length === 1);
    expect(closed).toEqual([4413]);
  });

  test("[SY9] a generator is not asked for more while its reader is behind", async () => {
    const { url, sockets, yields } = await start();
    const stalled = await joinStalling(url);
    stalled.socket.pause();
    stalled.socket.send(JSON.stringify(subscribe("flood")));
    await eventually(() => sockets.stats().bufferedBytes > 0);
    const before = await eventually(async () => {
      const seen = yields.count;
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      return yields.count === seen ? seen : undefined;
    });
    expect(sockets.stats().bufferedBytes).toBeLessThanOrEqual(262_144);
    stalled.socket.resume();
    await eventually(() => yields.count > before + 10);
  });

  test("[SY9] who asks and does not read is not heard until it reads, and is answered everything then", async () => {
    const { url, sockets, closed, clock } = await start({ heartbeatDeadMs: 15_000 });
    const stalled = await joinStalling(url);
    stalled.socket.pause();
    let asked = 0;
    const ask = () => stalled.socket.send(JSON.stringify(query("big", ++asked)));
    // The kernel takes some megabytes first.
    for (let unanswered = 0; unanswered < 10; ) {
      const { calls } = sockets.stats();
      ask();
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      unanswered = sockets.stats().calls > calls ? 0 : unanswered + 1;
    }
    const healthy = await join(url);
    for (let id = 1; id <= 20; id++) {
      healthy.send(query("small", id));
      await healthy.heard(id);
    }
    expect(sockets.stats().overflows).toBe(0);
    expect(sockets.stats().bufferedBytes).toBeLessThan(131_072 + 50_100);
    // For so long nothing was read from it, so that it did not fall silent; the other one did.
    await clock.advance(20_000);
    await eventually(() => closed.length === 1);
    stalled.socket.resume();
    await eventually(() => stalled.frames.length === asked);
    expect(closed).toEqual([4408]);
  });

  test("[SY9] to whom a large answer is on its way is heard meanwhile, if it does not ask for much", async () => {
    const { url, sockets } = await start();
    const stalled = await joinStalling(url);
    stalled.socket.pause();
    let asked = 0;
    while (sockets.stats().bufferedBytes === 0) {
      stalled.socket.send(JSON.stringify(query("big", ++asked)));
      for (let turn = 0; turn < 20; turn++) await nextTurn();
    }
    const { calls } = sockets.stats();
    stalled.socket.send(JSON.stringify(query("small", ++asked)));
    await eventually(() => sockets.stats().calls === calls + 1);
    expect(stalled.frames.length).toBeLessThan(asked);
  });

  test("[SY9] who asks for more at once than may wait for it, and reads nothing, is cut", async () => {
    const { url, sockets, closed } = await start();
    const stalled = await joinStalling(url);
    const healthy = await join(url);
    stalled.socket.pause();
    let id = 0;
    const ask = (count: number) =>
      stalled.socket.send(JSON.stringify(Array.from({ length: count }, () => query("big", ++id))));
    let most = 0;
    while (closed.length === 0) {
      ask(sockets.stats().bufferedBytes === 0 ? 1 : 8);
      await nextTurn();
      most = Math.max(most, sockets.stats().bufferedBytes);
    }
    expect(most).toBeLessThan(262_144 + 2 * 65_536 + 50_100);
    expect(sockets.stats().overflows).toBe(1);
    healthy.send(query("small", 1));
    await healthy.heard(1);
  });
});
