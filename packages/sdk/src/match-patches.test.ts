/** Steps that come as patches: what is shown is what whole frames would have shown, and doubt leads to a whole one. */
import { patchOf } from "@holdfast/protocol";
import type { StateFrame } from "@holdfast/protocol";
import { expect, test } from "vitest";
import { following, subscriptions } from "./testing-support/following.js";
import { eventsAt, MATCH, presenceFrame, stateFrame } from "./testing-support/world.js";

const moved = (version: number) => ({ version, kind: "move", seat: 0, at: version });
const step = (version: number, over: object = {}): StateFrame =>
  stateFrame(version, {
    from: version - 1,
    events: [eventsAt(version)],
    lastMove: moved(version),
    ...over,
  }) as StateFrame;

/** What the server would say to whoever was told the frame before. */
function patch(before: StateFrame, after: StateFrame, spectators: number | null = null): readonly unknown[] {
  const standing = spectators === null ? null : ([after.seats, spectators, false] as const);
  const made = patchOf(before, after, { epoch: after.epoch, serverTime: after.serverTime, standing });
  if (made === null) throw new Error("no patch");
  return made;
}

test("[SY9.1] a patch is shown as the frame that it stands for, with its events", async () => {
  const world = await following();
  world.server.push(step(4));
  world.server.pushPatch(patch(step(4), step(5)));
  world.server.pushPatch(patch(step(5), step(6)));
  await world.clock.advance(5);
  expect(world.versions).toEqual([3, 4, 5, 6]);
  expect(world.events).toEqual([4, 5, 6]);
  expect(world.match.snapshot).toMatchObject({ version: 6, view: { seen: 6 }, lastMove: moved(6) });
  expect(world.match.snapshot?.serverTime).toBe(step(6).serverTime);
  expect(subscriptions(world)).toHaveLength(1);
});

test("[SY4] a patch keeps the presence told before it, and brings what is newer", async () => {
  const world = await following();
  world.server.push(step(4));
  world.server.push(presenceFrame(4, 2, step(4).serverTime + 1));
  world.server.pushPatch(patch(step(4), step(5)));
  await world.clock.advance(5);
  expect(world.match.snapshot).toMatchObject({ version: 5, spectators: 2 });
  world.server.pushPatch(patch(step(5), step(6), 7));
  await world.clock.advance(5);
  expect(world.match.snapshot).toMatchObject({ version: 6, spectators: 7 });
});

test("[SY9.1] a patch is made against what the subscription told, also where a newer state came another way", async () => {
  const world = await following();
  world.server.answers.set("match.resume", () => ({ data: { ok: true, value: { state: stateFrame(6) } } }));
  world.server.push(step(4));
  // Presence of a version that does not arrive: it is fetched.
  world.server.push(presenceFrame(6, 1, step(4).serverTime));
  await world.clock.advance(1_100);
  world.server.pushPatch(patch(step(4), step(5)));
  world.server.pushPatch(patch(step(5), step(6)));
  world.server.pushPatch(patch(step(6), step(7)));
  await world.clock.advance(5);
  expect(world.versions.at(-1)).toBe(7);
  expect(world.versions).toEqual(world.versions.toSorted((a, b) => a - b));
  expect(world.match.snapshot).toMatchObject({ version: 7, view: { seen: 7 } });
  expect(subscriptions(world)).toHaveLength(1);
});

test("[SY8] a patch of a version that did not get here is not guessed at: the subscription begins again", async () => {
  const world = await following();
  world.server.push(step(4));
  world.server.pushPatch(patch(step(5), step(6)));
  world.server.answers.set("match.state", () => ({ data: step(6, { from: 4, events: [eventsAt(5), eventsAt(6)] }) }));
  await world.clock.advance(5);
  expect(subscriptions(world).at(-1)?.input).toEqual({ matchId: MATCH, knownVersion: 4, epoch: 1, patches: true });
  world.server.pushPatch(patch(step(6), step(7)));
  await world.clock.advance(5);
  expect(world.versions).toEqual([3, 4, 6, 7]);
  expect(world.events).toEqual([4, 5, 6, 7]);
});

test("[SY8.1] a patch in an epoch of which nothing was told is not taken for one of the epoch before", async () => {
  const world = await following();
  world.server.push(step(4));
  world.server.pushPatch(patch(step(4), step(5, { epoch: 2 })));
  world.server.answers.set("match.state", () => ({ data: step(5, { epoch: 2, from: null, reset: true }) }));
  await world.clock.advance(5);
  expect(subscriptions(world)).toHaveLength(2);
  expect(world.match.snapshot).toMatchObject({ epoch: 2, version: 5 });
});

test("[SY8] a patch that comes twice, or late, changes nothing", async () => {
  const world = await following();
  world.server.push(step(4));
  world.server.pushPatch(patch(step(4), step(5)));
  world.server.pushPatch(patch(step(4), step(5)));
  world.server.pushPatch(patch(step(3), step(4)));
  world.server.pushPatch(patch(step(5), step(6)));
  await world.clock.advance(5);
  expect(world.versions).toEqual([3, 4, 5, 6]);
  expect(subscriptions(world)).toHaveLength(1);
});

test("[SY8] a whole frame that comes a second time, late, is not taken for what the next patch is made against", async () => {
  const world = await following();
  const reset = stateFrame(4, { epoch: 2, from: null, reset: true }) as StateFrame;
  world.server.push(reset);
  world.server.pushPatch(patch(reset, step(5, { epoch: 2 })));
  world.server.push(reset);
  world.server.pushPatch(patch(step(5, { epoch: 2 }), step(6, { epoch: 2 })));
  await world.clock.advance(5);
  expect(world.match.snapshot).toMatchObject({ epoch: 2, version: 6 });
  expect(subscriptions(world)).toHaveLength(1);
});

test.each([
  ["a whole frame", (at: number) => stateFrame(4, { from: 3, serverTime: at, saving: true })],
  ["presence", (at: number) => ({ ...presenceFrame(4, 7, at), saving: true })],
])("[SY4] %s that comes a second time, late, does not bring back who was here then", async (_what, early) => {
  const world = await following();
  const { serverTime } = step(4);
  world.server.push(step(4));
  world.server.push(early(serverTime));
  world.server.push(presenceFrame(4, 2, serverTime + 1));
  world.server.push(early(serverTime));
  world.server.pushPatch(patch(step(4), step(5)));
  await world.clock.advance(5);
  expect(world.match.snapshot).toMatchObject({ version: 5, spectators: 2 });
  expect(world.match.snapshot).not.toHaveProperty("saving");
  expect(world.match.status).toBe("live");
});

test.each([
  ["that changes what is not there", () => [1, 5, [99, 1], 0]],
  ["that says nothing of what changes", () => [1, 5]],
])("[SY9.1] after a patch %s the state is asked for as a whole, and from then on whole", async (_what, made) => {
  const world = await following();
  world.server.push(step(4));
  world.server.pushPatch(made());
  world.server.answers.set("match.state", () => ({ data: step(5, { from: 4 }) }));
  await world.clock.advance(5);
  expect(subscriptions(world).map(({ input }) => input["patches"])).toEqual([true, undefined]);
  expect(subscriptions(world).at(-1)?.input).toEqual({ matchId: MATCH, knownVersion: 4, epoch: 1 });
  expect(world.versions).toEqual([3, 4, 5]);
  expect(world.events).toEqual([4, 5]);
});

test("[DU9] a server of before there were patches is asked again without them", async () => {
  const world = await following();
  const strict = { code: "invalid_message", reason: "bad_request", recovery: "fix_input", message: "Unknown key." };
  world.server.answers.set("match.state", ({ input }) =>
    "patches" in input ? { rejection: strict } : { data: step(5, { from: input["knownVersion"] }) },
  );
  world.server.socket.drop(1006);
  await world.clock.advance(400);
  expect(world.versions).toEqual([3, 5]);
  expect(world.match.status).toBe("live");
});
