/** What every store promises of heartbeats and outages; part of the contract in `match-store.ts`. */
import { randomUUID } from "node:crypto";
import type { Heartbeat, HeartbeatAnswer } from "@holdfast/engine";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import type { Subject } from "./match-store.js";

const LONG_MS = 3_600_000;

export function heartbeatCases(subject: Pick<Subject, "store">): void {
  const beat = (more: Partial<Heartbeat> = {}): Promise<HeartbeatAnswer> =>
    subject.store.beat({ nodeId: randomUUID(), blindSince: null, gapMs: LONG_MS, since: 0, ...more });
  /** A node that beats until storage's clock has gone on. */
  const beatAfter = (before: number, more: Partial<Heartbeat>) =>
    eventually(async () => {
      const answer = await beat(more);
      return answer.at > before && answer;
    });

  test("[DU5.1] a beat is answered with storage's time, which does not go back", async () => {
    const first = await beat();
    expect(Math.abs(first.at - Date.now())).toBeLessThan(60_000);
    expect((await beat()).at).toBeGreaterThanOrEqual(first.at);
  });

  test("[DU5.1] nodes that beat in time find no outage", async () => {
    const before = await beat();
    const after = await beatAfter(before.at, { since: before.at });
    expect(after.outages).toEqual([]);
  });

  test("[DU5.1] a silence of all nodes is kept by the first to beat after it, and every other learns of it", async () => {
    const before = await beat();
    const { at, outages } = await eventually(async () => {
      const answer = await beat({ gapMs: 0, since: before.at });
      return answer.outages.length > 0 && answer;
    });
    const [outage] = outages;
    expect(outage).toMatchObject({ cause: "service", to: at });
    expect(outage?.from).toBeGreaterThanOrEqual(before.at);
    const others = await Promise.all(Array.from({ length: 8 }, () => beat({ since: before.at })));
    for (const other of others) expect(other.outages).toEqual(outages);
    expect((await beat({ since: at })).outages).toEqual([]);
  });

  test("[SY3] all learn that a node cannot tell who is there, and since when it could not once it can", async () => {
    const { at } = await beat();
    const nodeId = randomUUID();
    const blindSince = at - 5_000;
    expect((await beat({ nodeId, blindSince, since: at })).blindSince).toBeNull();
    expect(await beat({ since: at })).toMatchObject({ blindSince, outages: [] });
    // Times are whole milliseconds: what ended in the very one that is asked for is not told.
    await beatAfter(at, {});
    const over = await beat({ nodeId, since: at });
    expect(over.outages).toEqual([{ cause: "presence", from: blindSince, to: over.at }]);
    expect(await beat({ since: at })).toMatchObject({ blindSince: null, outages: over.outages });
    // Said once: the next beat of the same node keeps nothing more.
    expect((await beat({ nodeId, since: at })).outages).toEqual(over.outages);
  });
}
