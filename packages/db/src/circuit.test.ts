import type { StorageState } from "@holdfast/engine";
import { describe, expect, test } from "vitest";
import { Circuit } from "./circuit.js";
import { StorageFault } from "./storage-fault.js";

const GONE = new StorageFault("unreachable", "ECONNREFUSED");

/** Time that the test moves; what becomes due runs at its own time, and promises settle after each. */
class StillClock {
  private time = 1_000_000;
  private readonly tasks = new Set<{ readonly dueAt: number; readonly run: () => void }>();

  now(): number {
    return this.time;
  }
  after(ms: number, run: () => void): () => void {
    const task = { dueAt: this.time + ms, run };
    this.tasks.add(task);
    return () => void this.tasks.delete(task);
  }
  get waiting(): number {
    return this.tasks.size;
  }
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = [...this.tasks].filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt);
      if (next === undefined) break;
      this.tasks.delete(next);
      this.time = next.dueAt;
      next.run();
    }
    this.time = end;
  }
}

/** A circuit whose probes the test answers itself. */
function circuit(doubtAfterMs: number | null = null) {
  const clock = new StillClock();
  const probes: { patienceMs: number; answer: () => void; fail: (fault?: StorageFault) => void }[] = [];
  const turns: StorageState[] = [];
  let abandoned = 0;
  const subject = new Circuit({
    probe: (patienceMs) =>
      new Promise((resolve, reject) => {
        probes.push({ patienceMs, answer: resolve, fail: (fault = GONE) => reject(fault) });
      }),
    now: () => clock.now(),
    steady: () => clock.now(),
    after: (ms, task) => clock.after(ms, task),
    unit: () => 0.5,
    doubtAfterMs,
    onAway: () => {
      abandoned += 1;
    },
  });
  subject.onChange((state) => turns.push(state));
  const fails = (what: "write" | "read" = "write", fault = GONE) =>
    subject.guard(what, () => Promise.reject(fault)).catch((error: unknown) => error);
  const probe = async (count: number) => {
    for (let i = 0; i < 20 && probes.length < count; i += 1) await clock.advance(i === 0 ? 0 : 50);
    const found = probes[count - 1];
    if (found === undefined || probes.length > count) throw new Error(`there are ${probes.length} probes`);
    return found;
  };
  /** Storage is away after this. */
  const goAway = async () => {
    await fails();
    (await probe(1)).fail();
    (await probe(2)).fail();
    await clock.advance(0);
  };
  return { subject, clock, probes, turns, fails, probe, goAway, abandoned: () => abandoned };
}

describe("doubt", () => {
  test("[DU5] a statement that fails asks one probe, and its answer keeps storage up", async () => {
    const { subject, turns, fails, probe, clock } = circuit();
    await Promise.all([fails(), fails(), fails("read")]);
    (await probe(1)).answer();
    await clock.advance(10_000);
    expect(subject.state).toBe("up");
    expect(turns).toEqual([]);
  });

  test("[DU5] storage is away when two probes in a row come to nothing, since the first statement that failed was sent", async () => {
    const { subject, turns, clock, probe, abandoned } = circuit();
    const sentAt = clock.now();
    let fail = (_: unknown) => {};
    const sent = subject.guard("write", () => new Promise((_, reject) => (fail = reject))).catch(() => {});
    await clock.advance(300);
    fail(GONE);
    await sent;
    (await probe(1)).fail();
    await clock.advance(0);
    expect(subject.state).toBe("up");
    (await probe(2)).fail();
    await clock.advance(0);
    expect(turns).toEqual([{ awaySince: sentAt }]);
    expect(abandoned()).toBe(1);
  });

  test("[DU5] a statement without an answer raises a doubt before it has failed", async () => {
    const { subject, clock, probe } = circuit(1_000);
    const sentAt = clock.now();
    void subject.guard("read", () => new Promise(() => {}));
    await clock.advance(1_000);
    (await probe(1)).fail();
    (await probe(2)).fail();
    await clock.advance(0);
    expect(subject.state).toEqual({ awaySince: sentAt });
  });

  test("[DU5] a write that was sent since and went through ends the doubt; a read does not", async () => {
    const { subject, clock, fails, probe } = circuit();
    await fails();
    const first = await probe(1);
    await clock.advance(1);
    await subject.guard("read", async () => 1);
    first.fail();
    const second = await probe(2);
    await subject.guard("write", async () => 1);
    second.fail();
    await clock.advance(10_000);
    expect(subject.state).toBe("up");
  });

  test.each(["refused", "conflict", "broken"] as const)(
    "[DU5] a statement that is answered with no (%s) raises none",
    async (kind) => {
      const { probes, fails, clock } = circuit();
      expect(await fails("write", new StorageFault(kind, "23505"))).toMatchObject({ kind });
      await clock.advance(10_000);
      expect(probes).toHaveLength(0);
    },
  );

  test("[DU5] a server that says no to the probe is there", async () => {
    const { subject, fails, probe, clock } = circuit();
    await fails();
    (await probe(1)).fail(new StorageFault("broken", "42501"));
    await clock.advance(10_000);
    expect(subject.state).toBe("up");
  });
});

describe("away", () => {
  test("[DU5] no statement is sent, and each fails at once", async () => {
    const { subject, goAway } = circuit();
    await goAway();
    let sent = 0;
    const statement = async () => {
      sent += 1;
    };
    await expect(subject.guard("read", statement)).rejects.toMatchObject({ kind: "unreachable", code: "STORAGE_AWAY" });
    expect(sent).toBe(0);
  });

  test("[DU5] one probe after the other asks whether it is back, with less patience than before", async () => {
    const { subject, clock, probes, goAway, probe, turns } = circuit();
    await goAway();
    const third = await probe(3);
    await clock.advance(60_000);
    expect(probes).toHaveLength(3);
    expect(third.patienceMs).toBeLessThan(probes[0]?.patienceMs ?? 0);
    third.fail();
    (await probe(4)).answer();
    await clock.advance(0);
    expect(subject.state).toBe("up");
    expect(turns.at(-1)).toBe("up");
    expect(await subject.guard("read", async () => "asked")).toBe("asked");
  });

  test("[DU5] whoever pauses goes on as soon as it is back", async () => {
    const { subject, clock, goAway, probe } = circuit();
    await goAway();
    let isOver = false;
    const pause = subject.pause(1_000_000).then(() => (isOver = true));
    await clock.advance(0);
    expect(isOver).toBe(false);
    (await probe(3)).answer();
    await pause;
    expect(clock.waiting).toBe(0);
  });

  test("[DU5] only in its first second may it be a flicker", async () => {
    const { subject, clock, goAway } = circuit();
    expect(subject.mayFlicker).toBe(false);
    await goAway();
    expect(subject.mayFlicker).toBe(true);
    await clock.advance(1_000);
    expect(subject.mayFlicker).toBe(false);
  });

  test("[DU5] once closed it asks no more", async () => {
    const { subject, clock, goAway, probes, probe } = circuit();
    await goAway();
    (await probe(3)).fail();
    subject.close();
    await clock.advance(10_000);
    expect(probes).toHaveLength(3);
  });
});
