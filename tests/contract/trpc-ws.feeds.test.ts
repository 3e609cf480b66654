/** Feeds and shared payloads. */
import { FEED } from "@holdfast/trpc-ws";
import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { join, query, start, subscribe } from "./trpc-ws-board.js";

describe("feeds", () => {
  test("[SY9] a subscriber starts with what is newest and hears each change as tracked data", async () => {
    const { board, url } = await start();
    board.publish(5, { n: 5 });
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    board.publish(6, { n: 6 });
    await client.heard(3);
    expect(client.frames).toEqual([
      '{"id":1,"result":{"type":"started"}}',
      '{"id":1,"result":{"type":"data","data":{"json":{"id":"5","data":{"n":5}}},"id":"5"}}',
      '{"id":1,"result":{"type":"data","data":{"json":{"id":"6","data":{"n":6}}},"id":"6"}}',
    ]);
  });

  test("[SY9] changes of one turn are one frame: the newest", async () => {
    const { board, url } = await start();
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    for (const n of [1, 2, 3]) board.publish(n, n);
    await client.heard(3);
    expect(client.frames[2]).toContain('"data":3');
    board.publish(4, 4);
    await client.heard(4);
    expect(client.frames[3]).toContain('"data":4');
  });

  test("[SY9] a payload is serialised once for all subscribers, whatever their ids", async () => {
    const { board, url } = await start();
    const clients = await Promise.all(Array.from({ length: 20 }, () => join(url)));
    for (const [index, client] of clients.entries()) client.send(subscribe("board", index % 12));
    await Promise.all(clients.map((client) => client.heard(2)));
    let serialised = 0;
    board.publish(1, { toJSON: () => ++serialised });
    await Promise.all(clients.map((client) => client.heard(3)));
    expect(serialised).toBe(1);
    for (const [index, client] of clients.entries())
      expect(client.frames[2]).toMatch(new RegExp(`^{"id":${index % 12},`));
  });

  test("[SY9] what is said in one turn leaves in one write", async () => {
    const { board, url, writes } = await start();
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    writes.length = 0;
    board.publish(1, 1);
    client.send([query("small", 2), query("small", 3)]);
    await client.heard(5);
    expect(writes.length).toBeLessThanOrEqual(2);
    const before = writes.length;
    client.send([query("small", 4), query("small", 5), query("small", 6)]);
    await client.heard(8);
    expect(writes.length - before).toBe(1);
  });

  test("[SY12] a feed that ends says stopped, one that fails says why first", async () => {
    const { board, url } = await start();
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    board.finish({});
    await client.heard(3);
    expect(client.frames[2]).toBe('{"id":1,"result":{"type":"stopped"}}');
    board.finish({ error: new TRPCError({ code: "CONFLICT", message: "superseded" }) });
    client.send(subscribe("board", 2));
    await client.heard(7);
    expect(client.frames.slice(3).map((frame) => JSON.parse(frame))).toMatchObject([
      { id: 2, result: { type: "started" } },
      { id: 2, result: { type: "data" } },
      { id: 2, error: { json: { message: "superseded" } } },
      { id: 2, result: { type: "stopped" } },
    ]);
    client.send(subscribe("brokenFeed", 3));
    await client.heard(10);
    expect(client.frames[8]).toContain("cannot say");
  });

  test("[SY12] the last change and the end may come in one turn: both are said", async () => {
    const { board, url } = await start();
    const client = await join(url);
    client.send(subscribe("board"));
    await client.heard(2);
    board.publish(9, "last");
    board.finish({});
    await client.heard(4);
    expect(client.frames[2]).toContain('"last"');
    expect(client.frames[3]).toContain("stopped");
  });

  test("[SY9] a feed is closed once, whichever way its subscription ends", async () => {
    const { board, url, sockets, closed } = await start();
    const client = await join(url);
    client.send(subscribe("board", 1));
    client.send({ id: 1, method: "subscription.stop" });
    client.send({ id: 1, method: "subscription.stop" });
    await client.heardWith("stopped");
    client.send(subscribe("board", 2));
    await client.heardWith('{"id":2,"result":{"type":"started"}}');
    const opened = board.closes + board.wakes.size;
    board.finish({});
    await client.heardWith('{"id":2,"result":{"type":"stopped"}}');
    expect(board.closes).toBe(opened);
    board.end = null;
    client.send([subscribe("board", 3), subscribe("board", 4)]);
    await client.heardWith('{"id":4,"result":{"type":"data"');
    expect(sockets.stats().subscriptions).toBe(2);
    client.close();
    await eventually(() => closed.length === 1);
    expect([board.closes, board.wakes.size]).toEqual([opened + 2, 0]);
  });

  test("[SY10] when a reader is closed the client has been told, and the connection may be closed if nothing lives on it", async () => {
    const { board, url, sockets } = await start();
    const client = await join(url);
    const openFeed = board.feed.bind(board);
    board.feed = () => {
      const feed = openFeed();
      return { ...feed, [FEED]: (wake) => ({ ...feed[FEED](wake), close: closeWhatIsIdle }) };
    };
    function closeWhatIsIdle(): void {
      for (const one of sockets.connections()) if (one.liveSubscriptions === 0) one.close(4409, "superseded");
    }
    client.send([subscribe("board", 1), subscribe("board", 2)]);
    await client.heard(4);
    client.send({ id: 1, method: "subscription.stop" });
    await client.heardWith("stopped");
    expect(client.closeCode).toBeNull();
    board.finish({ error: new TRPCError({ code: "CONFLICT", message: "taken over" }) });
    await client.closed();
    expect(client.frames.slice(5).map((frame) => JSON.parse(frame))).toMatchObject([
      { id: 2, error: { json: { message: "taken over" } } },
      { id: 2, result: { type: "stopped" } },
    ]);
    expect(client.closeCode).toBe(4409);
  });

  test("[SY9] a generator may yield shared payloads too", async () => {
    const { url } = await start();
    const client = await join(url);
    client.send(subscribe("sharedByGenerator"));
    await client.heard(4);
    expect(client.frames[1]).toBe(
      '{"id":1,"result":{"type":"data","data":{"json":{"id":"7","data":{"n":7}}},"id":"7"}}',
    );
    expect(client.frames[2]).toContain('"id":"8"');
  });
});
