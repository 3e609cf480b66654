/**
 * What every store promises when the log was taken back to an earlier time: run for each implementation by a file
 * beside this one, which knows how to take it back.
 */
import type { MatchStore } from "@holdfast/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entryAfter, newMatch, type Tip, tipAfter, tipOf } from "../support/stored-match.js";

export interface ForgetfulStore {
  readonly store: MatchStore;
  /** Another node's store on the same log. */
  readonly other: MatchStore;
  /** The log of a match ends here again, as if what came later had never been. */
  takeBack(to: Tip): Promise<void>;
  /** The log goes on on another timeline. */
  promote(): Promise<void>;
}

export function epochContract(name: string, open: () => Promise<ForgetfulStore>): void {
  describe(name, () => {
    let at: ForgetfulStore;
    beforeAll(async () => {
      at = await open();
    });
    afterAll(async () => {
      await at.other.close();
      await at.store.close();
    });
    /** A match whose log forgets the last two of its three commits: what was told, and what is left. */
    const forgetful = async (): Promise<{ kept: Tip; told: Tip; epoch: number }> => {
      const kept = await grown(at.store, await started(at.store), 1);
      const told = await grown(at.store, kept, 2);
      const epoch = await epochOf(at.store, kept);
      await at.takeBack(kept);
      return { kept, told, epoch };
    };

    test("[SY8.1] a match whose log has what was told stays in its epoch, whatever came after", async () => {
      const told = await grown(at.store, await started(at.store), 2);
      await grown(at.store, told, 1);
      const epoch = await epochOf(at.store, told);
      expect(await at.store.epochFor(told.matchId, { ...told, epoch })).toBe(epoch);
      const created = await started(at.store);
      expect(await at.store.epochFor(created.matchId, { ...created, epoch })).toBe(epoch);
    });

    test("[SY8.1] a log that ends before what was told is in a new epoch, the same for all who notice", async () => {
      const { kept, told, epoch } = await forgetful();
      const noticing = [at.store, at.other, at.store, at.other].map((store) =>
        store.epochFor(kept.matchId, { ...told, epoch }),
      );
      await Promise.all(noticing);
      const next = await epochOf(at.store, kept);
      expect(next).toBeGreaterThan(epoch);
      expect(await at.other.epochFor(kept.matchId, { ...told, epoch })).toBe(next);
      expect(await at.store.epochFor(kept.matchId, { ...kept, epoch: next })).toBe(next);
    });

    test("[SY8.1] so is one that has something else at the version that was told", async () => {
      const { kept, told, epoch } = await forgetful();
      await grown(at.other, kept, 4);
      expect(await at.store.epochFor(kept.matchId, { ...told, epoch })).toBeGreaterThan(epoch);
    });

    test("[SY8.1] an epoch that the log has forgotten is not begun a second time", async () => {
      const told = await grown(at.store, await started(at.store), 1);
      const later = (await epochOf(at.store, told)) + 1_000_000;
      const next = await at.store.epochFor(told.matchId, { ...told, epoch: later });
      expect(next).toBeGreaterThan(later);
      expect(await epochOf(at.other, told)).toBe(next);
    });

    test("[SY8.1] a match that is not there is in no epoch", async () => {
      const { facts, head } = newMatch();
      expect(await at.store.epochFor(facts.matchId, { version: 0, hash: head.hash, epoch: 1 })).toBe(null);
    });

    test("[SY8.1] what was decided in an earlier epoch does not go in, and the same in the new one does", async () => {
      const { kept, told, epoch } = await forgetful();
      const next = (await at.store.epochFor(kept.matchId, { ...told, epoch })) ?? 0;
      const entry = entryAfter(kept, { epoch });
      expect(await at.other.append(entry)).toEqual({ status: "lost" });
      expect(await at.other.append({ ...entry, epoch: next })).toMatchObject({ status: "appended" });
    });

    test("[SY8.1] on a new timeline nothing goes in under an epoch of the old one, noticed or not", async () => {
      const tip = await grown(at.store, await started(at.store), 1);
      const epoch = await epochOf(at.store, tip);
      await at.promote();
      const entry = entryAfter(tip, { epoch });
      expect(await at.store.append(entry)).toEqual({ status: "lost" });
      const [one, two] = await Promise.all([epochOf(at.store, tip), epochOf(at.other, tip)]);
      expect([one > epoch, two]).toEqual([true, one]);
      expect((await at.other.loadMatch(tip.matchId))?.epoch).toBe(one);
      expect(await at.store.append(entry)).toEqual({ status: "lost" });
      expect(await at.store.append({ ...entry, epoch: one })).toMatchObject({ status: "appended" });
    });

    test("[SY8.1] whoever loads a match first on a new timeline learns the new epoch", async () => {
      const tip = await started(at.store);
      const epoch = await epochOf(at.store, tip);
      await at.promote();
      const loaded = await Promise.all([at.store, at.other].map((store) => store.loadMatch(tip.matchId)));
      const [one, two] = loaded.map((stored) => stored?.epoch ?? 0);
      expect([(one ?? 0) > epoch, two]).toEqual([true, one]);
      const fresh = await started(at.other);
      expect(await epochOf(at.store, fresh)).toBe(one);
    });
  });
}

async function started(store: MatchStore): Promise<Tip> {
  const match = newMatch();
  expect(await store.createMatch(match)).toEqual({ status: "created" });
  return tipOf(match);
}

async function grown(store: MatchStore, tip: Tip, commits: number): Promise<Tip> {
  let at = tip;
  for (let i = 0; i < commits; i += 1) {
    const entry = entryAfter(at, { epoch: await epochOf(store, at) });
    expect(await store.append(entry)).toMatchObject({ status: "appended" });
    at = tipAfter(entry);
  }
  return at;
}

async function epochOf(store: MatchStore, { matchId }: Tip): Promise<number> {
  const line = (await store.versionsOf([matchId])).get(matchId);
  if (!line) throw new Error("there is no such match");
  return line.epoch;
}
