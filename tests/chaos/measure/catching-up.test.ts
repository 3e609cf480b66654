import { expect, test } from "vitest";
import { catchingUp } from "./catching-up.js";

const caughtUp = (at: number, tookMs: number, missed = 0) =>
  ({ t: "caught-up", client: "ann", at, by: "resume", tookMs, missed }) as const;

test("[SY7] catching up in peace is told apart from catching up in a fault or right after it", () => {
  const journal = [{ kind: "node.kill", place: 0, from: 10_000, to: 12_000 }] as const;
  const records = [caughtUp(9_000, 20), caughtUp(10_050, 60, 7), caughtUp(13_900, 300), caughtUp(15_000, 40)];
  expect(catchingUp(records, journal)).toEqual({
    peace: { count: 2, p50: 20, p99: 40, max: 40 },
    faults: { count: 2, p50: 60, p99: 300, max: 300 },
    mostMissed: 7,
  });
  expect(catchingUp([], journal)).toEqual({ peace: null, faults: null, mostMissed: 0 });
});
