/** Messages that are almost what a client of ours would send: for tests of what a server makes of them. */

/** Numbers from a seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const SEEDS_OF_MESSAGES: readonly unknown[] = [
  { id: 1, method: "query", params: { path: "echo", input: { json: { a: [1, null, "x"] } } } },
  {
    id: 2,
    method: "mutation",
    params: { path: "store", input: { json: { at: "2020-01-01T00:00:00.000Z" }, meta: { values: { at: ["Date"] } } } },
  },
  { id: 3, method: "subscription", params: { path: "trackedFrom", input: { json: {} }, lastEventId: "3" } },
  { id: 3, method: "subscription.stop" },
  { id: 4, jsonrpc: "2.0", method: "query", params: { path: "broken" } },
  [
    { id: 5, method: "query", params: { path: "echo" } },
    { id: 6, method: "subscription", params: { path: "forever" } },
  ],
];
export const NASTY: readonly string[] = [
  "null",
  "true",
  "-1",
  "1e309",
  "9007199254740993",
  '""',
  '"__proto__"',
  '"\\ud800"',
  '"\\u0000"',
  "[]",
  "{}",
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '"subscription.stop"',
  '"query"',
  `${"[".repeat(4_000)}${"]".repeat(4_000)}`,
  '"constructor"',
  '{"json":1,"meta":{"values":{"__proto__.x":["Date"]}}}',
  '{"json":{},"meta":{"values":[["map"]]}}',
  '{"json":"x","meta":{"values":["bigint"]}}',
];

/** One message with one or a few things wrong with it. */
export function wrongMessage(random: (below: number) => number): string {
  let text = JSON.stringify(SEEDS_OF_MESSAGES[random(SEEDS_OF_MESSAGES.length)]);
  for (let times = 1 + random(3); times > 0; times--)
    text = MUTATIONS[random(MUTATIONS.length)]?.(text, random) ?? text;
  return text;
}

type Mutation = (text: string, random: (below: number) => number) => string;
const MUTATIONS: readonly Mutation[] = [
  (text, random) =>
    text.replace(pick(text.match(/"(?:[^"\\]|\\.)*"|\d+|null|\{\}/g), random), () => pick(NASTY, random)),
  (text, random) =>
    text.replace(
      pick(text.match(/"[a-z]+":/gi), random),
      () =>
        `${pick(
          NASTY.filter((one) => one.startsWith('"')),
          random,
        )}:`,
    ),
  (text, random) => text.slice(0, random(text.length)),
  (text, random) => text + text.slice(random(text.length)),
  (text) => `[${text},${text},${text}]`,
  (text, random) => {
    const at = random(text.length);
    return text.slice(0, at) + String.fromCharCode(random(0xd800)) + text.slice(at + 1);
  },
];

function pick(from: readonly string[] | null, random: (below: number) => number): string {
  return from?.[random(from.length)] ?? "";
}
