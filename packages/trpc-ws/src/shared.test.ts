import { expect, test } from "vitest";
import { Shared } from "./shared.js";
import { textFrame } from "./text-frame.js";

test("[SY9] subscribers with one id share one frame, made once", () => {
  const shared = new Shared("1:2", { n: 1 });
  expect(shared.frameFor(7)).toBe(shared.frameFor(7));
  expect(shared.frameFor("7")).not.toBe(shared.frameFor(7));
});

test("[SY9] frames of many ids stay right, and only a few are kept", () => {
  const shared = new Shared("1:2", { n: 1 });
  const expected = (id: number) =>
    textFrame(`{"id":${id},"result":{"type":"data","data":{"json":{"id":"1:2","data":{"n":1}}},"id":"1:2"}}`);
  for (let id = 0; id < 100; id++) expect(shared.frameFor(id)).toEqual(expected(id));
  expect(shared.frameFor(0)).toBe(shared.frameFor(0));
  expect(shared.frameFor(99)).not.toBe(shared.frameFor(99));
});
