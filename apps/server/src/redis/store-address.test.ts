import { expect, test } from "vitest";
import { nodeUrl, parseStoreAddress } from "./store-address.js";

test("[OP4] one Redis is named as ever", () => {
  const url = "rediss://user:secret@cache.example:6380/2";
  expect(parseStoreAddress(url)).toStrictEqual({ kind: "single", url });
});

test("[OP4] a cluster is named by some of its nodes, with what all of them are reached with", () => {
  const address = parseStoreAddress("rediss-cluster://user:p%40ss@one:7001, two,[2001:db8::1]:7003");
  expect(address).toStrictEqual({
    kind: "cluster",
    seeds: [
      { host: "one", port: 7001 },
      { host: "two", port: 6379 },
      { host: "2001:db8::1", port: 7003 },
    ],
    access: { credentials: "user:p%40ss@", tls: true },
  });
  if (address.kind === "single") return;
  expect(address.seeds.map((node) => nodeUrl(node, address.access))).toStrictEqual([
    "rediss://user:p%40ss@one:7001",
    "rediss://user:p%40ss@two:6379",
    "rediss://user:p%40ss@[2001:db8::1]:7003",
  ]);
});

test.each([
  "redis-cluster://",
  "redis-cluster://SECRET@",
  "redis-cluster://SECRET@a:1/0",
  "redis-cluster://SECRET@a:0",
])("[OP4] %s is refused in a sentence that does not repeat it", (url) => {
  expect(() => parseStoreAddress(url)).toThrow(/REDIS_URL/);
  expect(() => parseStoreAddress(url)).not.toThrow(/SECRET/);
});
