/** How a store keeps matches that are over: part of the contract of `match-store.ts`. */
import { randomUUID } from "node:crypto";
import type { NewMatch, Outcome } from "@holdfast/engine";
import { expect, test } from "vitest";
import { entryAfter, OPEN_STATE, type Tip, tipAfter, tipOf } from "../support/stored-match.js";
import type { Subject } from "./match-store.js";

const WIN: Outcome = { status: "finished", winners: [0], scores: [1, 0], reason: "three_in_a_row" };

export function endingCases(subject: Subject): void {
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

  test("[MT9] a match that was aborted has its end, gives its code back, and is not looked for by it", async () => {
    const match = await subject.created();
    const { matchId } = match.facts;
    const outcome: Outcome = { status: "aborted", winners: [], scores: [0, 0], reason: "aborted_by_admin" };
    const tip = await subject.grow(tipOf(match), 1);
    const last = entryAfter(tip, { commit: { kind: "abort", seat: null }, status: "aborted", toMove: [], outcome });
    expect(await subject.store.append(last)).toMatchObject({ status: "appended" });
    const endedAt = last.commit.receivedAt;
    expect(await subject.store.findMatch({ matchId })).toMatchObject({ status: "aborted", code: null, endedAt });
    expect(await subject.store.findMatch({ code: match.code })).toBeNull();
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
