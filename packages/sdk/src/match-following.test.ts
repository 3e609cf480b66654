/** How a match is kept level: what is shown, what is passed over, and what is fetched. */
import { describe, expect, test } from "vitest";
import { following, MARK, step } from "./testing-support/following.js";
import {
  eventsAt,
  MATCH,
  makeWorld,
  presenceFrame,
  receipt,
  resumed,
  stateFrame,
  SUPERSEDED,
  RETRY,
} from "./testing-support/world.js";

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

  test("[DU5] a node whose clock was far ahead and is put right is heard before its time has come again", async () => {
    const world = await following();
    const ahead = Date.UTC(2031, 0, 1);
    world.server.push({ ...presenceFrame(3, 2, ahead), saving: true } as never);
    world.server.push({ ...presenceFrame(3, 3, ahead - 3_000), saving: true } as never);
    await world.clock.advance(5);
    expect(world.match.snapshot?.spectators).toBe(2);
    world.server.push(presenceFrame(3, 4, ahead - 60_000));
    await world.clock.advance(5);
    expect(world.match.status).toBe("live");
    expect(world.match.snapshot?.spectators).toBe(4);
  });

  test("[SY4] what was fetched does not take the place of what the subscription said in the same moment", async () => {
    const world = await following();
    const at = Date.UTC(2031, 0, 1);
    const fetched = { ...stateFrame(4, { from: 3, serverTime: at }), saving: true };
    world.server.answers.set("match.resume", () => ({ data: { ok: true, value: { state: fetched } } }));
    world.server.push(stateFrame(6, { from: 5 }));
    world.server.push(stateFrame(4, { from: 3, serverTime: at }));
    world.server.push(presenceFrame(4, 2, at));
    await world.clock.advance(10);
    expect(world.server.askedFor("match.resume").length).toBeGreaterThan(1);
    expect(world.match.snapshot).toMatchObject({ version: 4, spectators: 2 });
    expect(world.match.status).toBe("live");
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
