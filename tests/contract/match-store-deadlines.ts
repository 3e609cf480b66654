/** How a store finds the matches whose deadline is over: part of the contract of `match-store.ts`. */
import { expect, test } from "vitest";
import { entryAfter, OPEN_STATE, type Tip, tipAfter, tipOf } from "../support/stored-match.js";
import type { Subject } from "./match-store.js";

const LEASE_MS = 2_000;
const PLENTY = 10_000;

/** Each test has a stretch of time before that of all others, so that their matches are not due in it yet. */
let stretch = 1_800_000_000_000;
function ownStretch(): number {
  stretch -= 100_000_000;
  return stretch;
}

export function deadlineCases(subject: Subject): void {
  const claim = (at: number, limit = PLENTY) => subject.store.claimOverdue({ at, leaseMs: LEASE_MS, limit });
  const append = async (tip: Tip, deadline: number | null): Promise<Tip> => {
    const entry = entryAfter(tip, { deadline });
    expect(await subject.store.append(entry)).toMatchObject({ status: "appended" });
    return tipAfter(entry);
  };
  const due = async (deadline: number | null) => append(tipOf(await subject.created()), deadline);

  test("[MT5] a match is found when its deadline is over, not before, whoever has it in memory", async () => {
    const t = ownStretch();
    const { matchId } = await due(t);
    expect(await claim(t - 1)).toEqual([]);
    expect(await claim(t)).toEqual([{ matchId, deadline: t }]);
  });

  test("[MT5] those that are over are told the earliest first, as many as were asked for, and each once", async () => {
    const t = ownStretch();
    const tips = await Promise.all([5, 1, 4, 2, 3].map((i) => due(t + i)));
    const inOrder = [1, 3, 4, 2, 0].map((i) => tips[i]?.matchId);
    const told = [...(await claim(t + 10, 2)), ...(await claim(t + 10, 2)), ...(await claim(t + 10, 2))];
    expect(told.map(({ matchId }) => matchId)).toEqual(inOrder);
    expect(await claim(t + 10)).toEqual([]);
  });

  test("[DU7] a claimed match is hidden for the lease and comes back if nobody settled it", async () => {
    const t = ownStretch();
    const { matchId } = await due(t);
    expect(await claim(t + 5)).toHaveLength(1);
    expect(await claim(t + 5 + LEASE_MS - 1)).toEqual([]);
    expect(await claim(t + 5 + LEASE_MS)).toEqual([{ matchId, deadline: t }]);
  });

  test("[MT5] a deadline that moved on is found at its new time, however often it moved", async () => {
    const t = ownStretch();
    let tip = await due(t);
    for (const later of [1_000, 2_000, 3_000]) tip = await append(tip, t + later);
    expect(await claim(t + 2_999)).toEqual([]);
    expect(await claim(t + 2_999)).toEqual([]);
    expect(await claim(t + 3_000)).toEqual([{ matchId: tip.matchId, deadline: t + 3_000 }]);
  });

  test("[MT5] a deadline that came closer is found at its new time", async () => {
    const t = ownStretch();
    const tip = await append(await due(t + 60_000), t + 1);
    expect(await claim(t + 1)).toEqual([{ matchId: tip.matchId, deadline: t + 1 }]);
  });

  test("[MT5] a turn that follows a timeout is found in its own time", async () => {
    const t = ownStretch();
    const tip = await due(t);
    expect(await claim(t)).toHaveLength(1);
    await append(tip, t + 500);
    expect(await claim(t + 499)).toEqual([]);
    // Within the lease of the first one or right after it, never later.
    expect(await claim(t + LEASE_MS)).toEqual([{ matchId: tip.matchId, deadline: t + 500 }]);
  });

  test("[MT5] a match without a deadline any more is not found, and found again once it has one", async () => {
    const t = ownStretch();
    const tip = await append(await due(t), null);
    expect(await claim(t + 1)).toEqual([]);
    await append(tip, t + 2);
    expect(await claim(t + 2)).toEqual([{ matchId: tip.matchId, deadline: t + 2 }]);
  });

  test("[MT5] a match that is over is not found", async () => {
    const t = ownStretch();
    const outcome = { status: "finished", winners: [0], scores: [1, 0], reason: "line" } as const;
    const snapshot = { ...OPEN_STATE, status: "finished", outcome } as const;
    const tip = await due(t);
    await subject.store.append(entryAfter(tip, { status: "finished", toMove: [], outcome, snapshot }));
    expect(await claim(t + 1)).toEqual([]);
  });

  test("[MT5] claimers that come at once share what is over without overlap", async () => {
    const t = ownStretch();
    const tips = await Promise.all(Array.from({ length: 30 }, (_, i) => due(t + i)));
    const claims = await Promise.all(Array.from({ length: 6 }, () => claim(t + 100, 10)));
    const rest = await claim(t + 100);
    const told = [...claims.flat(), ...rest].map(({ matchId }) => matchId);
    expect(told.toSorted()).toEqual(tips.map(({ matchId }) => matchId).toSorted());
  });
}
