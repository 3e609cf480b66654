import { expect, test } from "vitest";
import { catchingUp } from "./catching-up.js";

const caughtUp = (at: number, tookMs: number, missed = 0) =>
  ({ t: "caught-up", client: "ann", at, by: "resume", tookMs, missed }) as const;

test("[SY7] catching up in peace is told apart from catching up in a fault or right after it", () => {
  const journal = [{ kind: "node.kill", place: 0, from: 10_000, to: 12_000 }] as const;
  const records = [caughtUp(9_000, 20), caughtUp(10_050, 60, 7), caughtUp(13_900, 300), caughtUp(15_000, 40)];
  expect(catchingUp({ caughtUp: records, dials: [] }, journal)).toEqual({
    peace: { count: 2, p50: 20, p99: 40, max: 40 },
    whole: null,
    faults: { count: 2, p50: 60, p99: 300, max: 300 },
    mostMissed: 7,
  });
  const nothing = { peace: null, whole: null, faults: null, mostMissed: 0 };
  expect(catchingUp({ caughtUp: [], dials: [] }, journal)).toEqual(nothing);
});

test("[SY7] with connecting it is the first answer on a connection that counts, from when that was made", () => {
  const dial = (at: number, client = "ann") => ({ t: "dial", client, at, node: 0, port: at }) as const;
  const dials = [dial(1_000), dial(1_980, "bob"), dial(5_000)];
  const records = [caughtUp(1_090, 20), caughtUp(2_000, 20), caughtUp(5_200, 20)];
  expect(catchingUp({ caughtUp: records, dials }, []).whole).toEqual({ count: 2, p50: 90, p99: 200, max: 200 });
});
