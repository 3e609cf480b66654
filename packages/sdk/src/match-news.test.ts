/** What a match tells beside its state: pauses, what administrators did, a log that was taken back. */
import { describe, expect, test } from "vitest";
import type { Match, MatchNotice, MatchReset } from "./api.js";
import { eventsAt, makeWorld, receipt, resumed, stateFrame, type World } from "./testing-support/world.js";

interface Following extends World {
  readonly match: Match;
  /** A new version, made now. */
  step(version: number, over?: object): Promise<void>;
}

async function following(): Promise<Following> {
  const world = makeWorld();
  const match = await resumed(world);
  const step = async (version: number, over: object = {}): Promise<void> => {
    const more = { from: version - 1, events: [eventsAt(version)], serverTime: world.clock.now() };
    world.server.push(stateFrame(version, { ...more, ...over }));
    await world.clock.advance(5);
  };
  return { ...world, match, step };
}
describe("what the platform did", () => {
  test("[MT10] a pause is held with its reason until play goes on", async () => {
    const it = await following();
    expect(it.match.pause).toBe(null);
    const pause = { reason: "A referee looks at it.", since: 12 };
    await it.step(4, { pause });
    expect(it.match.pause).toEqual(pause);
    await it.step(5);
    expect(it.match.pause).toBe(null);
  });

  test("[MT10] pauses, decisions and rollbacks are told as notices, each once and with its version", async () => {
    const it = await following();
    const notices: MatchNotice[] = [];
    const stop = it.match.onNotice((notice) => void notices.push(notice));
    const rollback = { kind: "rollback", by: "admin", reason: "A wrong card.", to: 2 } as const;
    await it.step(4);
    await it.step(5, { events: [{ ...eventsAt(5), events: [], seat: null, notice: rollback }] });
    await it.step(5, { events: [{ ...eventsAt(5), events: [], seat: null, notice: rollback }] });
    expect(notices).toEqual([{ ...rollback, version: 5, at: 5 }]);
    stop();
    await it.step(6, { events: [{ ...eventsAt(6), notice: rollback }] });
    expect(notices).toHaveLength(1);
  });

  test("[SY7] a log that was taken back is told: what is held now, and what does not count any more", async () => {
    const it = await following();
    const resets: MatchReset[] = [];
    it.match.onReset((reset) => void resets.push(reset));
    await it.step(4);
    expect(resets).toEqual([]);
    await it.step(2, { epoch: 2, from: null, events: [] });
    expect(resets).toEqual([{ epoch: 2, version: 2, before: { epoch: 1, version: 4 } }]);
    await it.step(9, { epoch: 1 });
    expect([it.match.snapshot?.version, resets.length]).toEqual([2, 1]);
  });

  test("[SY7] a client that was ahead of the log is told so too; one that had only missed something is not", async () => {
    for (const [version, over, told] of [
      [1, { reset: true, from: null }, [{ epoch: 1, version: 1, before: { epoch: 1, version: 3 } }]],
      [9, { reset: true, from: null }, []],
    ] as const) {
      const it = await following();
      const resets: MatchReset[] = [];
      it.match.onReset((reset) => void resets.push(reset));
      it.server.answers.set("match.state", () => ({
        data: stateFrame(version, { ...over, serverTime: it.clock.now() }),
      }));
      it.server.endFeeds(null);
      await it.clock.advance(2_000);
      expect(it.match.snapshot?.version).toBe(version);
      expect(resets).toEqual(told);
    }
  });

  test("[DU5] a receipt that is only in memory says so", async () => {
    const it = await following();
    const inMemory = receipt(4) as { value: object };
    it.server.answers.set("match.move", () => ({ data: { ok: true, value: { ...inMemory.value, durable: false } } }));
    const move = it.match.move({ type: "move", cell: 4 });
    await it.clock.advance(5);
    expect(await move).toMatchObject({ ok: true, value: { durable: false } });
  });
});
