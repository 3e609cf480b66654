import { expect, test } from "vitest";
import { findPollution, mayPollute } from "./pollution.js";

const isCaught = (text: string) => mayPollute(text) && findPollution(JSON.parse(text));

test.each([
  '{"__proto__":1}',
  '{"a":[{"b":{"__proto__":{}}}]}',
  '{"\\u005f\\u005fproto\\u005f\\u005f":1}',
  '{"\\u005F_proto__":1}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"c\\u006fnstructor":{"prototype":{}}}',
  `${'{"a":'.repeat(3_000)}{"__proto__":1}${"}".repeat(3_000)}`,
])("[SY6] a key that could become a prototype is found: %.40s", (text) => {
  expect(isCaught(text)).toBe(true);
});

test.each([
  '{"a":"__proto__"}',
  '{"constructor":"a word"}',
  '{"prototype":1}',
  '["\\u005f\\u005fproto\\u005f\\u005f"]',
  "null",
  "7",
])("[SY6] what only looks like one passes: %s", (text) => {
  expect(isCaught(text)).toBe(false);
});
