/** How a store is read: part of the contract of `match-store.ts`. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { entryAfter, tipAfter, tipOf } from "../support/stored-match.js";
import type { Subject } from "./match-store.js";

export function readingCases(subject: Subject): void {
  test("[SY13] the log is read from any version, in order, in pieces", async () => {
    const match = await subject.created();
    await subject.grow(tipOf(match), 6);
    const versions = async (after: number, limit: number) =>
      (await subject.store.readCommits(match.facts.matchId, after, limit)).map(({ commit }) => commit.version);
    expect(await versions(0, 100)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await versions(2, 3)).toEqual([3, 4, 5]);
    expect(await versions(6, 100)).toEqual([]);
  });

  test("[SY5] a commit is found by its player and msgId, in its own match only", async () => {
    const entry = entryAfter(tipOf(await subject.created()));
    const outcome = await subject.store.append(entry);
    const { matchId, actorId, msgId } = entry.commit;
    const at = outcome.status === "appended" ? outcome.at : null;
    expect(await subject.store.findCommit(matchId, actorId, msgId)).toEqual({ commit: entry.commit, at });
    expect(await subject.store.findCommit(matchId, "another", msgId)).toBeNull();
    expect(await subject.store.findCommit(matchId, actorId, randomUUID())).toBeNull();
    expect(await subject.store.findCommit(randomUUID(), actorId, msgId)).toBeNull();
  });

  test("[SY8] versions of many matches come in one answer, unknown ones are left out", async () => {
    const [one, two] = [await subject.created(), await subject.created()];
    const grown = await subject.grow(tipOf(two), 2);
    const asked = [one.facts.matchId, randomUUID(), "not an id", two.facts.matchId];
    expect(await subject.store.versionsOf(asked)).toEqual(
      new Map([
        [one.facts.matchId, { version: 0, epoch: 1, hash: one.head.hash }],
        [two.facts.matchId, { version: 2, epoch: 1, hash: grown.hash }],
      ]),
    );
    expect(await subject.store.versionsOf([])).toEqual(new Map());
  });

  test("[MT1] what is not there is null, whatever was asked for", async () => {
    expect(await subject.store.findMatch({ matchId: randomUUID() })).toBeNull();
    expect(await subject.store.findMatch({ matchId: "not an id" })).toBeNull();
    expect(await subject.store.findMatch({ code: "nothing" })).toBeNull();
    expect(await subject.store.findMatch({ watchKey: "nothing" })).toBeNull();
    expect(await subject.store.loadMatch("not an id")).toBeNull();
    expect(await subject.store.readCommits("not an id", 0, 9)).toEqual([]);
    expect(await subject.store.findCommit("not an id", "a", "b")).toBeNull();
  });

  test("[MT1] a player's matches are those with a seat or as host, newest first, with names", async () => {
    const [ann, bob] = [randomUUID(), randomUUID()];
    await subject.store.putPlayer({ playerId: ann, name: "Ann" });
    const hosted = await subject.created({ facts: { hostId: ann, createdAt: 1_000 } });
    const seated = await subject.created({ facts: { createdAt: 2_000 } });
    await subject.created({ facts: { createdAt: 3_000, hostId: bob } });
    await subject.store.append(entryAfter(tipOf(seated), { seating: { seat: 1, playerId: ann } }));
    const rows = await subject.store.matchesOf(ann, { finished: false, limit: 10 });
    expect(rows.map(({ matchId }) => matchId)).toEqual([seated.facts.matchId, hosted.facts.matchId]);
    expect(rows[0]?.seats).toEqual([
      { seat: 0, playerId: null, name: null },
      { seat: 1, playerId: ann, name: "Ann" },
    ]);
    expect(await subject.store.matchesOf(ann, { finished: false, limit: 1 })).toHaveLength(1);
  });

  test("[MT1] a match is listed with when it last changed: at its newest commit, or when it was made", async () => {
    const match = await subject.created();
    const { matchId } = match.facts;
    const changedAt = async () => (await subject.store.findMatch({ matchId }))?.updatedAt ?? 0;
    const madeAt = await changedAt();
    expect(madeAt).toBeGreaterThan(0);
    const entry = entryAfter(tipOf(match));
    await subject.store.append(entry);
    const next = await subject.store.append(entryAfter(tipAfter(entry)));
    expect(next).toEqual({ status: "appended", at: await changedAt() });
    expect(await changedAt()).toBeGreaterThanOrEqual(madeAt);
  });

  test("[MT11] public matches are listed by status, newest first, and private ones never", async () => {
    const future = 9_000_000_000_000;
    const older = await subject.created({ visibility: "public", facts: { createdAt: future } });
    const newer = await subject.created({ visibility: "public", facts: { createdAt: future + 1 } });
    const hidden = await subject.created({ visibility: "private", facts: { createdAt: future + 2 } });
    const listed = (await subject.store.publicMatches({ status: "open", limit: 1_000 })).map(({ matchId }) => matchId);
    expect(listed.slice(0, 2)).toEqual([newer.facts.matchId, older.facts.matchId]);
    expect(listed).not.toContain(hidden.facts.matchId);
    await subject.store.append(entryAfter(tipOf(newer)));
    const playing = await subject.store.publicMatches({ status: "playing", limit: 1 });
    expect(playing.map(({ matchId }) => matchId)).toEqual([newer.facts.matchId]);
  });

  test("[MT8] the seed is in what loadMatch answers and in nothing else", async () => {
    const seed = `canary-${randomUUID()}`;
    const ann = randomUUID();
    const match = await subject.created({ seed, visibility: "public", facts: { hostId: ann, createdAt: 9e12 + 9 } });
    const entry = entryAfter(tipOf(match));
    await subject.store.append(entry);
    const { matchId } = match.facts;
    const { store } = subject;
    const answers = await Promise.all([
      store.findMatch({ matchId }),
      store.findMatch({ code: match.code }),
      store.findMatch({ watchKey: match.watchKey }),
      store.matchesOf(ann, { finished: true, limit: 9 }),
      store.publicMatches({ status: "playing", limit: 1 }),
      store.readCommits(matchId, 0, 9),
      store.findCommit(matchId, entry.commit.actorId, entry.commit.msgId),
      store.append(entry),
    ]);
    for (const answer of answers) {
      expect(JSON.stringify(answer)).toContain(matchId);
      expect(JSON.stringify(answer)).not.toContain(seed);
    }
    expect(JSON.stringify(await store.loadMatch(matchId))).toContain(seed);
  });

  test("[OP2] a store that is there answers a ping", async () => {
    await expect(subject.store.ping()).resolves.toBeUndefined();
  });
}
