import { expect, test } from "vitest";
import { Alarm } from "./alarm.js";

/** An alarm with time that the test moves, and what it has rung for. `early`: by how much timers of over 1 ms come before their time. */
function alarmed(early = 0) {
  let now = 0;
  let set = 0;
  const timers = new Set<{ readonly at: number; readonly task: () => void }>();
  const after = (ms: number, task: () => void) => {
    set += 1;
    const timer = { at: now + ms - (ms > 1 ? early : 0), task };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const alarm = new Alarm({ now: () => now, after });
  const rung: string[] = [];
  const advance = (to: number) => {
    for (;;) {
      const [next] = [...timers].filter(({ at }) => at <= to).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      timers.delete(next);
      now = Math.max(now, next.at);
      next.task();
    }
    now = to;
  };
  const watch = (ms: number, name: string) => alarm.watch(ms, () => rung.push(`${name} at ${now}`));
  /** No timer runs before then. */
  const standStill = (until: number) => {
    now = until;
    advance(until);
  };
  return { alarm, watch, advance, standStill, rung, setTimers: () => set, waiting: () => timers.size };
}

test("[DU5] each statement without an answer is told of at its own time, once", () => {
  const { watch, advance, rung } = alarmed();
  watch(100, "a");
  advance(30);
  watch(100, "b");
  watch(20, "c");
  advance(1_000);
  expect(rung).toEqual(["c at 50", "a at 100", "b at 130"]);
});

test("[DU5] nobody hears of those that were answered in time, and one timer serves a thousand of them", () => {
  const { alarm, watch, advance, rung, setTimers, waiting } = alarmed();
  for (let n = 0; n < 1_000; n += 1) {
    alarm.done(watch(100, `${n}`));
    advance(n / 10);
  }
  const late = watch(100, "late");
  expect(setTimers()).toBe(1);
  advance(150);
  alarm.done(late);
  advance(1_000);
  expect(rung).toEqual([]);
  expect(setTimers()).toBeLessThanOrEqual(3);
  expect(waiting()).toBe(0);
});

test("[DU5] a timer that comes a little early is not taken for the time itself", () => {
  const { watch, advance, rung } = alarmed(0.4);
  watch(100, "a");
  advance(99.9);
  expect(rung).toEqual([]);
  advance(1_000);
  expect(rung).toHaveLength(1);
});

test("[DU5] after the process stood still it rings for what is not answered once all that came was read", () => {
  const { alarm, watch, advance, standStill, rung } = alarmed();
  const answered = watch(100, "answered");
  watch(120, "lost");
  standStill(400);
  expect(rung).toEqual([]);
  alarm.done(answered);
  advance(1_000);
  expect(rung).toEqual(["lost at 401"]);
});

test("[DU5] a process that stands still again and again rings all the same", () => {
  const { watch, standStill, rung } = alarmed();
  watch(100, "a");
  standStill(400);
  standStill(800);
  expect(rung).toEqual(["a at 800"]);
});

test("[DU5] what rings may watch for something again", () => {
  const { alarm, advance, rung, watch } = alarmed();
  alarm.watch(10, () => watch(10, "again"));
  watch(10, "beside");
  advance(100);
  expect(rung).toEqual(["beside at 10", "again at 20"]);
});

test("[DU5] closed, it rings for nothing and leaves no timer behind", () => {
  const { alarm, watch, advance, rung, waiting } = alarmed();
  watch(10, "a");
  alarm.close();
  expect(waiting()).toBe(0);
  advance(100);
  expect(rung).toEqual([]);
});
