/** How a store keeps who sits where: part of the contract of `match-store.ts`. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { entryAfter, type Tip, tipAfter, tipOf } from "../support/stored-match.js";
import type { Subject } from "./match-store.js";

export function seatCases(subject: Subject): void {
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
