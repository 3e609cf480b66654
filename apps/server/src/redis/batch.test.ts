import { expect, test } from "vitest";
import { Batch } from "./batch.js";
import { AWAY } from "./store.js";

/** A batch of numbers that answers their doubles when it is told to. */
function doubling() {
  const calls: (readonly number[])[] = [];
  const answers: ((away: boolean) => void)[] = [];
  const batch = new Batch<number, number>(
    (items) =>
      new Promise((resolve) => {
        calls.push(items);
        answers.push((away) => resolve(away ? AWAY : items.map((item) => item * 2)));
      }),
  );
  return { batch, calls, answer: (away = false) => answers.shift()?.(away) };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("[DU3] what is asked in one turn and while a call is under way goes into one call, answered in order", async () => {
  const { batch, calls, answer } = doubling();
  const first = [1, 2, 3].map((item) => batch.ask(item));
  await turn();
  const second = [4, 5].map((item) => batch.ask(item));
  await turn();
  expect(calls).toStrictEqual([[1, 2, 3]]);
  answer();
  expect(await Promise.all(first)).toStrictEqual([2, 4, 6]);
  answer();
  expect(await Promise.all(second)).toStrictEqual([8, 10]);
  expect(calls).toStrictEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

test("[DU3] a call takes 200 items at most, and a batch that was idle serves again", async () => {
  const { batch, calls, answer } = doubling();
  for (const round of [1, 2]) {
    const asked = Promise.all(Array.from({ length: 450 }, (_, i) => batch.ask(i)));
    for (let i = 0; i < 3; i += 1) {
      await turn();
      answer();
    }
    expect(await asked).toStrictEqual(Array.from({ length: 450 }, (_, i) => i * 2));
    expect(calls.map((items) => items.length)).toStrictEqual(
      Array.from({ length: round }, () => [200, 200, 50]).flat(),
    );
  }
});

test("[DU6] a call that is not answered or throws leaves nobody waiting, and the next one is made", async () => {
  let calls = 0;
  const batch = new Batch<number, number>(async (items) => {
    calls += 1;
    if (calls === 1) return AWAY;
    if (calls === 2) throw new Error("a defect");
    return items;
  });
  expect(await Promise.all([batch.ask(1), batch.ask(2)])).toStrictEqual([AWAY, AWAY]);
  expect(await batch.ask(3)).toBe(AWAY);
  expect(await batch.ask(4)).toBe(4);
});
