import { expect, test } from "vitest";
import { canonicalJson } from "./canonical.js";
import { CanonicalMemory } from "./canonical-memory.js";
import type { Chance } from "./chance.js";
import { asJson, type Json } from "./json.js";
import { seededChance } from "./seeded-chance.js";

const SEED = "c4".repeat(32);

/** A value that goes on from another: what does not change is the same object, as rules leave it. */
function changed(value: Json, chance: Chance): Json {
  if (typeof value !== "object" || value === null || chance.int(8, "anew") === 0) return fresh(chance, 3);
  if (Array.isArray(value)) return changedList(value, chance);
  const entries = Object.entries(value);
  const at = chance.int(entries.length + 1, "which");
  const rest = entries.filter((_entry, index) => index !== at || chance.int(2, "stays") === 0);
  const key = entries[at]?.[0] ?? `k${chance.int(6, "key")}`;
  return Object.fromEntries([...rest, [key, changed(entries[at]?.[1] ?? null, chance)]]);
}

function changedList(list: readonly Json[], chance: Chance): Json {
  const [gone, at] = [chance.int(3, "gone"), chance.int(list.length + 1, "which")];
  const next = list.map((item, index) => (index === at ? changed(item, chance) : item));
  return [...next.slice(Math.min(gone, next.length)), fresh(chance, 2)];
}

function fresh(chance: Chance, depth: number): Json {
  const kind = chance.int(depth > 0 ? 6 : 4, "kind");
  if (kind === 0) return null;
  if (kind === 1) return chance.int(1_000, "number") - 500;
  if (kind === 2) return chance.int(2, "boolean") === 1;
  if (kind === 3) return 'é"x'.repeat(chance.int(20, "length"));
  const items = Array.from({ length: chance.int(5, "size") }, () => fresh(chance, depth - 1));
  return kind === 4 ? items : Object.fromEntries(items.map((item) => [`k${chance.int(6, "key")}`, item]));
}

test("[DU4] what is written with a memory is the canonical text, however one value goes on from another", () => {
  const chance = seededChance({ seed: SEED, entropy: "", version: 1 });
  const memory = new CanonicalMemory();
  let value: Json = { list: [], state: {} };
  let kept = 0;
  for (let step = 0; step < 3_000; step++) {
    expect(memory.text(value), `seed ${SEED}, step ${step}`).toBe(canonicalJson(value));
    value = changed(value, chance);
    kept = Math.max(kept, canonicalJson(value).length);
  }
  expect(kept, "the values were worth writing").toBeGreaterThan(500);
});

/** An object that counts how often it is read. */
function counted(): { readonly value: Json; readonly reads: () => number } {
  let reads = 0;
  const value = Object.defineProperty({}, "a", { enumerable: true, get: () => ++reads && "x" });
  return { value: asJson(value), reads: () => reads };
}

test("[DU4] what is the same object is written once, also where the list before it became shorter at its front", () => {
  const { value, reads } = counted();
  const memory = new CanonicalMemory();
  expect(memory.text({ list: [{ n: 1 }, value], n: 1 })).toBe('{"list":[{"n":1},{"a":"x"}],"n":1}');
  const last = { list: [value, { n: 2 }], n: 2 };
  expect(memory.text(last)).toBe('{"list":[{"a":"x"},{"n":2}],"n":2}');
  expect(reads()).toBe(1);
  expect(canonicalJson(last)).toBe(memory.text(last));
  expect(reads(), "the one without a memory reads it again").toBe(2);
});

test("[DU4] an equal object that is another one is written anew", () => {
  const memory = new CanonicalMemory();
  memory.text({ a: counted().value });
  const { value, reads } = counted();
  memory.text({ a: value });
  expect(reads()).toBe(1);
});

test.each([
  ["undefined", undefined],
  ["an undefined property", { a: undefined }],
  ["a hole", [undefined]],
  ["NaN", { a: [Number.NaN] }],
  ["a bigint", [1n]],
  ["a Map", { m: new Map() }],
])("[DU4] %s is refused with a memory as well, and the next value is written right", (_name, value) => {
  const memory = new CanonicalMemory();
  memory.text({ a: [1], m: {} });
  expect(() => memory.text(asJson(value))).toThrow(TypeError);
  expect(memory.text({ a: [1], m: { b: 1 } })).toBe('{"a":[1],"m":{"b":1}}');
});
