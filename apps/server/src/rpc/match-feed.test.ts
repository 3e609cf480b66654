import { rejection } from "@holdfast/engine";
import { FEED, Shared } from "@holdfast/trpc-ws";
import { isTrackedEnvelope, TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { serverParts, tableOf, userSession } from "../../../../tests/support/server-parts.js";
import { watchMatch } from "../usecases/watch-match.js";
import type { RpcDeps } from "./context.js";
import { eventId, matchFeed, parseEventId } from "./match-feed.js";

async function begin() {
  const parts = serverParts();
  const { live } = await tableOf(parts);
  const attending = new Set<object>();
  const attend: RpcDeps["attend"] = (watcher) => {
    attending.add(watcher);
    return () => void attending.delete(watcher);
  };
  const anna = userSession("Anna");
  const deps = { ports: parts.ports, attend };
  const watcher = async () => {
    const made = await watchMatch(parts, anna, { matchId: live.id, held: null, connectionId: null });
    if (!made.ok) throw new Error(made.rejection.reason);
    return made.value;
  };
  const feed = async (signal?: AbortSignal) => matchFeed(deps, { session: anna, watcher: await watcher(), signal });
  return { parts, live, attending, feed, watcher, deps, anna };
}

describe("a feed over a socket", () => {
  test("[SY9] gives two subscribers of the same class one payload, serialised once", async () => {
    const { feed, parts } = await begin();
    const [first, second] = [(await feed())[FEED](() => {}), (await feed())[FEED](() => {})];
    const payload = first.take();
    expect(payload).toBeInstanceOf(Shared);
    expect(second.take()).toBe(payload);
    expect(first.take()).toBeNull();
    await parts.clock.advance(0);
  });

  test("[SY10] ends with the reason as a typed error, and attends no more once it is closed", async () => {
    const { watcher, attending, deps, anna } = await begin();
    const superseded = await watcher();
    const reader = matchFeed(deps, { session: anna, watcher: superseded, signal: undefined })[FEED](() => {});
    expect(attending.size).toBe(1);
    superseded.end(rejection("superseded", "seat_taken_over"));
    const end = reader.take() as { error?: unknown };
    expect(end.error).toBeInstanceOf(TRPCError);
    expect(end.error).toMatchObject({ code: "CONFLICT", cause: { rejection: { code: "superseded" } } });
    reader.close();
    expect(attending.size).toBe(0);
  });
});

describe("a feed that is iterated (HTTP)", () => {
  test("[SY8] yields the state, then each news under its own id", async () => {
    const { feed, live } = await begin();
    const frames = (await feed())[Symbol.asyncIterator]();
    const first = await frames.next();
    if (first.done || !isTrackedEnvelope(first.value)) throw new Error("no state came");
    expect(first.value[0]).toBe("1:2");
    expect(first.value[1]).toMatchObject({ kind: "state", version: 2 });
    const next = frames.next();
    live.setStanding({ seats: new Map(), spectators: 4 });
    expect((await next).value?.[1]).toMatchObject({ kind: "presence", spectators: 4 });
    await frames.return?.();
  });

  test("[SY9] lets go at once when the client hangs up, though nothing ever happens in the match", async () => {
    const { feed, live, attending } = await begin();
    const request = new AbortController();
    const frames = (await feed(request.signal))[Symbol.asyncIterator]();
    await frames.next();
    const waiting = frames.next();
    expect([live.followers.size, attending.size]).toEqual([1, 1]);
    request.abort();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect([live.followers.size, attending.size]).toEqual([0, 0]);
  });

  test("[SY9] begins nothing for a client that has hung up already", async () => {
    const { feed, live } = await begin();
    const frames = (await feed(AbortSignal.abort()))[Symbol.asyncIterator]();
    expect((await frames.next()).done).toBe(true);
    expect(live.followers.size).toBe(0);
  });
});

test("[SY13] the id of a frame tells epoch and version; whatever is not one of ours counts as none", () => {
  expect(parseEventId(eventId({ epoch: 3, version: 17 }))).toEqual({ epoch: 3, version: 17 });
  for (const id of [null, undefined, "", "7", "1:2:3", "-1:2", "1:x", "9999999999:1"])
    expect(parseEventId(id)).toBeNull();
});
