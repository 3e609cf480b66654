/** What storage promises those who run a server: the same tests for each kind of it. */
import { randomUUID } from "node:crypto";
import type { MatchKeeper, MatchStore, NewMatch, Outcome, Removed } from "@holdfast/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entryAfter, newMatch, OPEN_STATE, type Tip, tipAfter, tipOf } from "../support/stored-match.js";

const DRAW: Outcome = { status: "finished", winners: [], scores: [0, 0], reason: "board_full" };
const BATCH = { maxMatches: 100, maxCommits: 100_000 };

type Store = MatchStore & { readonly keeper: MatchKeeper };

export function matchKeeperContract(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    async function created(): Promise<NewMatch> {
      const match = newMatch();
      expect(await store.createMatch(match)).toEqual({ status: "created" });
      return match;
    }
    async function grow(match: NewMatch, commits: number): Promise<Tip> {
      let tip = tipOf(match);
      for (let i = 0; i < commits; i++) {
        const entry = entryAfter(tip);
        await store.append(entry);
        tip = tipAfter(entry);
      }
      return tip;
    }
    /** A match that was over at this time, after so many commits. */
    async function ended(at: number, commits = 2): Promise<string> {
      const match = await created();
      const tip = await grow(match, commits - 1);
      const snapshot = { ...OPEN_STATE, status: "finished", outcome: DRAW } as const;
      const entry = entryAfter(tip, { status: "finished", outcome: DRAW, snapshot, commit: { receivedAt: at } });
      expect(await store.append(entry)).toMatchObject({ status: "appended" });
      return match.facts.matchId;
    }
    const isThere = async (matchId: string) => (await store.loadMatch(matchId)) !== null;
    const remove = (endedBefore: number, batch = BATCH): Promise<Removed> =>
      store.keeper.removeFinished({ endedBefore, ...batch });

    test("[DU8, MT9.1] what ended before a time is removed whole, oldest first; what ended later or not at all stays", async () => {
      const [second, first, third] = [await ended(2_000), await ended(1_000), await ended(3_000)];
      const running = await created();
      await grow(running, 3);
      expect(await remove(2_500, { maxMatches: 1, maxCommits: 100 })).toMatchObject({ matches: 1, commits: 2 });
      expect([await isThere(first), await isThere(second)]).toEqual([false, true]);
      expect(await remove(2_500)).toMatchObject({ matches: 1, commits: 2 });
      expect(await remove(2_500)).toEqual({ matches: 0, commits: 0, bytes: 0 });
      expect([await isThere(second), await isThere(third)]).toEqual([false, true]);
      expect(await store.readCommits(second, 0, 9)).toEqual([]);
      expect(await store.findMatch({ matchId: second })).toBeNull();
      expect(await isThere(running.facts.matchId)).toBe(true);
      expect(await store.readCommits(running.facts.matchId, 0, 9)).toHaveLength(3);
      await remove(10_000);
      expect(await isThere(running.facts.matchId)).toBe(true);
    });

    test("[DU8] a batch takes as many matches as their logs are short, and one at least", async () => {
      const ids = [await ended(1_000, 4), await ended(2_000, 4), await ended(3_000, 4)];
      expect(await remove(9_000, { maxMatches: 10, maxCommits: 9 })).toMatchObject({ matches: 2, commits: 8 });
      expect(await remove(9_000, { maxMatches: 10, maxCommits: 1 })).toMatchObject({ matches: 1, commits: 4 });
      for (const id of ids) expect(await isThere(id)).toBe(false);
    });

    test("[DU8, MT10] a match whose end was undone is not over, and stays", async () => {
      const match = await created();
      const snapshot = { ...OPEN_STATE, status: "finished", outcome: DRAW } as const;
      const end = entryAfter(tipOf(match), { status: "finished", outcome: DRAW, snapshot });
      await store.append(end);
      await store.append(entryAfter(tipAfter(end), { commit: { kind: "rollback", actorId: "admin", seat: null } }));
      expect(await remove(Number.MAX_SAFE_INTEGER)).toMatchObject({ matches: 0 });
      expect(await isThere(match.facts.matchId)).toBe(true);
    });

    test("[MT9, DU8] the result stays in history when the match itself is gone", async () => {
      const id = await ended(1_000);
      expect(await store.keeper.historyOf(id)).toMatchObject({ result: { outcome: DRAW, version: 2, endedAt: 1_000 } });
      await remove(1_000);
      expect(await store.keeper.historyOf(id)).toBeNull();
      expect(await store.keeper.resultOf(id)).toMatchObject({ matchId: id, outcome: DRAW, endedAt: 1_000 });
    });

    test("[DU2, MT9] of commits that fly together each changes what it should: a head, a seat, a result, or one taken back", async () => {
      const [played, joined, over, again] = [await created(), await created(), await created(), await ended(1_000)];
      const tip = { matchId: again, version: 2, hash: (await store.versionsOf([again])).get(again)?.hash ?? "" };
      const snapshot = { ...OPEN_STATE, status: "finished", outcome: DRAW } as const;
      const outcomes = await Promise.all([
        store.append(entryAfter(tipOf(played))),
        store.append(entryAfter(tipOf(joined), { seating: { seat: 1, playerId: "ann" }, status: "open" })),
        store.append(entryAfter(tipOf(over), { status: "finished", outcome: DRAW, snapshot })),
        store.append(entryAfter(tip, { commit: { kind: "rollback" } })),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(["appended", "appended", "appended", "appended"]);
      const holders = async ({ facts }: NewMatch) => (await store.loadMatch(facts.matchId))?.headRow.holders;
      expect([await holders(played), await holders(joined)]).toEqual([
        [null, null],
        [null, "ann"],
      ]);
      const result = async (matchId: string) => (await store.keeper.resultOf(matchId))?.outcome;
      expect(await Promise.all([played.facts.matchId, over.facts.matchId, again].map(result))).toEqual([
        undefined,
        DRAW,
        undefined,
      ]);
    });

    test.each(["a seat", "a result", "a result taken back"])(
      "[DU2, MT9] a commit that changes %s does so when it flies alone too",
      async (what) => {
        const match = await created();
        const { matchId } = match.facts;
        const snapshot = { ...OPEN_STATE, status: "finished", outcome: DRAW } as const;
        const end = entryAfter(tipOf(match), { status: "finished", outcome: DRAW, snapshot });
        const join = entryAfter(tipOf(match), { seating: { seat: 1, playerId: "bob" }, status: "open" });
        await store.append(what === "a seat" ? join : end);
        if (what === "a result taken back")
          await store.append(entryAfter(tipAfter(end), { commit: { kind: "rollback" } }));
        const loaded = await store.loadMatch(matchId);
        expect(loaded?.headRow.holders).toEqual(what === "a seat" ? [null, "bob"] : [null, null]);
        expect((await store.keeper.resultOf(matchId))?.outcome).toEqual(what === "a result" ? DRAW : undefined);
      },
    );

    test("[DU8] two who clean up at once remove each match once", async () => {
      await Promise.all(Array.from({ length: 12 }, (_, i) => ended(1_000 + i)));
      const removed = await Promise.all([1, 2, 3, 4].map(() => remove(9_000, { maxMatches: 3, maxCommits: 1_000 })));
      const rest = await remove(9_000);
      expect([...removed, rest].reduce((sum, { matches }) => sum + matches, 0)).toBe(12);
    });

    test("[DU8, DU10] what is in use grows with what is stored and shrinks with what is removed", async () => {
      const before = await store.keeper.usage();
      await Promise.all(Array.from({ length: 20 }, (_, i) => ended(1_000 + i, 12)));
      const full = await store.keeper.usage();
      expect(full.rowBytes).toBeGreaterThan(before.rowBytes + 20 * 12 * 300);
      expect(full.liveBytes).toBeGreaterThan(full.rowBytes);
      expect(full.databaseBytes).toBeGreaterThan(full.liveBytes);
      const { bytes } = await remove(9_000);
      expect(bytes).toBeGreaterThan(20 * 12 * 300);
      await store.keeper.reclaim();
      expect((await store.keeper.usage()).rowBytes).toBeLessThan(full.rowBytes - 20 * 12 * 300);
    });

    test("[DU10] matches and commits are counted", async () => {
      const before = await store.keeper.counts();
      const match = await created();
      await grow(match, 3);
      await ended(1_000, 2);
      const after = await store.keeper.counts();
      expect(after.commits - before.commits).toBe(5);
      expect(after.matches.playing - before.matches.playing).toBe(1);
      expect(after.matches.finished - before.matches.finished).toBe(1);
      await remove(9_000);
    });

    test("[DU10] writes and restores are measured with what became of them", async () => {
      const before = store.keeper.stats();
      const match = await created();
      const entry = entryAfter(tipOf(match));
      await store.append(entry);
      await store.append(entry);
      await store.loadMatch(match.facts.matchId);
      const { writes, restores } = store.keeper.stats();
      expect(writes.calls - before.writes.calls).toBe(2);
      expect(writes.appended - before.writes.appended).toBe(1);
      expect(writes.duplicate - before.writes.duplicate).toBe(1);
      expect(restores.calls - before.restores.calls).toBe(1);
      expect(writes.p50Ms).toBeGreaterThan(0);
      expect(writes.p99Ms).toBeGreaterThanOrEqual(writes.p50Ms);
      expect(writes.longestMs).toBeGreaterThanOrEqual(writes.p99Ms);
    });

    test("[DU4.1] every match is listed once, page by page", async () => {
      const made = (await Promise.all(Array.from({ length: 5 }, created))).map(({ facts }) => facts.matchId);
      const listed: string[] = [];
      for (let page = await store.keeper.matchIds(null, 2); page.length > 0; ) {
        listed.push(...page);
        page = await store.keeper.matchIds(page.at(-1) ?? null, 2);
      }
      expect(listed).toEqual([...new Set(listed)].sort());
      for (const id of made) expect(listed).toContain(id);
      expect(await store.keeper.historyOf(randomUUID())).toBeNull();
    });
  });
}
