/**
 * What every store of matches promises, as tests: run for each implementation by a file beside this one.
 * The promises are those written at `MatchStore` in `@holdfast/engine`.
 */
import type { MatchStore, NewMatch } from "@holdfast/engine";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { entryAfter, newMatch, type Tip, tipAfter } from "../support/stored-match.js";
import { appendingCases } from "./match-store-appending.js";
import { creationCases } from "./match-store-creation.js";
import { deadlineCases } from "./match-store-deadlines.js";
import { endingCases } from "./match-store-endings.js";
import { heartbeatCases } from "./match-store-heartbeats.js";
import { nameCases } from "./match-store-names.js";
import { poisonCases } from "./match-store-poison.js";
import { readingCases } from "./match-store-reading.js";
import { seatCases } from "./match-store-seats.js";

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
    describe("creating", () => creationCases(subject));
    describe("appending", () => appendingCases(subject));
    describe("seats", () => seatCases(subject));
    describe("endings", () => endingCases(subject));
    describe("reading", () => readingCases(subject));
    describe("deadlines", () => deadlineCases(subject));
    describe("poison", () => poisonCases(subject));
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
