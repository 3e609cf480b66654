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

  test("[DU5.2] all learn what the others have heard: until when at least, and what each of them holds", async () => {
    const [one, other, third] = [randomUUID(), randomUUID(), randomUUID()];
    const open = [
      { matchId: randomUUID(), since: 5_000 },
      { matchId: null, since: 6_000 },
    ];
    const before = await beat({ nodeId: one, heard: { until: 9_000, open: [] } });
    expect(before.others?.until ?? Number.POSITIVE_INFINITY).toBeGreaterThan(0);
    await beat({ nodeId: other, heard: { until: 8_000, open } });
    const answer = await beat({ nodeId: third, heard: { until: 10_000, open: [{ matchId: randomUUID(), since: 1 }] } });
    expect(answer.others).toMatchObject({ until: 8_000, open });
    expect(answer.silent).toEqual([]);
    // It says of itself what it says last, and nothing once it leaves or never did.
    await beat({ nodeId: other, heard: { until: 11_000, open: [] } });
    expect((await beat({ nodeId: third, heard: null })).others).toEqual({ until: 9_000, open: [], unsaid: [] });
    for (const nodeId of [one, other]) await beat({ nodeId, heard: null });
    expect(await beat({ nodeId: third })).toMatchObject({ others: null, silent: [] });
  });

  test("[SY3.2] all learn what the others could not tell the board, beside what they hold", async () => {
    const [one, other, third] = [randomUUID(), randomUUID(), randomUUID()];
    const open = [{ matchId: randomUUID(), since: 5_000 }];
    const unsaid = [{ matchId: randomUUID(), seat: 1 }];
    const more = { matchId: null, seat: null };
    await beat({ nodeId: one, heard: { until: 9_000, open, unsaid } });
    await beat({ nodeId: other, heard: { until: 8_000, open: [], unsaid: [more] } });
    const { others } = await beat({ nodeId: third, heard: { until: 10_000, open: [] } });
    expect(others).toMatchObject({ until: 8_000, open });
    expect(others?.unsaid).toHaveLength(2);
    expect(others?.unsaid).toEqual(expect.arrayContaining([...unsaid, more]));
    for (const nodeId of [one, other, third]) await beat({ nodeId, heard: null });
  });

  test("[DU5.2] a node that stops beating is not waited for any more, and all learn since when it is silent", async () => {
    const nodeId = randomUUID();
    const { at } = await beat({ nodeId, heard: { until: 1, open: [] } });
    const { silent, others } = await eventually(async () => {
      const answer = await beat({ gapMs: 0 });
      return answer.silent.length > 0 && answer;
    });
    expect([silent, others]).toEqual([[{ nodeId, since: at }], null]);
    expect(await beat({ gapMs: LONG_MS })).toMatchObject({ silent: [], others: { until: 1 } });
    await beat({ nodeId, heard: null });
  });
}
