import superjson from "superjson";
import { describe, expect, test } from "vitest";
import { fastSuperjson } from "./transformer.js";

const wireOf = (transformer: { serialize(value: unknown): unknown }, value: unknown) =>
  JSON.stringify(transformer.serialize(value));

const PLAIN: readonly unknown[] = [
  0,
  1.5,
  "",
  "text",
  "\ud800",
  true,
  null,
  [],
  {},
  [[{ a: null }]],
  Object.create(null),
  { b: [1, "2", false] },
];
const RICH: readonly unknown[] = [
  undefined,
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1n,
  new Date(5),
  new Map([[1, 2]]),
  new Set([1]),
  /x/g,
  new Error("e"),
  { a: undefined },
  [undefined],
  { deep: [{ at: new Date(1) }] },
  new URL("http://x.example/"),
  Object.assign([], { 0: 1, 2: 3 }),
];

describe("the fast form of superjson", () => {
  test.each([...PLAIN, ...RICH].map((value) => [value]))(
    "[SY6] writes the very bytes superjson writes: %s",
    (value) => {
      expect(wireOf(fastSuperjson, value)).toBe(wireOf(superjson, value));
    },
  );

  test.each(PLAIN.map((value) => [value]))("[SY6] plain values take the fast path: %s", (value) => {
    expect(fastSuperjson.serialize(value)).toEqual({ json: value });
  });

  test.each(RICH.filter((value) => !(value instanceof Error)).map((value) => [value]))(
    "[SY6] reads what superjson wrote: %s",
    (value) => {
      const wire = JSON.parse(wireOf(superjson, value) ?? "null");
      expect(fastSuperjson.deserialize(wire)).toEqual(superjson.deserialize(wire));
    },
  );

  test("[SY6] a missing input is undefined", () => {
    expect(fastSuperjson.deserialize(undefined)).toBeUndefined();
  });

  test("[SY6] values that go round in circles or very deep still arrive", () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const back = fastSuperjson.deserialize(JSON.parse(wireOf(fastSuperjson, circle))) as typeof circle;
    expect(back.self).toBe(back);
    let deep: unknown = 1;
    for (let level = 0; level < 100; level++) deep = [deep];
    expect(fastSuperjson.deserialize(JSON.parse(wireOf(fastSuperjson, deep)))).toEqual(deep);
  });
});
