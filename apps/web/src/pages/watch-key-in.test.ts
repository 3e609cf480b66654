import { expect, test } from "vitest";
import { watchKeyIn } from "./watch-key-in.js";

const KEY = "AbCdEfGhIjKlMnOpQrSt_-";

test.each([
  [KEY, KEY],
  [`  ${KEY} `, KEY],
  [`https://play.example/w/${KEY}?x=1`, KEY],
  [`${KEY}x`, null],
  ["https://play.example/m/5f0c", null],
  ["", null],
])("[MT3] the watch key in %j is %j", (typed, key) => {
  expect(watchKeyIn(typed)).toBe(key);
});
