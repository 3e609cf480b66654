/** What storage promises of settings that are changed while servers run: the same tests for each kind of it. */
import { randomUUID } from "node:crypto";
import { type MatchStore, SERVER_SCOPE, type SettingsStore } from "@holdfast/engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newMatch } from "../support/stored-match.js";

type Store = MatchStore & {
  readonly settings: SettingsStore & { keep(key: string, proposal: string): Promise<string> };
};

export function settingsStoreContract(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    async function created(): Promise<string> {
      const match = newMatch();
      expect(await store.createMatch(match)).toEqual({ status: "created" });
      return match.facts.matchId;
    }
    const newest = async () => (await store.settings.settingsAfter(0)).version;

    test("[MT12] nothing is set at first, and a document that was stored is read as it was, under a version of its own", async () => {
      expect(await store.settings.settingsOf([SERVER_SCOPE])).toEqual([]);
      const scope = await created();
      const first = await store.settings.changeSettings({ scope: SERVER_SCOPE, basedOn: 0, text: '{"a":1}' });
      const second = await store.settings.changeSettings({ scope, basedOn: 0, text: '"two"' });
      expect(second).toBeGreaterThan(first ?? Number.NaN);
      const both = [
        { scope: SERVER_SCOPE, version: first, text: '{"a":1}' },
        { scope, version: second, text: '"two"' },
      ];
      expect(await store.settings.settingsOf([SERVER_SCOPE, scope, randomUUID()])).toEqual(
        expect.arrayContaining(both),
      );
      expect(await store.settings.settingsAfter(0)).toMatchObject({ version: second, changed: both });
    });

    test("[MT12] a match is loaded with what is set for it", async () => {
      const scope = await created();
      expect(await store.loadMatch(scope)).not.toHaveProperty("settings");
      const version = await store.settings.changeSettings({ scope, basedOn: 0, text: '{"title":"Finals"}' });
      expect((await store.loadMatch(scope))?.settings).toEqual({ scope, version, text: '{"title":"Finals"}' });
    });

    test("[MT12] a change that is based on another version than the newest changes nothing", async () => {
      const scope = await created();
      const first = (await store.settings.changeSettings({ scope, basedOn: 0, text: "1" })) ?? 0;
      expect(await store.settings.changeSettings({ scope, basedOn: 0, text: "2" })).toBeNull();
      expect(await store.settings.changeSettings({ scope, basedOn: first + 1, text: "2" })).toBeNull();
      expect(await store.settings.settingsOf([scope])).toEqual([{ scope, version: first, text: "1" }]);
      const second = await store.settings.changeSettings({ scope, basedOn: first, text: "2" });
      expect(await store.settings.settingsOf([scope])).toEqual([{ scope, version: second, text: "2" }]);
    });

    test("[MT12] of many who change the same version at once exactly one does", async () => {
      const scope = await created();
      const texts = Array.from({ length: 20 }, (_none, i) => String(i));
      const versions = await Promise.all(
        texts.map((text) => store.settings.changeSettings({ scope, basedOn: 0, text })),
      );
      const winners = texts.filter((_text, i) => versions[i] !== null);
      expect(winners).toHaveLength(1);
      expect(await store.settings.settingsOf([scope])).toMatchObject([{ text: winners[0] }]);
    });

    test("[MT12] whoever asks again and again for what came after the last change it knows of misses none of many at once", async () => {
      const scopes = await Promise.all(Array.from({ length: 30 }, created));
      let known = await newest();
      const told = new Map<string, string>();
      const isDone = { now: false };
      const asking = (async () => {
        for (let last = false; !last; ) {
          last = isDone.now;
          const { version, changed } = await store.settings.settingsAfter(known);
          for (const { scope, text } of changed) told.set(scope, text);
          known = version;
        }
      })();
      await Promise.all(
        scopes.map((scope, i) => store.settings.changeSettings({ scope, basedOn: 0, text: String(i) })),
      );
      isDone.now = true;
      await asking;
      expect(scopes.map((scope) => told.get(scope))).toEqual(scopes.map((_scope, i) => String(i)));
    });

    test("[MT12] nothing is kept for a match that there is not", async () => {
      const scope = randomUUID();
      expect(await store.settings.changeSettings({ scope, basedOn: 0, text: "1" })).toBeNull();
      expect(await store.settings.settingsOf([scope])).toEqual([]);
    });

    test("[MT12, OP1] what nodes keep for themselves under the same roof is none of it", async () => {
      await store.settings.keep("token_secret", "not for anybody");
      const { changed } = await store.settings.settingsAfter(0);
      expect(JSON.stringify([changed, await store.settings.settingsOf([SERVER_SCOPE])])).not.toContain(
        "not for anybody",
      );
      expect(JSON.stringify(changed)).toContain("server");
    });

    test("[MT12, SY5] what came of a create is found by its msgId, and nothing by another's", async () => {
      const match = newMatch();
      await store.createMatch(match);
      const found = { matchId: match.facts.matchId, payloadHash: match.createPayloadHash };
      expect(await store.findCreated(match.creatorId, match.createMsgId)).toEqual(found);
      expect(await store.findCreated(randomUUID(), match.createMsgId)).toBeNull();
      expect(await store.findCreated(match.creatorId, randomUUID())).toBeNull();
    });
  });
}
