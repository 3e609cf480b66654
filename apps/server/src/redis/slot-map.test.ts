import { expect, test } from "vitest";
import { slotOf } from "./slot.js";
import { parseSlotMap, tagKeptBy } from "./slot-map.js";

const ASKED = { host: "10.0.0.9", port: 7_000 };

test("[DU6.2] a cluster's answer says who keeps what; a node without a name is the one that was asked", () => {
  const map = parseSlotMap(
    [
      [0, 99, ["10.0.0.2", 7_001, "id", []], ["10.0.0.3", 7_002, "id", []]],
      [100, 16_000, [null, 7_000, "id"]],
      [16_001, 16_383, ["10.0.0.2", 7_001, "id"]],
    ],
    ASKED,
  );
  expect(map?.masters).toStrictEqual([
    {
      place: "10.0.0.2:7001",
      node: { host: "10.0.0.2", port: 7_001 },
      ranges: [
        { from: 0, to: 99 },
        { from: 16_001, to: 16_383 },
      ],
    },
    { place: "10.0.0.9:7000", node: ASKED, ranges: [{ from: 100, to: 16_000 }] },
  ]);
  expect(map?.nodes.map(({ host }) => host)).toStrictEqual(["10.0.0.2", "10.0.0.3", "10.0.0.9"]);
});

test.each([[[]], [null], ["ERR"], [[[0, 16_384, ["a", 1, "id"]]]], [[[0, 1, ["a", 70_000, "id"]]]], [[[0, 1]]]])(
  "[DU6.2] %j is no map",
  (reply) => {
    expect(parseSlotMap(reply, ASKED)).toBeNull();
  },
);

test("[DU6.2] every master keeps a tag of its own, the one that is wanted where it can be", () => {
  const at = slotOf("nodes");
  const master = (from: number, to: number) => ({ place: "a:1", node: { host: "a", port: 1 }, ranges: [{ from, to }] });
  expect(tagKeptBy(master(0, 16_383), "nodes")).toBe("nodes");
  expect(tagKeptBy(master(at, at), "nodes")).toBe("nodes");
  const other = tagKeptBy(master(at + 1, at + 50), "nodes");
  expect(slotOf(other)).toBeGreaterThan(at);
  expect(slotOf(other)).toBeLessThanOrEqual(at + 50);
});
