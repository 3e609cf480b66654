/** Nodes that are given one of the numbered databases of their Redis, or a password. */
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { freshId } from "./coordination.js";
import { ACCEPTED } from "./coordination-dedupe.js";
import { redisFixture } from "./coordination-redis-fixture.js";

const { openRedis, openNode } = redisFixture();

test("[DU6] a database that Redis does not have is an outage that says so, and nothing is written to another one", async () => {
  const redis = await openRedis();
  const node = await openNode({ url: `${redis.url}/99` });
  const [line] = await eventually(() => node.log.lines.length > 0 && node.log.lines);
  expect(line).toMatchObject({
    message: "Redis is away; play goes on without it",
    fields: { reason: "NO_SUCH_DATABASE" },
  });
  await node.dedupe.remember(freshId(), "m1", ACCEPTED);
  await expect(node.ping()).rejects.toThrow("Redis is away");
  const first = await openNode(redis);
  await eventually(() => first.ping().then(() => true));
  const player = freshId();
  await first.dedupe.remember(player, "m1", ACCEPTED);
  expect(await node.dedupe.recall(player, "m1")).toBeNull();
});

test("[DU6] one that it has is used, and shared by those who are given the same", async () => {
  const redis = await openRedis();
  const [one, two, other] = await Promise.all(
    [7, 7, 8].map((database, n) => openNode({ url: `${redis.url}/${database}` }, { nodeId: `node-${n}` })),
  );
  for (const node of [one, two, other]) await eventually(() => node?.ping().then(() => true));
  const player = freshId();
  await one?.dedupe.remember(player, "m1", ACCEPTED);
  expect(await two?.dedupe.recall(player, "m1")).toStrictEqual(ACCEPTED);
  expect(await other?.dedupe.recall(player, "m1")).toBeNull();
});

test.each([
  ["redis://:wrong@", "Redis refused the user or password of REDIS_URL"],
  ["redis://somebody:wrong@", "Redis refused the user or password of REDIS_URL"],
  ["redis://", "Redis wants a password and REDIS_URL has none"],
])("[DU6] [OP1] a password that Redis does not take is said to be the trouble: %s", async (start, words) => {
  const redis = await openRedis("running", ["--requirepass", "the right one"]);
  const node = await openNode({ url: redis.url.replace("redis://", start) });
  const [line] = await eventually(() => node.log.lines.length > 0 && node.log.lines);
  expect(line?.message).toContain(words);
  expect(JSON.stringify(node.log.lines)).not.toContain("wrong@");
  const right = await openNode({ url: redis.url.replace("redis://", "redis://:the%20right%20one@") });
  await eventually(() => right.ping().then(() => true));
});

test("[DU6] [OP1] so is one that is wanted only since Redis came back", async () => {
  const redis = await openRedis("prepared", ["--requirepass", "the right one"]);
  const node = await openNode(redis);
  await eventually(() => node.log.lines.some(({ message }) => message.startsWith("Redis is away")));
  await redis.start();
  await eventually(() => node.log.lines.some(({ message }) => message.includes("REDIS_URL has none")));
});
