import { describe, expect, test } from "vitest";
import type { Match } from "./api.js";
import { HoldfastError } from "./errors.js";
import type { Asked } from "./testing-support/fake-server.js";
import {
  eventsAt,
  MATCH,
  makeWorld,
  presenceFrame,
  receipt,
  resumed,
  RETRY,
  stateFrame,
  SUPERSEDED,
  watch,
  type World,
} from "./testing-support/world.js";

const MARK = { type: "move", cell: 4 } as const;

interface Seen {
  readonly versions: number[];
  readonly statuses: string[];
  readonly events: number[];
}
async function following(version = 3): Promise<World & Seen & { match: Match }> {
  const world = makeWorld();
  const match = await resumed(world, version);
  const seen: Seen = { versions: [], statuses: [], events: [] };
  match.subscribe((snapshot) => void seen.versions.push(snapshot.version));
  match.onStatus((status) => void seen.statuses.push(status));
  match.onEvents((each) => void seen.events.push(each.version));
  return { ...world, ...seen, match };
}
const step = (version: number): { epoch: number; version: number } =>
  stateFrame(version, { from: version - 1, events: [eventsAt(version)] });
const subscriptions = ({ server }: World): Asked[] => server.askedFor("match.state");

describe("following", () => {
  test("[SY8] a listener hears the snapshot held, then every newer one once, with its events in order", async () => {
    const world = await following();
    world.server.push(step(4));
    world.server.push(step(5));
    world.server.push(step(5));
    world.server.push(step(4));
    await world.clock.advance(5);
    expect(world.versions).toEqual([3, 4, 5, 5]);
    expect(world.events).toEqual([4, 5]);
    expect(world.match.snapshot?.version).toBe(5);
  });

  test("[SY8] one who stopped listening hears no more, and one who throws does not silence the others", async () => {
    const world = makeWorld();
    const match = await resumed(world);
    const heard: number[] = [];
    const stop = match.subscribe(({ version }) => void heard.push(version));
    match.subscribe(({ version }) => void heard.push(version * 10));
    stop();
    world.server.push(step(4));
    await world.clock.advance(5);
    expect(heard).toEqual([3, 30, 40]);
  });

  test("[SY4] presence is merged into the snapshot without a new version", async () => {
    const world = await following();
    world.server.push(presenceFrame(3, 2, Date.UTC(2031, 0, 1)));
    await world.clock.advance(5);
    expect(world.match.snapshot).toMatchObject({ version: 3, spectators: 2, view: { seen: 3 } });
    expect(world.versions).toEqual([3, 3]);
  });

  test("[DU5] a match that the server cannot save for now is degraded until it can, however that is told", async () => {
    const world = await following();
    const at = Date.UTC(2031, 0, 1);
    world.server.push({ ...presenceFrame(3, 2, at), saving: true } as never);
    await world.clock.advance(5);
    expect(world.match.snapshot).toMatchObject({ version: 3, saving: true, view: { seen: 3 } });
    world.server.push(presenceFrame(3, 2, at + 1));
    await world.clock.advance(5);
    expect(world.match.snapshot).not.toHaveProperty("saving");
    world.server.push({ ...step(4), saving: true, serverTime: at + 2 } as never);
    await world.clock.advance(5);
    world.server.push({ ...step(5), serverTime: at + 3 } as never);
    await world.clock.advance(5);
    expect(world.statuses).toEqual(["degraded", "live", "degraded", "live"]);
  });

  test("[DU5] whatever a new connection says first is the newest, though its node's clock is behind the last one's", async () => {
    const world = await following();
    world.server.push({ ...step(4), saving: true, serverTime: Date.UTC(2031, 0, 1) } as never);
    await world.clock.advance(5);
    expect(world.match.status).toBe("degraded");
    world.server.answers.set("match.state", () => ({ data: stateFrame(4, { from: 4, spectators: 7 }) }));
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(world.match.status).toBe("live");
    expect(world.match.snapshot).toMatchObject({ version: 4, spectators: 7 });
    world.server.push(presenceFrame(4, 8, Date.UTC(2030, 0, 2)));
    await world.clock.advance(5);
    expect(world.match.snapshot?.spectators).toBe(8);
  });

  test("[SY6] frames of another match, and kinds that do not exist yet, are ignored", async () => {
    const world = await following();
    world.server.push({ ...step(4), matchId: "other" } as never);
    world.server.push({ kind: "clock", matchId: MATCH, epoch: 1, version: 4 } as never);
    world.server.socket.say("not json");
    world.server.socket.say([]);
    await world.clock.advance(2_000);
    expect(world.versions).toEqual([3]);
    expect(world.match.status).toBe("live");
  });

  test("[SY7] a newer epoch replaces everything; an older one is ignored", async () => {
    const world = await following();
    world.server.push(stateFrame(1, { epoch: 2, from: null }));
    world.server.push(stateFrame(9, { epoch: 1, from: 3 }));
    await world.clock.advance(5);
    expect(world.match.snapshot).toMatchObject({ epoch: 2, version: 1 });
    expect(world.events).toEqual([]);
  });
});

test("[SY13] events that reach back further than what is held are told once", async () => {
  const world = await following();
  world.server.push(stateFrame(5, { from: 1, events: [2, 5, 4, 3].map(eventsAt) }));
  await world.clock.advance(5);
  expect(world.events).toEqual([4, 5]);
});

describe("a gap", () => {
  test("[SY8] is not shown but resynced: resume from the version held brings the missing events, in order", async () => {
    const world = await following();
    world.server.answers.set("match.resume", ({ input }) => ({
      data: {
        ok: true,
        value: { state: stateFrame(6, { from: input.knownVersion, events: [eventsAt(4), eventsAt(5), eventsAt(6)] }) },
      },
    }));
    world.server.push(stateFrame(6, { from: 5, events: [eventsAt(6)] }));
    await world.clock.advance(10);
    expect(world.server.askedFor("match.resume").at(-1)?.input).toEqual({ matchId: MATCH, knownVersion: 3, epoch: 1 });
    expect(world.versions).toEqual([3, 6]);
    expect(world.events).toEqual([4, 5, 6]);
    expect(world.statuses).toEqual(["resyncing", "live"]);
  });

  test("[SY7] a client that is ahead of the log is told `desync` and drops what it holds", async () => {
    const world = await following(8);
    world.server.answers.set("match.resume", () => ({
      data: { ok: true, value: { state: stateFrame(5), desync: true } },
    }));
    world.server.push(stateFrame(12, { from: 11 }));
    await world.clock.advance(10);
    expect(world.match.snapshot?.version).toBe(5);
    world.server.push(step(6));
    await world.clock.advance(10);
    expect(world.events).toEqual([6]);
  });

  test("[SY7] a first frame that is older than what we said we hold is questioned; a reset is taken", async () => {
    const world = await following(8);
    const resumes = world.server.askedFor("match.resume").length;
    world.server.answers.set("match.resume", () => ({
      data: { ok: true, value: { state: stateFrame(5, { reset: true }), desync: true } },
    }));
    world.server.answers.set("match.state", () => ({ data: stateFrame(5) }));
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(world.server.askedFor("match.resume").length).toBe(resumes + 1);
    expect(world.match.snapshot?.version).toBe(5);
    world.server.answers.set("match.state", () => ({ data: stateFrame(2, { reset: true }) }));
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(world.match.snapshot?.version).toBe(2);
    expect(world.server.askedFor("match.resume").length).toBe(resumes + 1);
  });

  test("[SY13] versions folded into one frame are shown at once and their events read from the log, page by page", async () => {
    const world = await following();
    const pages = new Map([
      [3, { commits: [eventsAt(4), eventsAt(5)], next: 5 }],
      [5, { commits: [eventsAt(6)], next: null }],
    ]);
    world.server.answers.set("match.events", ({ input }) => ({ data: pages.get(Number(input.after)) }));
    world.server.push(stateFrame(6, { from: 3, skipped: true }));
    world.server.push(step(7));
    await world.clock.advance(1);
    expect(world.versions).toEqual([3, 6, 7]);
    world.server.answers.set("match.events", ({ input }) => ({
      data: pages.get(Number(input.after)) ?? { commits: [eventsAt(7)], next: null },
    }));
    await world.clock.advance(50);
    expect(world.events).toEqual([4, 5, 6, 7]);
  });

  test("[SY13] events whose log cannot be read for now are owed, and told when it can", async () => {
    const world = await following();
    world.server.answers.set("match.events", () => ({ rejection: { ...RETRY, recovery: "wait" } }));
    world.server.push(stateFrame(5, { from: 3, skipped: true }));
    await world.clock.advance(50);
    expect(world.events).toEqual([]);
    world.server.answers.set("match.events", () => ({ data: { commits: [eventsAt(4), eventsAt(5)], next: null } }));
    world.server.answers.set("match.state", ({ input }) => ({ data: stateFrame(5, { from: input.knownVersion }) }));
    world.server.socket.drop(1006);
    await world.clock.advance(400);
    expect(world.events).toEqual([4, 5]);
  });

  test("[ID3] events one may not read are passed over, and later ones are told", async () => {
    const world = await following();
    world.server.answers.set("match.events", () => ({ rejection: SUPERSEDED }));
    world.server.push(stateFrame(5, { from: 3, skipped: true }));
    await world.clock.advance(50);
    world.server.push(step(6));
    await world.clock.advance(50);
    expect(world.events).toEqual([6]);
  });

  test("[SY13] without anybody listening for events nothing is read", async () => {
    const world = makeWorld();
    await resumed(world);
    world.server.push(stateFrame(6, { from: 3, skipped: true }));
    await world.clock.advance(50);
    expect(world.server.askedFor("match.events")).toEqual([]);
  });

  test("[SY8] a version that a receipt or presence speaks of is fetched when its frame does not come", async () => {
    for (const hint of ["receipt", "presence"]) {
      const world = await following();
      const resumes = world.server.askedFor("match.resume").length;
      world.server.answers.set("match.resume", () => ({ data: { ok: true, value: { state: step(4) } } }));
      world.server.answers.set("match.move", () => ({ data: receipt(4) }));
      if (hint === "receipt") void world.match.move(MARK);
      else world.server.push(presenceFrame(4, 1, Date.UTC(2031, 0, 1)));
      await world.clock.advance(900);
      expect(world.server.askedFor("match.resume")).toHaveLength(resumes);
      await world.clock.advance(200);
      expect(world.versions.at(-1)).toBe(4);
      expect(world.events).toEqual([4]);
    }
  });

  test("[SY8] and is not fetched when it does", async () => {
    const world = await following();
    world.server.answers.set("match.move", () => ({ data: receipt(4) }));
    const resumes = world.server.askedFor("match.resume").length;
    void world.match.move(MARK);
    await world.clock.advance(500);
    world.server.push(step(4));
    await world.clock.advance(5_000);
    expect(world.server.askedFor("match.resume")).toHaveLength(resumes);
  });
});

test("[SY7] a move refused as stale fetches the newest state at once", async () => {
  const world = await following();
  const stale = { code: "stale_version", reason: "stale_version", recovery: "resync", message: "Look again." };
  world.server.answers.set("match.move", () => ({ data: { ok: false, rejection: stale } }));
  world.server.answers.set("match.resume", () => ({ data: { ok: true, value: { state: step(4) } } }));
  const move = world.match.move(MARK);
  await world.clock.advance(10);
  expect(await move).toEqual({ ok: false, rejection: stale });
  expect(world.versions).toEqual([3, 4]);
});

describe("a lost subscription", () => {
  test("[SY12] shows as reconnecting at once; back, it asks from the version held and hears what it missed", async () => {
    const world = await following();
    world.server.answers.set("match.state", ({ input }) => ({
      data: stateFrame(5, { from: input.knownVersion, events: [eventsAt(4), eventsAt(5)] }),
    }));
    world.server.socket.drop(1006);
    expect(world.statuses).toEqual(["reconnecting"]);
    await world.clock.advance(400);
    expect(subscriptions(world).at(-1)?.input).toEqual({ matchId: MATCH, knownVersion: 3, epoch: 1 });
    expect(world.statuses).toEqual(["reconnecting", "resyncing", "live"]);
    expect(world.versions).toEqual([3, 5]);
    expect(world.events).toEqual([4, 5]);
  });

  test("[SY12] subscriptions go out before moves that wait", async () => {
    const world = await following();
    world.server.socket.drop(1006);
    void world.match.move(MARK).catch(() => {});
    await world.clock.advance(400);
    const onNew = world.server.asked.filter(({ socket }) => socket === world.server.socket).map(({ path }) => path);
    expect(onNew).toEqual(["match.state", "match.move"]);
  });

  test("[SY12] an error that may pass subscribes again, later each time and not before it is told to", async () => {
    const world = await following();
    world.server.answers.set("match.state", () => ({ rejection: { ...RETRY, retryAfterMs: 700 } }));
    const before = subscriptions(world).length;
    world.server.endFeeds(RETRY);
    await world.clock.advance(1);
    expect(world.match.status).toBe("reconnecting");
    await world.clock.advance(10_000);
    const times = subscriptions(world)
      .slice(before)
      .map(({ at }) => at);
    expect(times.length).toBeGreaterThan(5);
    for (let at = 1; at < times.length; at += 1)
      expect((times[at] ?? 0) - (times[at - 1] ?? 0)).toBeGreaterThanOrEqual(700);
    world.server.answers.set("match.state", () => ({ data: stateFrame(4) }));
    await world.clock.advance(2_000);
    expect(world.match.status).toBe("live");
    expect(world.server.sockets).toHaveLength(1);
  });

  test("[SY12] a stream that simply ends is opened again, unless the match is over", async () => {
    const world = await following();
    const before = subscriptions(world).length;
    world.server.endFeeds(null);
    await world.clock.advance(400);
    expect(subscriptions(world)).toHaveLength(before + 1);
    const outcome = { status: "finished", winners: [0], scores: [1, 0], reason: "line" };
    world.server.push(stateFrame(4, { from: 3, outcome, status: "finished" }));
    await world.clock.advance(5);
    world.server.endFeeds(null);
    await world.clock.advance(20_000);
    expect(subscriptions(world)).toHaveLength(before + 1);
    expect(world.match.status).toBe("live");
  });

  test("[ID3] one that is forbidden closes the match for good and says why", async () => {
    const world = await following();
    const forbidden = { code: "forbidden", reason: "removed", recovery: "none", message: "No." };
    world.server.endFeeds(forbidden);
    await world.clock.advance(20_000);
    expect(world.match.status).toBe("closed");
    expect(world.match.rejection).toEqual(forbidden);
    expect(world.statuses).toEqual(["closed"]);
  });

  test("[ID1] one whose token expired and cannot be renewed closes the match and says why", async () => {
    const world = await following();
    const expired = { code: "token_expired", reason: "x", recovery: "reauthenticate", message: "x" };
    world.server.endFeeds(expired);
    await world.clock.advance(2_000);
    expect([world.match.status, world.match.rejection]).toEqual(["closed", expired]);
    expect(world.server.sockets).toHaveLength(1);
  });

  test("[ID1] one whose session expired gets a new token on a new connection", async () => {
    let asked = 0;
    const world = makeWorld({ token: async () => `t${++asked}` });
    const match = await resumed(world);
    world.server.endFeeds({ code: "token_expired", reason: "x", recovery: "reauthenticate", message: "x" });
    await world.clock.advance(1_500);
    expect(world.server.socket.token).toBe("t2");
    expect(match.status).toBe("live");
  });
});

describe("seat takeover", () => {
  test("[SY10] `superseded` is terminal: nothing is subscribed or sent, however long", async () => {
    const world = await following();
    world.server.endFeeds(SUPERSEDED);
    await world.clock.advance(5);
    expect(world.match.status).toBe("superseded");
    const before = world.server.asked.length;
    expect(await world.match.move(MARK)).toEqual({ ok: false, rejection: SUPERSEDED });
    world.server.socket.drop(1006);
    await world.clock.advance(600_000);
    expect(world.server.asked).toHaveLength(before);
    expect(world.statuses).toEqual(["superseded"]);
  });

  test("[SY10] a socket closed with 4409 says the same, and does not come back by itself", async () => {
    const world = await following();
    world.server.socket.drop(4409);
    await world.clock.advance(600_000);
    expect(world.match.status).toBe("superseded");
    expect(world.server.sockets).toHaveLength(1);
  });

  test.each(["error", "close"])("[SY10] takeBack after an %s claims the seat again and goes on", async (how) => {
    const world = await following();
    if (how === "error") world.server.endFeeds(SUPERSEDED);
    else world.server.socket.drop(4409);
    await world.clock.advance(1_000);
    world.server.answers.set("match.resume", () => ({ data: { ok: true, value: { state: step(4) } } }));
    world.server.answers.set("match.state", ({ input }) => ({ data: stateFrame(4, { from: input.knownVersion }) }));
    const back = world.match.takeBack();
    await world.clock.advance(50);
    await back;
    expect(world.match.status).toBe("live");
    expect(world.match.rejection).toBe(null);
    world.server.push(step(5));
    await world.clock.advance(5);
    expect(world.events).toEqual([4, 5]);
  });

  test("[SY10] a move that was in flight is settled after takeBack, one that waited is refused at once", async () => {
    const world = await following();
    const sent = watch(world.match.move(MARK));
    const queued = watch(world.match.move(MARK));
    await world.clock.advance(5);
    world.server.socket.drop(4409);
    await world.clock.advance(1_000);
    expect(sent.outcome()).toBe("pending");
    expect(queued.outcome()).toMatchObject({ ok: false, rejection: { code: "superseded" } });
    world.server.answers.set("match.move", () => ({ data: receipt(4, true) }));
    void world.match.takeBack();
    await world.clock.advance(350);
    expect(sent.outcome()).toEqual(receipt(4, true));
    expect(new Set(world.server.askedFor("match.move").map(({ input }) => input.msgId)).size).toBe(1);
  });

  test("[SY10] a move that waits behind one in flight is refused at once also while the connection lives on", async () => {
    const world = await following();
    const [, queued] = [watch(world.match.move(MARK)), watch(world.match.move(MARK))];
    await world.clock.advance(5);
    world.server.endFeeds(SUPERSEDED);
    await world.clock.advance(5);
    expect(queued.outcome()).toEqual({ ok: false, rejection: SUPERSEDED });
    expect(world.client.connection.status).toBe("live");
  });

  test("[SY10] takeBack called twice is live once the first answer came, whenever the second does", async () => {
    const world = await following();
    const { server, clock, match } = world;
    server.socket.drop(4409);
    await clock.advance(1_000);
    let asked = 0;
    const state = { data: { ok: true, value: { state: step(4) } } };
    server.answers.set("match.resume", () => (++asked === 1 ? state : "hold"));
    server.answers.set("match.state", ({ input }) => ({ data: stateFrame(4, { from: input.knownVersion }) }));
    const both = [match.takeBack(), match.takeBack()];
    await clock.advance(100);
    expect([asked, match.status]).toEqual([2, "live"]);
    server.socket.say({
      id: server.askedFor("match.resume").at(-1)?.id,
      result: { type: "data", data: { json: state.data } },
    });
    await clock.advance(100);
    await Promise.all(both);
    expect(match.status).toBe("live");
  });

  test("[SY10] takeBack that is refused leaves it superseded", async () => {
    const world = await following();
    world.server.endFeeds(SUPERSEDED);
    await world.clock.advance(5);
    world.server.answers.set("match.resume", () => ({
      data: { ok: false, rejection: { ...SUPERSEDED, code: "forbidden" } },
    }));
    const back = watch(world.match.takeBack());
    await world.clock.advance(50);
    expect(back.outcome()).toBeInstanceOf(HoldfastError);
    expect(world.match.status).toBe("superseded");
  });
});

describe("closing", () => {
  test("[SY12] stops the subscription, tells the last status once and frees everything", async () => {
    const world = await following();
    world.match.close();
    world.match.close();
    await world.clock.advance(5);
    world.server.push(step(4));
    await world.clock.advance(5);
    expect(world.server.socket.feeds.size).toBe(0);
    expect(world.statuses).toEqual(["closed"]);
    expect(world.versions).toEqual([3]);
    world.client.close();
    await world.clock.advance(2_000);
    expect(world.clock.waiting).toBe(0);
  });

  test("[MT1] leaving closes the handle when it is accepted, and keeps it when it is refused", async () => {
    const world = await following();
    world.server.answers.set("match.leave", () => ({
      data: { ok: false, rejection: { ...SUPERSEDED, code: "game_over" } },
    }));
    const refused = world.match.leave();
    await world.clock.advance(5);
    expect((await refused).ok).toBe(false);
    expect(world.match.status).toBe("live");
    world.server.answers.set("match.leave", () => ({ data: receipt(4) }));
    const left = world.match.leave();
    await world.clock.advance(5);
    expect((await left).ok).toBe(true);
    expect(world.match.status).toBe("closed");
  });

  test("[MT1] leaving is answered with its receipt also when the stream says first that the seat is left", async () => {
    const world = await following();
    world.server.answers.set("match.leave", () => {
      world.server.endFeeds({ ...SUPERSEDED, code: "forbidden", reason: "seat_left" });
      return { data: receipt(4) };
    });
    const left = watch(world.match.leave());
    await world.clock.advance(5);
    expect(left.outcome()).toMatchObject({ ok: true, value: { version: 4 } });
    expect(world.match.status).toBe("closed");
  });
});
