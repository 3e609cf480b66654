import { expect, test } from "vitest";
import { Flusher } from "./flusher.js";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("[SY9] at the end of a turn each gathers once and then writes once, however many there are", async () => {
  const flusher = new Flusher();
  const did = Array.from({ length: 200 }, (): string[] => []);
  for (const own of did) flusher.add({ gather: () => own.push("gathered"), flush: () => own.push("written") });
  expect(did.flat()).toEqual([]);
  await turn();
  expect(did).toEqual(did.map(() => ["gathered", "written"]));
  await turn();
  expect(did.flat()).toHaveLength(400);
});

test("[SY9] what is added while others are flushed has its turn after theirs", async () => {
  const flusher = new Flusher();
  const said: string[] = [];
  const late = { gather: () => {}, flush: () => said.push("late") };
  flusher.add({ gather: () => flusher.add(late), flush: () => said.push("first") });
  await turn();
  expect(said).toEqual(["first"]);
  await turn();
  expect(said).toEqual(["first", "late"]);
});
