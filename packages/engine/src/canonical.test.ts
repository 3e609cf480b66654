import { expect, test } from "vitest";
import { canonicalJson } from "./canonical.js";
import { asJson, isSameJson, type Json } from "./json.js";

test("[DU4] canonical text does not depend on the order of keys, at any depth", () => {
  const one = { b: [{ y: 1, x: null }], a: "é\n", "": false };
  const two = { "": false, a: "é\n", b: [{ x: null, y: 1 }] };
  expect(canonicalJson(one)).toBe('{"":false,"a":"é\\n","b":[{"x":null,"y":1}]}');
  expect(canonicalJson(two)).toBe(canonicalJson(one));
  expect(canonicalJson([{ x: 1 }, { x: 2 }])).not.toBe(canonicalJson([{ x: 2 }, { x: 1 }]));
});

test.each([
  ["{}", {}],
  ["[]", []],
  ["[[],{}]", [[], {}]],
  ["0", -0],
  ["1e+21", 1e21],
  ['"\\"\\\\"', '"\\'],
  ['{"10":1,"2":2,"a":3}', { a: 3, 2: 2, 10: 1 }],
])("[DU4] the canonical text %s reads back as the same value", (text, value) => {
  expect(canonicalJson(value)).toBe(text);
  expect(JSON.parse(text)).toEqual(value === 0 ? 0 : value);
});

test.each([
  ["undefined", undefined],
  ["an undefined property", { a: undefined }],
  ["a hole", [undefined]],
  ["NaN", Number.NaN],
  ["Infinity", [Number.POSITIVE_INFINITY]],
  ["a function", () => 1],
  ["a bigint", 1n],
  ["a Map", { m: new Map() }],
])("[DU4] %s has no canonical text, because storage would lose it", (_name, value) => {
  expect(() => canonicalJson(asJson(value))).toThrow(TypeError);
});

test("[DU4] canonical text stays right when thousands of different shapes were met", () => {
  for (let i = 0; i < 3_000; i++) canonicalJson({ [`z${i}`]: 1, [`a${i % 7}`]: 2 });
  expect(canonicalJson({ z1: 1, a1: 2 })).toBe('{"a1":2,"z1":1}');
});

test("[DU4] two values are the same exactly when their canonical texts are", () => {
  const values = [
    null,
    0,
    -0,
    1,
    "",
    "1",
    "a",
    true,
    false,
    [],
    {},
    [0],
    [1],
    [[1]],
    ["0"],
    { 0: 0 },
    { a: 1 },
    { a: "1" },
  ];
  const nested = [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
    { a: { b: 2 } },
    { a: [1, 2] },
    { a: [2, 1] },
    { a: null },
    { b: null },
  ];
  const all = [...values, ...nested, JSON.parse('{"__proto__":1}'), JSON.parse('{"constructor":1}')] as readonly Json[];
  for (const a of all) {
    for (const b of all)
      expect(isSameJson(a, b), `${JSON.stringify([a, b])}`).toBe(canonicalJson(a) === canonicalJson(b));
  }
});
