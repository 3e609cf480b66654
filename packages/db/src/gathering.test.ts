/** Questions that come together are one statement, and everybody gets the answer to their own. */
import { expect, test } from "vitest";
import { Gathering } from "./gathering.js";

/** Holds every statement until it is let go. */
function held() {
  const statements: (readonly number[])[] = [];
  const waiting: (() => void)[] = [];
  const answer = async (asked: readonly number[]) => {
    statements.push(asked);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return asked.map((n) => n * 10);
  };
  return { statements, answer, letGo: () => waiting.shift()?.() };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("[DU7] what comes while a statement is on its way is asked in the next one, and each gets its own answer", async () => {
  const { statements, answer, letGo } = held();
  const gathering = new Gathering(answer, { most: 100, flights: 1 });
  const first = [gathering.ask(1), gathering.ask(2)];
  await turn();
  const second = [3, 4, 5].map((n) => gathering.ask(n));
  await turn();
  expect(statements).toEqual([[1, 2]]);
  letGo();
  expect(await Promise.all(first)).toEqual([10, 20]);
  await turn();
  letGo();
  expect(await Promise.all(second)).toEqual([30, 40, 50]);
  expect(statements).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test("[DU7] a statement takes no more than it should, and no more of them fly than may", async () => {
  const { statements, answer, letGo } = held();
  const gathering = new Gathering(answer, { most: 2, flights: 2 });
  const all = [1, 2, 3, 4, 5].map((n) => gathering.ask(n));
  await turn();
  expect(statements).toEqual([
    [1, 2],
    [3, 4],
  ]);
  letGo();
  letGo();
  await Promise.all(all.slice(0, 4));
  await turn();
  letGo();
  expect(await Promise.all(all)).toEqual([10, 20, 30, 40, 50]);
});

test("[DU5] a statement that fails is told to those who asked in it, and to nobody else", async () => {
  let calls = 0;
  const answer = async (asked: readonly number[]) => {
    calls += 1;
    if (calls === 1) throw new Error("away");
    return asked;
  };
  const gathering = new Gathering(answer, { most: 100, flights: 1 });
  await expect(gathering.ask(1)).rejects.toThrow("away");
  expect(await gathering.ask(2)).toBe(2);
});
