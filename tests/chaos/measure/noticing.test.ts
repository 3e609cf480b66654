import { expect, test } from "vitest";
import type { Happened } from "../schedule/plan.js";
import { noticing } from "./noticing.js";

const SILENCE: Happened = { kind: "net.blackhole", place: 0, from: 10_000, to: 30_000 };
const move = (invokedAt: number, returnedAt: number | null, node = 0) => ({
  ...({ client: "ann", actorId: "a", matchId: "m", kind: "move", msgId: "1", basedOn: 2, payload: 0 } as const),
  ...{ node, invokedAt, returnedAt, arrivedAt: null, outcome: { kind: "unknown" } as const },
});
const loss = (at: number) => ({ client: "ann", at });
const moving = (operation: ReturnType<typeof move>, losses = [loss(17_000)], silence = SILENCE) =>
  noticing({ operations: [operation], losses, statuses: [] }, [silence]).moving;

test("[SY2] a silence is noticed from when a move waits in it, to the loss of that connection", () => {
  expect(moving(move(12_100, 18_000))).toEqual([4_900]);
  // It waited already when the silence began.
  expect(moving(move(9_000, null), [loss(9_500), loss(14_800)])).toEqual([4_800]);
});

test("[SY2] one that is not noticed counts with all that it lasted", () => {
  expect(moving(move(12_000, null), [])).toEqual([18_000]);
  expect(moving(move(12_000, 20_000), [loss(31_000)])).toEqual([8_000]);
});

test("[SY2] what is said of other nodes, of answers that came, of other faults and of short silences is nothing", () => {
  expect(moving(move(12_000, null, 1))).toEqual([]);
  expect(moving(move(10_001, 10_005))).toEqual([]);
  expect(moving(move(9_000, 9_900))).toEqual([]);
  expect(moving(move(12_000, null), [], { ...SILENCE, kind: "net.slow" })).toEqual([]);
  expect(moving(move(12_000, null), [], { ...SILENCE, to: 17_000 })).toEqual([]);
});

test("[SY2] who asks for nothing notices a silence by its heartbeats, and is timed from its beginning", () => {
  const status = { t: "status", client: "ann", matchId: "m", at: 5_000, status: "live", node: 0 } as const;
  const idle = (change: object, losses = [loss(24_000)], silence = SILENCE) =>
    noticing({ operations: [], losses, statuses: [{ ...status, ...change }] }, [silence]).idle;
  expect(idle({})).toEqual([14_000]);
  expect(idle({ node: 1 })).toEqual([]);
  expect(idle({ status: "reconnecting" })).toEqual([]);
  expect(idle({}, [])).toEqual([]);
  expect(idle({}, [loss(14_000)], { ...SILENCE, to: 25_000 })).toEqual([]);
});
