import type { PresenceFrame, StateFrame } from "@holdfast/protocol";
import { describe, expect, test } from "vitest";
import { admit, isFrame, refreshed, type Verdict, withPresence } from "./replica.js";
import { presenceFrame, stateFrame } from "./testing-support/world.js";

const frame = (version: number, over: object = {}): StateFrame => stateFrame(version, over) as StateFrame;
const presence = (version: number, spectators: number, at: number): PresenceFrame =>
  presenceFrame(version, spectators, at) as PresenceFrame;

describe("admit", () => {
  const held = { epoch: 2, version: 5 };
  const cases: readonly [string, { epoch: number; version: number; from: number | null; reset?: true }, Verdict][] = [
    ["the next step is applied", { epoch: 2, version: 6, from: 5 }, "apply"],
    ["the next step is applied without a hint", { epoch: 2, version: 6, from: null }, "apply"],
    ["a fold that continues from what is held is applied", { epoch: 2, version: 9, from: 5 }, "apply"],
    ["a fold that reaches back further is applied", { epoch: 2, version: 9, from: 2 }, "apply"],
    ["the same version refreshes", { epoch: 2, version: 5, from: 4 }, "refresh"],
    ["an older version is ignored", { epoch: 2, version: 4, from: 3 }, "ignore"],
    ["a gap is resynced", { epoch: 2, version: 7, from: 6 }, "resync"],
    ["a jump that says nothing of its beginning is resynced", { epoch: 2, version: 7, from: null }, "resync"],
    ["an older epoch is ignored, whatever its version", { epoch: 1, version: 99, from: 98 }, "ignore"],
    ["a newer epoch replaces, even with a lower version", { epoch: 3, version: 1, from: null }, "replace"],
    ["a reset replaces, even with a lower version", { epoch: 2, version: 4, from: null, reset: true }, "replace"],
  ];
  test.each(cases)("[SY8] %s", (_title, incoming, verdict) => {
    expect(admit(held, incoming)).toBe(verdict);
  });

  test("[SY8] whatever comes first is taken", () => {
    expect(admit(null, { epoch: 1, version: 40, from: 39 })).toBe("replace");
  });
});

describe("presence", () => {
  test("[SY4] newer presence is merged and the rest of the snapshot stays", () => {
    const held = frame(5, { serverTime: 100 });
    const merged = withPresence(held, presence(5, 3, 101));
    expect(merged).toEqual({ ...held, spectators: 3, serverTime: 101 });
    expect(held.spectators).toBe(0);
  });

  test("[SY4] older presence, and that of another epoch, changes nothing", () => {
    const held = frame(5, { serverTime: 100 });
    expect(withPresence(held, presence(5, 3, 99))).toBe(held);
    expect(withPresence(frame(5, { epoch: 2, serverTime: 1 }), presence(5, 3, 99)).spectators).toBe(0);
  });

  test("[SY8] of two frames of one version the one made later stays", () => {
    const early = frame(5, { serverTime: 100 });
    const late = frame(5, { serverTime: 101 });
    expect(refreshed(early, late)).toBe(late);
    expect(refreshed(late, early)).toBe(late);
  });
});

test.each([null, 7, "PONG", {}, { kind: "state" }, { kind: "later", version: 1, epoch: 1 }])(
  "[SY6] %j is no frame",
  (value) => {
    expect(isFrame(value)).toBe(false);
  },
);
test("[SY6] a state is a frame", () => {
  expect(isFrame(frame(1))).toBe(true);
});
