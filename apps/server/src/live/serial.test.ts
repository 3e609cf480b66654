import { expect, test } from "vitest";
import { Serial } from "./serial.js";

/** A task that notes when it begins and ends, and waits for so many turns in between. */
function noting(seen: string[], name: string, during: () => void = () => {}): () => Promise<string> {
  return async () => {
    seen.push(`${name} begins`);
    during();
    for (let turns = 0; turns < 5; turns += 1) await Promise.resolve();
    seen.push(`${name} ends`);
    return name;
  };
}

test("[DU2] tasks run one after the other, the first one at once", async () => {
  const [queue, seen] = [new Serial(), [] as string[]];
  const first = queue.run(noting(seen, "a"));
  expect(seen).toEqual(["a begins"]);
  const rest = ["b", "c"].map((name) => queue.run(noting(seen, name)));
  expect(queue.waiting).toBe(3);
  expect(await Promise.all([first, ...rest])).toEqual(["a", "b", "c"]);
  expect(seen).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
  expect(queue.waiting).toBe(0);
});

test("[DU2] what is given while the first task is just beginning waits for it, and what is given later for both", async () => {
  const [queue, seen] = [new Serial(), [] as string[]];
  const given: Promise<unknown>[] = [];
  const outer = queue.run(noting(seen, "a", () => given.push(queue.run(noting(seen, "b")))));
  given.push(queue.run(noting(seen, "c")));
  await Promise.all([outer, ...given]);
  expect(seen).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("[DU2] a task that fails, in whichever way, is its own affair", async () => {
  const [queue, seen] = [new Serial(), [] as string[]];
  const thrown = queue.run(() => {
    throw new Error("at once");
  });
  const rejected = queue.run(() => Promise.reject(new Error("later")));
  const sound = queue.run(noting(seen, "a"));
  await expect(thrown).rejects.toThrow("at once");
  await expect(rejected).rejects.toThrow("later");
  expect(await sound).toBe("a");
});
