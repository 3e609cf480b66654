import { expect, test } from "vitest";
import type { OpenSubject } from "./coordination.js";

const TTL_MS = 6_000;

export function nodeCases(open: OpenSubject): void {
  test("[DU7] a node lives for as long as its last beat says, and not longer", async () => {
    const { clock, coordination } = await open();
    const { nodes } = coordination;
    await nodes.beat("node-1", TTL_MS);
    await nodes.beat("node-2", TTL_MS);
    expect((await nodes.live())?.toSorted()).toStrictEqual(["node-1", "node-2"]);
    await clock.advance(TTL_MS - 1);
    await nodes.beat("node-2", TTL_MS);
    expect((await nodes.live())?.toSorted()).toStrictEqual(["node-1", "node-2"]);
    await clock.advance(1);
    expect(await nodes.live()).toStrictEqual(["node-2"]);
  });

  test("[DU6] the generation stays the same while nothing is lost", async () => {
    const { coordination } = await open();
    const generation = await coordination.generation();
    expect(generation).toEqual(expect.stringMatching(/./));
    await coordination.nodes.beat("node-1", TTL_MS);
    expect(await coordination.generation()).toBe(generation);
  });

  test("[OP2] a ping is answered", async () => {
    const { coordination } = await open();
    await expect(coordination.ping()).resolves.toBeUndefined();
  });

  test("[OP1] closing twice does no harm", async () => {
    const { coordination } = await open();
    await coordination.close();
    await expect(coordination.close()).resolves.toBeUndefined();
  });
}
