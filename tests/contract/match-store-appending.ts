/** How a store appends commits under its fence: part of the contract of `match-store.ts`. */
import { randomUUID } from "node:crypto";
import type { AppendEntry } from "@holdfast/engine";
import { expect, test } from "vitest";
import { entryAfter, hashOf, newMatch, tipAfter, tipOf } from "../support/stored-match.js";
import type { Subject } from "./match-store.js";

export function appendingCases(subject: Subject): void {
  test("[SY8] versions go up by one, and the log reads back exactly what was appended", async () => {
    const tip = tipOf(await subject.created());
    const entries = [entryAfter(tip)];
    for (let i = 0; i < 4; i++) entries.push(entryAfter(tipAfter(entries[i] ?? entryAfter(tip))));
    const times: number[] = [];
    for (const entry of entries) {
      const outcome = await subject.store.append(entry);
      if (outcome.status === "appended") times.push(outcome.at);
    }
    const stored = await subject.store.readCommits(tip.matchId, 0, 100);
    expect(stored.map(({ commit }) => commit)).toEqual(entries.map(({ commit }) => commit));
    expect(stored.map(({ at }) => at)).toEqual(times);
  });

  test("[DU3] a commit keeps every kind of text and number it is made of", async () => {
    const tip = tipOf(await subject.created());
    const entry = entryAfter(tip, {
      commit: {
        kind: "join",
        seat: null,
        payload: {
          text: '\t\n{}",\\ 😀 \u001d \u001e \u001f \u2028',
          numbers: [0, -1, 1.5, 1e21, 5e-324],
          none: null,
          yes: true,
        },
        events: [],
        draws: [{ purpose: "deck", n: 52, value: 51 }],
        receivedAt: 8_640_000_000_000_000,
      },
    });
    await subject.store.append(entry);
    const [stored] = await subject.store.readCommits(tip.matchId, 0, 1);
    expect(stored?.commit).toEqual(entry.commit);
  });

  test("[SY5] a commit sent twice is in the log once, and the second answer tells the first", async () => {
    const entry = entryAfter(tipOf(await subject.created()));
    const first = await subject.store.append(entry);
    expect(first).toEqual({ status: "appended", at: expect.any(Number) });
    const again = await subject.store.append(entry);
    expect(again).toEqual({ ...first, status: "duplicate", commit: entry.commit });
    expect(await subject.store.readCommits(entry.commit.matchId, 0, 10)).toHaveLength(1);
  });

  test("[SY5] a msgId that is in the log is a duplicate even with another payload on top of the newest head", async () => {
    const tip = tipOf(await subject.created());
    const first = entryAfter(tip);
    await subject.store.append(first);
    const newest = await subject.grow(tipAfter(first), 3);
    const again = entryAfter(newest, { commit: { msgId: first.commit.msgId, payloadHash: hashOf("other") } });
    expect(await subject.store.append(again)).toMatchObject({ status: "duplicate", commit: first.commit });
    const line = { version: 4, epoch: 1, hash: newest.hash };
    expect(await subject.store.versionsOf([tip.matchId])).toEqual(new Map([[tip.matchId, line]]));
  });

  test("[SY5] the same msgId of another player or in another match is another message", async () => {
    const msgId = randomUUID();
    const here = tipOf(await subject.created());
    const there = tipOf(await subject.created());
    const first = entryAfter(here, { commit: { msgId, actorId: "ann" } });
    const ofAnother = entryAfter(tipAfter(first), { commit: { msgId, actorId: "bob" } });
    const elsewhere = entryAfter(there, { commit: { msgId, actorId: "ann" } });
    for (const entry of [first, ofAnother, elsewhere]) {
      expect(await subject.store.append(entry)).toMatchObject({ status: "appended" });
    }
  });

  test("[SY8] of commits that race for one version exactly one goes in, the others are lost", async () => {
    const tip = tipOf(await subject.created());
    const rivals = Array.from({ length: 12 }, () => entryAfter(tip));
    const outcomes = await Promise.all(rivals.map((entry) => subject.store.append(entry)));
    expect(outcomes.filter(({ status }) => status === "appended")).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === "lost")).toHaveLength(11);
    expect(await subject.store.readCommits(tip.matchId, 0, 100)).toHaveLength(1);
  });

  test("[SY8] a commit decided on one that never went in is refused, and so is its successor", async () => {
    const tip = tipOf(await subject.created());
    const [winner, loser] = [entryAfter(tip), entryAfter(tip)];
    const onTop = entryAfter(tipAfter(loser));
    const onTopOfThat = entryAfter(tipAfter(onTop));
    const outcomes = await Promise.all([winner, loser, onTop, onTopOfThat].map((entry) => subject.store.append(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(["appended", "lost", "lost", "lost"]);
    expect(await subject.store.readCommits(tip.matchId, 0, 100)).toHaveLength(1);
  });

  test("[SY8] a commit whose parent the log does not have yet is lost: no gap appears", async () => {
    const tip = tipOf(await subject.created());
    const missing = entryAfter(tip);
    expect(await subject.store.append(entryAfter(tipAfter(missing)))).toEqual({ status: "lost" });
    expect(await subject.store.readCommits(tip.matchId, 0, 100)).toEqual([]);
  });

  test("[DU4] a commit of another epoch is lost", async () => {
    const tip = tipOf(await subject.created());
    expect(await subject.store.append(entryAfter(tip, { epoch: 2 }))).toEqual({ status: "lost" });
    expect(await subject.store.append(entryAfter(tip))).toMatchObject({ status: "appended" });
  });

  test("[SY8] a commit of a match that does not exist is lost", async () => {
    expect(await subject.store.append(entryAfter(tipOf(newMatch())))).toEqual({ status: "lost" });
  });

  test("[DU2] commits of many matches sent at once all go in, each in its own log", async () => {
    const matches = await Promise.all(Array.from({ length: 60 }, () => subject.created()));
    const entries = matches.map((match) => entryAfter(tipOf(match)));
    const outcomes = await Promise.all(entries.map((entry) => subject.store.append(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(entries.map(() => "appended"));
    const logs = await Promise.all(entries.map(({ commit }) => subject.store.readCommits(commit.matchId, 0, 9)));
    expect(logs.map((log) => log.map(({ commit }) => commit))).toEqual(entries.map(({ commit }) => [commit]));
  });

  test("[SY8] a chain of one match sent without waiting goes in in order", async () => {
    const tip = tipOf(await subject.created());
    const chain: AppendEntry[] = [];
    for (let at = tip; chain.length < 20; ) {
      const entry = entryAfter(at);
      chain.push(entry);
      at = tipAfter(entry);
    }
    const outcomes = await Promise.all(chain.map((entry) => subject.store.append(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(chain.map(() => "appended"));
  });
}
