/**
 * What every store of matches promises, as tests: run for each implementation by a file beside this one.
 * The promises are those written at `MatchStore` in `@holdfast/engine`.
 */
import { randomUUID } from "node:crypto";
import { type AppendEntry, type MatchStore, type NewMatch, type Outcome, sealOf } from "@holdfast/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deadlineCases } from "./match-store-deadlines.js";
import { heartbeatCases } from "./match-store-heartbeats.js";
import { nameCases } from "./match-store-names.js";
import {
  entryAfter,
  hashOf,
  newMatch,
  OPEN_STATE,
  randomCode,
  type Tip,
  tipAfter,
  tipOf,
} from "../support/stored-match.js";

const WIN: Outcome = { status: "finished", winners: [0], scores: [1, 0], reason: "three_in_a_row" };

export function matchStoreContract(name: string, open: () => Promise<MatchStore>): void {
  describe(name, () => {
    let store: MatchStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());
    const subject: Subject = {
      get store() {
        return store;
      },
      created: async (parts) => {
        const match = newMatch(parts);
        expect(await store.createMatch(match)).toEqual({ status: "created" });
        return match;
      },
      grow: async (tip, commits) => {
        let at = tip;
        for (let i = 0; i < commits; i++) {
          const entry = entryAfter(at);
          expect(await store.append(entry)).toMatchObject({ status: "appended" });
          at = tipAfter(entry);
        }
        return at;
      },
    };
    describe("creating", () => creating(subject));
    describe("appending", () => appending(subject));
    describe("seats", () => seating(subject));
    describe("endings", () => endings(subject));
    describe("reading", () => reading(subject));
    describe("deadlines", () => deadlineCases(subject));
    describe("poison", () => poison(subject));
    describe("heartbeats", () => heartbeatCases(subject));
    describe("names", () => nameCases(subject));
  });
}

export interface Subject {
  readonly store: MatchStore;
  created(parts?: Parameters<typeof newMatch>[0]): Promise<NewMatch>;
  /** Appends so many commits one after the other. */
  grow(tip: Tip, commits: number): Promise<Tip>;
}

function creating(subject: Subject): void {
  test("[DU4] a match is loaded exactly as it was created", async () => {
    const match = await subject.created({ facts: { options: { size: 3, names: ["à", "😀", '"\\'] }, hostId: "host" } });
    expect(await subject.store.loadMatch(match.facts.matchId)).toEqual({
      facts: match.facts,
      seed: match.seed,
      code: match.code,
      watchKey: match.watchKey,
      visibility: "private",
      epoch: 1,
      snapshot: match.head,
      tail: [],
      headRow: {
        version: 0,
        hash: match.head.hash,
        status: "open",
        deadline: null,
        toMove: [],
        outcome: null,
        endedAt: null,
        holders: [null, null],
      },
      names: new Map(),
      created: {
        creatorId: match.creatorId,
        createMsgId: match.createMsgId,
        createPayloadHash: match.createPayloadHash,
      },
      seal: sealOf(match),
    });
  });

  test("[SY5] a repeated create finds the first match and its payload hash", async () => {
    const first = await subject.created();
    const again = newMatch({ creatorId: first.creatorId, createMsgId: first.createMsgId });
    expect(await subject.store.createMatch(again)).toEqual({
      status: "duplicate",
      matchId: first.facts.matchId,
      payloadHash: first.createPayloadHash,
    });
    expect(await subject.store.loadMatch(again.facts.matchId)).toBeNull();
  });

  test("[SY5] creates that race under one msgId make one match", async () => {
    const creatorId = randomUUID();
    const createMsgId = randomUUID();
    const rivals = Array.from({ length: 8 }, () => newMatch({ creatorId, createMsgId }));
    const outcomes = await Promise.all(rivals.map((match) => subject.store.createMatch(match)));
    const winner = rivals[outcomes.findIndex(({ status }) => status === "created")];
    const winnerId = winner?.facts.matchId;
    expect(outcomes.filter(({ status }) => status === "created")).toHaveLength(1);
    const others = outcomes.filter(({ status }) => status !== "created");
    expect(others).toEqual(others.map(() => expect.objectContaining({ status: "duplicate", matchId: winnerId })));
  });

  test("[MT1] a code that a live match has is taken, and nothing of the second match is kept", async () => {
    const first = await subject.created();
    const second = newMatch({ code: first.code });
    expect(await subject.store.createMatch(second)).toEqual({ status: "code_taken" });
    expect(await subject.store.loadMatch(second.facts.matchId)).toBeNull();
    expect(await subject.store.createMatch({ ...second, code: randomCode() })).toEqual({ status: "created" });
  });
}

function appending(subject: Subject): void {
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
        payload: { text: '\t\n{}",\\ 😀 \u001f \u2028', numbers: [0, -1, 1.5, 1e21, 5e-324], none: null, yes: true },
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

function seating(subject: Subject): void {
  const joined = (tip: Tip, playerId: string) =>
    entryAfter(tip, { status: "open", commit: { kind: "join", actorId: playerId }, seating: { seat: 0, playerId } });

  test("[SY11] of two people claiming one empty seat the first holds it, the other's commit is lost", async () => {
    const match = await subject.created();
    const [ann, bob] = [randomUUID(), randomUUID()];
    const claims = [joined(tipOf(match), ann), joined(tipOf(match), bob)];
    const outcomes = await Promise.all(claims.map((entry) => subject.store.append(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(["appended", "lost"]);
    const row = await subject.store.findMatch({ matchId: match.facts.matchId });
    expect(row?.seats.map(({ playerId }) => playerId)).toEqual([ann, null]);
  });

  test("[SY11] a seat somebody left can be taken by another", async () => {
    const match = await subject.created();
    const [ann, bob] = [randomUUID(), randomUUID()];
    const join = joined(tipOf(match), ann);
    const leave = entryAfter(tipAfter(join), { commit: { kind: "leave" }, seating: { seat: 0, playerId: null } });
    for (const entry of [join, leave, joined(tipAfter(leave), bob)]) {
      expect(await subject.store.append(entry)).toMatchObject({ status: "appended" });
    }
    expect(await subject.store.claimSeat(match.facts.matchId, 0, ann)).toBeNull();
    expect(await subject.store.claimSeat(match.facts.matchId, 0, bob)).toEqual(expect.any(Number));
  });

  test("[SY11] one player cannot hold two seats of a match: the commit is refused, the log stays", async () => {
    const match = await subject.created();
    const ann = randomUUID();
    const first = joined(tipOf(match), ann);
    await subject.store.append(first);
    const second = entryAfter(tipAfter(first), { commit: { kind: "join" }, seating: { seat: 1, playerId: ann } });
    expect(await subject.store.append(second)).toMatchObject({ status: "refused" });
    expect(await subject.store.readCommits(match.facts.matchId, 0, 9)).toHaveLength(1);
    expect(await subject.store.append(entryAfter(tipAfter(first)))).toMatchObject({ status: "appended" });
  });

  test("[SY10] every session of a seat has a higher number than all before, across holders and nodes", async () => {
    const match = await subject.created();
    const { matchId } = match.facts;
    const [ann, bob] = [randomUUID(), randomUUID()];
    const join = joined(tipOf(match), ann);
    await subject.store.append(join);
    const claims = await Promise.all([1, 2, 3, 4].map(() => subject.store.claimSeat(matchId, 0, ann)));
    const change = joined(tipAfter(join), bob);
    await subject.store.append(change);
    const last = await subject.store.claimSeat(matchId, 0, bob);
    const numbers = [...claims, last].map(Number);
    expect(new Set(numbers).size).toBe(5);
    expect(Math.max(...numbers)).toBe(last);
  });

  test("[SY10] the newest session of a seat and its holder can be asked for, many seats at once", async () => {
    const [match, other] = [await subject.created(), await subject.created()];
    const { matchId } = match.facts;
    const ann = randomUUID();
    await subject.store.append(joined(tipOf(match), ann));
    const newest = await subject.store.claimSeat(matchId, 0, ann);
    const asked = [
      { matchId, seat: 0 },
      { matchId, seat: 63 },
      { matchId: other.facts.matchId, seat: 1 },
      { matchId: randomUUID(), seat: 0 },
      { matchId: "not an id", seat: 0 },
    ];
    const sessions = await subject.store.sessionsOf(asked);
    expect(sessions.toSorted((a, b) => a.seat - b.seat)).toEqual([
      { matchId, seat: 0, playerId: ann, sessionNo: newest },
      { matchId: other.facts.matchId, seat: 1, playerId: null, sessionNo: 0 },
    ]);
    expect(await subject.store.sessionsOf([])).toEqual([]);
  });

  test("[ID3] nobody claims a seat held by another, an empty one, or one of no match", async () => {
    const match = await subject.created();
    const ann = randomUUID();
    await subject.store.append(joined(tipOf(match), ann));
    const { matchId } = match.facts;
    expect(await subject.store.claimSeat(matchId, 0, "somebody else")).toBeNull();
    expect(await subject.store.claimSeat(matchId, 1, ann)).toBeNull();
    expect(await subject.store.claimSeat(matchId, 63, ann)).toBeNull();
    expect(await subject.store.claimSeat(randomUUID(), 0, ann)).toBeNull();
    expect(await subject.store.claimSeat("not an id", 0, ann)).toBeNull();
    expect(await subject.store.claimSeat(matchId, 0, ann)).toEqual(expect.any(Number));
  });

  test("[ID3] a join that loses the race changes no seat", async () => {
    const match = await subject.created();
    await subject.grow(tipOf(match), 1);
    const ann = randomUUID();
    expect(await subject.store.append(joined(tipOf(match), ann))).toEqual({ status: "lost" });
    expect(await subject.store.claimSeat(match.facts.matchId, 0, ann)).toBeNull();
  });
}

function endings(subject: Subject): void {
  const ending = (tip: Tip, players: readonly string[]) =>
    entryAfter(tip, {
      status: "finished",
      toMove: [],
      outcome: WIN,
      snapshot: { ...OPEN_STATE, status: "finished", seats: players, outcome: WIN },
    });

  test("[DU9.2] the rules of matches that are not over are counted by game and version, those of others are not", async () => {
    const gameId = `game-${randomUUID()}`;
    const begun = (rulesVersion: number, createdAt: number) =>
      subject.created({ facts: { gameId, rulesVersion, createdAt } });
    const [first, second, third] = [await begun(1, 1_000), await begun(1, 2_000), await begun(2, 3_000)];
    const over = await begun(3, 4_000);
    await subject.store.append(ending(tipOf(over), [randomUUID(), randomUUID()]));
    const idOf = (match: NewMatch) => match.facts.matchId;
    const inPlay = await subject.store.rulesInPlay();
    expect(inPlay.filter((rules) => rules.gameId === gameId)).toEqual([
      { gameId, rulesVersion: 1, matches: 2, examples: [idOf(second), idOf(first)] },
      { gameId, rulesVersion: 2, matches: 1, examples: [idOf(third)] },
    ]);
  });

  test("[MT9] a finished match keeps its log and its outcome, and gives its code back", async () => {
    const match = await subject.created();
    const { matchId } = match.facts;
    const tip = await subject.grow(tipOf(match), 2);
    const last = ending(tip, ["ann", "bob"]);
    expect(await subject.store.append(last)).toMatchObject({ status: "appended" });
    const row = await subject.store.findMatch({ matchId });
    expect(row).toMatchObject({ status: "finished", outcome: WIN, version: 3, code: null, toMove: [] });
    const [began] = await subject.store.readCommits(matchId, 0, 1);
    const times = { startedAt: began?.commit.receivedAt, endedAt: last.commit.receivedAt };
    expect(row).toMatchObject(times);
    expect(times.endedAt).toBeGreaterThan(times.startedAt ?? Number.POSITIVE_INFINITY);
    expect(await subject.store.findMatch({ code: match.code })).toBeNull();
    expect(await subject.store.findMatch({ watchKey: match.watchKey })).toMatchObject({ matchId });
    expect(await subject.store.readCommits(matchId, 0, 9)).toHaveLength(3);
    await subject.created({ code: match.code });
  });

  test("[MT10, MT9] an end that was rolled back is none: the match goes on, and it can end again", async () => {
    const match = await subject.created();
    const { matchId } = match.facts;
    const last = ending(tipOf(match), ["ann", "bob"]);
    await subject.store.append(last);
    const undone = entryAfter(tipAfter(last), { commit: { kind: "rollback", actorId: "admin", seat: null } });
    expect(await subject.store.append(undone)).toMatchObject({ status: "appended" });
    expect(await subject.store.findMatch({ matchId })).toMatchObject({
      ...{ status: "playing", outcome: null, code: null, endedAt: null },
    });
    expect(await subject.store.append(ending(tipAfter(undone), ["ann", "bob"]))).toMatchObject({ status: "appended" });
    expect(await subject.store.findMatch({ matchId })).toMatchObject({ status: "finished", outcome: WIN, version: 3 });
  });

  test("[MT9] finished matches are listed only to who asks for them", async () => {
    const ann = randomUUID();
    const live = await subject.created({ facts: { hostId: ann } });
    const over = await subject.created({ facts: { hostId: ann } });
    await subject.store.append(ending(tipOf(over), []));
    const ids = async (finished: boolean) =>
      (await subject.store.matchesOf(ann, { finished, limit: 10 })).map(({ matchId }) => matchId);
    expect(await ids(false)).toEqual([live.facts.matchId]);
    expect(new Set(await ids(true))).toEqual(new Set([live.facts.matchId, over.facts.matchId]));
  });

  test("[DU4] a snapshot is loaded with the commits after it", async () => {
    const match = await subject.created();
    const tip = await subject.grow(tipOf(match), 3);
    const state = { ...OPEN_STATE, game: { board: "x".repeat(5_000) } };
    const withSnapshot = entryAfter(tip, { snapshot: state });
    await subject.store.append(withSnapshot);
    const after = entryAfter(tipAfter(withSnapshot));
    await subject.store.append(after);
    expect(await subject.store.loadMatch(match.facts.matchId)).toMatchObject({
      snapshot: { version: 4, hash: withSnapshot.commit.hash, state },
      tail: [after.commit],
    });
  });
}

function reading(subject: Subject): void {
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

function poison(subject: Subject): void {
  const POISON: readonly (readonly [string, (tip: Tip) => AppendEntry])[] = [
    ["a NUL in a msgId", (tip) => entryAfter(tip, { commit: { msgId: "a\u0000b" } })],
    ["half a surrogate pair in a msgId", (tip) => entryAfter(tip, { commit: { msgId: "a\ud800b" } })],
    ["a control character in a player id", (tip) => entryAfter(tip, { commit: { actorId: "a\u001fb" } })],
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
