import { expect, test } from "vitest";
import { listedChance, recordedChance, shuffle } from "./chance.js";
import { commitmentOf, mixEntropy, seededChance } from "./seeded-chance.js";

/** Bytes 0, 1, … 31. The vectors below were computed by a separate program from the file header's words alone. */
const SEED = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const MIXED = mixEntropy(mixEntropy("", 0, "ada"), 1, "grüße");

test("[MT8] commitment and entropy are as published", () => {
  expect(commitmentOf(SEED)).toBe("630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd");
  expect(MIXED).toBe("644492937d153dc0ce19fd3a483ea50e0bd3e583f8c4f92fac967e61d7f6cdbc");
});

test.each([
  { entropy: "", version: 1, n: 2 ** 32, draws: [94810664, 3028206722, 3489412634, 2587549702] },
  { entropy: "", version: 2, n: 6, draws: [3, 3, 2, 5, 3, 4, 0, 3, 2, 3] },
  { entropy: MIXED, version: 1, n: 2, draws: [0, 0, 1, 0, 1, 0, 1, 0, 1, 0] },
  { entropy: "", version: 2 ** 31, n: 52, draws: [3, 11, 23, 46, 6] },
])("[MT8] version $version draws one of $n as any other implementation does", ({ entropy, version, n, draws }) => {
  const chance = seededChance({ seed: SEED, entropy, version });
  expect(draws.map(() => chance.int(n, "vector"))).toEqual(draws);
  expect(chance.draws).toEqual(draws.map((value) => ({ purpose: "vector", n, value })));
});

test("[MT8] words beyond the last whole multiple of n are skipped, across blocks of the stream", () => {
  const chance = seededChance({ seed: SEED, entropy: MIXED, version: 7 });
  const n = 2 ** 31 + 1;
  const draws = [
    2108416078, 1123890423, 837370724, 1204961648, 1025282254, 272194041, 97078728, 1944304157, 38738887, 1146751112,
    1159935132, 827790924, 2096949580, 1771045468, 104835626, 1565985944, 965104575, 96714416, 1166328423, 1947124304,
  ];
  expect(draws.map(() => chance.int(n, "skip"))).toEqual(draws);
});

test("[MT8] a shuffle is Fisher-Yates from the last place down and leaves its input alone", () => {
  const items = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const chance = seededChance({ seed: SEED, entropy: "", version: 3 });
  expect(shuffle(chance, items, "deck")).toEqual([6, 9, 8, 5, 3, 4, 0, 7, 1, 2]);
  expect(chance.draws.map((draw) => draw.value)).toEqual([2, 1, 7, 0, 4, 3, 3, 1, 1]);
  expect(items).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("[MT8] recorded draws are given again, and anything else that is asked for is a fault", () => {
  const recorded = [{ purpose: "coin", n: 2, value: 1 }];
  expect(recordedChance(recorded).int(2, "coin")).toBe(1);
  expect(() => recordedChance(recorded).int(6, "coin")).toThrow(/recorded was "coin" of 2/);
  expect(() => recordedChance(recorded).int(2, "die")).toThrow(/draw 1 is "die"/);
  expect(() => recordedChance([]).int(2, "coin")).toThrow(/never recorded/);
});

test("[MT8] listed values come in order, and must fit and suffice", () => {
  const chance = listedChance([1, 9]);
  expect(chance.int(2, "a")).toBe(1);
  expect(() => chance.int(6, "b")).toThrow(RangeError);
  expect(() => chance.int(6, "c")).toThrow(/no value listed/);
});

test.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])("[MT8] nobody can draw one of %s", (n) => {
  expect(() => seededChance({ seed: SEED, entropy: "", version: 1 }).int(n, "bad")).toThrow(RangeError);
});

test.each(["", "ff", SEED.toUpperCase(), `${SEED}00`])(
  "[MT8] the seed %j is refused: too little secret to trust",
  (seed) => {
    expect(() => commitmentOf(seed)).toThrow(RangeError);
  },
);
