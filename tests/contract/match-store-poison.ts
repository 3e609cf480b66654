/** How a store refuses what cannot be stored: part of the contract of `match-store.ts`. */
import type { AppendEntry } from "@holdfast/engine";
import { expect, test } from "vitest";
import { entryAfter, type Tip, tipOf } from "../support/stored-match.js";
import type { Subject } from "./match-store.js";

export function poisonCases(subject: Subject): void {
  const POISON: readonly (readonly [string, (tip: Tip) => AppendEntry])[] = [
    ["a NUL in a msgId", (tip) => entryAfter(tip, { commit: { msgId: "a\u0000b" } })],
    ["half a surrogate pair in a msgId", (tip) => entryAfter(tip, { commit: { msgId: "a\ud800b" } })],
    ["a control character in a player id", (tip) => entryAfter(tip, { commit: { actorId: "a\u001fb" } })],
    ["what separates columns in a player id", (tip) => entryAfter(tip, { commit: { actorId: "a\u001db" } })],
    ["what separates columns in a parent's hash", (tip) => entryAfter(tip, { commit: { parentHash: "\u001d" } })],
    ["what stands for null as a player id", (tip) => entryAfter(tip, { commit: { actorId: "\u001e" } })],
    ["a NUL deep in a payload", (tip) => entryAfter(tip, { commit: { payload: { a: ["b\u0000"] } } })],
    ["half a surrogate pair in a key", (tip) => entryAfter(tip, { commit: { events: [{ "\udfff": 1 }] } })],
    ["a seat that is no whole number", (tip) => entryAfter(tip, { commit: { seat: 0.5 } })],
    ["a seat beyond its column", (tip) => entryAfter(tip, { commit: { seat: 70_000 } })],
    ["a time that is no number", (tip) => entryAfter(tip, { commit: { receivedAt: Number.NaN } })],
    ["a hash of a state that is none", (tip) => entryAfter(tip, { commit: { stateHash: "no hash" } })],
    ["a hash in capital letters", (tip) => entryAfter(tip, { commit: { hash: "AB".repeat(32) } })],
  ];

  test.each(POISON)("[SY6] %s is refused alone: the commits sent with it go in", async (_what, poisoned) => {
    const matches = await Promise.all(Array.from({ length: 9 }, () => subject.created()));
    const entries = matches.map((match, i) => (i === 4 ? poisoned : entryAfter)(tipOf(match)));
    const outcomes = await Promise.all(entries.map((entry) => subject.store.append(entry)));
    const expected = matches.map((_, i) => (i === 4 ? "refused" : "appended"));
    expect(outcomes.map(({ status }) => status)).toEqual(expected);
    const poisonedId = matches[4]?.facts.matchId ?? "";
    expect(await subject.store.readCommits(poisonedId, 0, 9)).toEqual([]);
  });

  test("[SY6] text that only looks like an escaped NUL is kept as it is", async () => {
    const entry = entryAfter(tipOf(await subject.created()), { commit: { payload: ["\\u0000", "\\\\ud800", "\\"] } });
    expect(await subject.store.append(entry)).toMatchObject({ status: "appended" });
    const [stored] = await subject.store.readCommits(entry.commit.matchId, 0, 1);
    expect(stored?.commit.payload).toEqual(["\\u0000", "\\\\ud800", "\\"]);
  });

  test("[OP1] a refusal does not repeat what it refuses", async () => {
    const entry = entryAfter(tipOf(await subject.created()), {
      commit: { seat: 0.123456789, payload: "canary-payload" },
    });
    const outcome = await subject.store.append(entry);
    expect(outcome).toEqual({ status: "refused", reason: expect.stringContaining("22P02") });
    expect(JSON.stringify(outcome)).not.toMatch(/0\.123456789|canary-payload/);
  });
}
