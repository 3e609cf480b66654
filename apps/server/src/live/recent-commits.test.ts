import type { Commit, StoredCommit } from "@holdfast/engine";
import { expect, test } from "vitest";
import { RecentCommits } from "./recent-commits.js";

function commit(actorId: string, msgId: string): StoredCommit {
  return { at: 0, commit: { actorId, msgId } as Commit };
}

test("[SY5] a message is found again under its sender and its msgId, and under nobody else's", () => {
  const recent = new RecentCommits();
  const mine = commit("alice", "m1");
  recent.add(mine);
  expect(recent.by("alice", "m1")).toBe(mine);
  expect(recent.by("bob", "m1")).toBeNull();
  expect(recent.by("alice", "m2")).toBeNull();
});

test("[SY5] of two players who used the same msgId each finds what they did", () => {
  const recent = new RecentCommits();
  const [hers, his] = [commit("alice", "same"), commit("bob", "same")];
  recent.add(hers);
  recent.add(his);
  expect(recent.by("alice", "same")).toBe(hers);
  expect(recent.by("bob", "same")).toBe(his);
});

test("[SY5] the last 64 commits are kept, and of two with one msgId the one that is left is found", () => {
  const recent = new RecentCommits();
  const all = Array.from({ length: 66 }, (_, i) => commit("alice", `m${i}`));
  const early = commit("bob", "m2");
  for (const stored of [early, ...all]) recent.add(stored);
  expect(recent.last(64)).toStrictEqual(all.slice(2));
  expect(recent.last(65)).toBeNull();
  expect(recent.by("alice", "m1")).toBeNull();
  expect(recent.by("bob", "m2")).toBeNull();
  expect(recent.by("alice", "m2")).toBe(all[2]);
});

test("[SY9] nothing is left of a log that was taken back", () => {
  const recent = new RecentCommits();
  recent.add(commit("alice", "m1"));
  recent.clear();
  expect([recent.newest, recent.by("alice", "m1"), recent.last(1)]).toStrictEqual([null, null, null]);
});
