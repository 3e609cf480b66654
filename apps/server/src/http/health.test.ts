import { expect, test } from "vitest";
import { type HealthDeps, readiness } from "./health.js";

const up = async () => {};
const down = async () => {
  throw new Error("postgres://user:secret@db");
};

function node(
  parts: { storage?: () => Promise<void>; coordination?: () => Promise<void>; draining?: boolean; ahead?: number } = {},
): HealthDeps {
  const { storage = up, coordination = up, draining = false, ahead = 0 } = parts;
  const health = { state: storage === up ? "up" : { awaySince: 7 } };
  return {
    ports: { store: { ping: storage, health }, coordination: { ping: coordination } } as unknown as HealthDeps["ports"],
    nodeId: "n1",
    isDraining: () => draining,
    connections: () => 3,
    matches: () => 2,
    clock: () => ({ isClockRight: ahead === 0, clockAheadMs: ahead }),
  };
}

test("[OP2] a node whose parts all answer is ready, and says what it carries", async () => {
  expect(await readiness(node())).toEqual({
    ready: true,
    status: "ok",
    storage: "up",
    storageAwaySince: null,
    coordination: "up",
    clock: "right",
    clockAheadMs: 0,
    draining: false,
    node: "n1",
    connections: 3,
    matches: 2,
  });
});

test("[OP2] [MT5.1] a node whose clock is wrong is not ready, and says by how much", async () => {
  expect(await readiness(node({ ahead: 250 }))).toMatchObject({
    ready: false,
    status: "degraded",
    clock: "wrong",
    clockAheadMs: 250,
  });
});

test("[OP2] without storage, or without coordination, it is ready and says degraded, and since when", async () => {
  expect(await readiness(node({ storage: down }))).toMatchObject({
    ready: true,
    status: "degraded",
    storage: "away",
    storageAwaySince: 7,
    coordination: "up",
  });
  expect(await readiness(node({ coordination: down }))).toMatchObject({
    ready: true,
    status: "degraded",
    storage: "up",
    coordination: "away",
  });
});

test("[OP2] a node that is being stopped is not ready, so that nobody is sent to it", async () => {
  expect(await readiness(node({ draining: true }))).toMatchObject({
    ready: false,
    status: "draining",
    draining: true,
    storage: "up",
  });
});

test("[OP1] it tells nothing of what went wrong", async () => {
  expect(JSON.stringify(await readiness(node({ storage: down, coordination: down })))).not.toContain("secret");
});

test("[OP2] a part that faults at once, without a promise, counts as away like any other", async () => {
  const broken = () => {
    throw new Error("not connected");
  };
  expect(await readiness(node({ storage: broken, coordination: broken }))).toMatchObject({
    ready: true,
    storage: "away",
    coordination: "away",
  });
});

test("[OP2] however many ask at once, each part is asked once", async () => {
  let asked = 0;
  const deps = node({
    storage: async () => {
      asked += 1;
    },
  });
  await Promise.all(Array.from({ length: 50 }, () => readiness(deps)));
  expect(asked).toBe(1);
  await readiness(deps);
  expect(asked).toBe(2);
});
