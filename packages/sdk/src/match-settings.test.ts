/** What is set while servers run, as a match's handle and the client tell it. */
import type { LiveSettings } from "@holdfast/protocol";
import { expect, test } from "vitest";
import { ClosedError, HoldfastError } from "./errors.js";
import { following } from "./testing-support/following.js";
import { MATCH, makeWorld, presenceFrame, stateFrame, watch } from "./testing-support/world.js";

const MATCH_VALUES = { title: "Finals", watching: "open", botDelayMs: null } as const;
const SERVER_VALUES = { announcement: null, newMatches: "open", closedGames: [], botDelayMs: null } as const;
const settings = (server: number, match: number): LiveSettings => ({
  server: { version: server, values: SERVER_VALUES },
  match: { version: match, values: MATCH_VALUES },
});
const telling = (what: LiveSettings, at = Date.UTC(2030, 0, 2)) => ({ ...presenceFrame(3, 0, at), settings: what });

test("[MT12] settings are null until something is set, then as they were told last, each change told once", async () => {
  const { match, server, clock } = await following(3);
  const told: LiveSettings[] = [];
  const stop = match.onSettings((now) => void told.push(now));
  server.push(presenceFrame(3, 1, Date.UTC(2030, 0, 2)));
  await clock.advance(5);
  expect([match.settings, told]).toEqual([null, []]);
  for (const what of [settings(1, 0), settings(1, 0), settings(1, 2)]) server.push(telling(what));
  await clock.advance(5);
  expect(told).toEqual([settings(1, 0), settings(1, 2)]);
  stop();
  // Told by a node whose clock is behind: of two tellings the later one is the newer.
  server.push(telling(settings(3, 2), 1));
  await clock.advance(5);
  expect([match.settings, told.length]).toEqual([settings(3, 2), 2]);
});

test("[MT12] a change is based on what was told, or on one's own change before it, and leaves the rest alone", async () => {
  const { match, server, clock } = await following(3);
  let version = 6;
  server.answers.set("match.changeSettings", () => {
    version += 1;
    return { data: { ok: true, value: { version, values: MATCH_VALUES, duplicate: false } } };
  });
  server.push(telling(settings(0, 6)));
  await clock.advance(5);
  const first = match.changeSettings({ title: "Finals" });
  await clock.advance(5);
  expect(await first).toEqual({ version: 7, values: MATCH_VALUES });
  const second = match.changeSettings({ watching: "closed" });
  await clock.advance(5);
  await second;
  const asked = server.askedFor("match.changeSettings").map(({ input }) => input);
  expect(asked).toMatchObject([
    { matchId: MATCH, basedOn: 6, patch: { title: "Finals" } },
    { matchId: MATCH, basedOn: 7, patch: { watching: "closed" } },
  ]);
  expect(new Set(asked.map(({ msgId }) => msgId)).size).toBe(2);
});

test("[MT12] a refused change is thrown with its rejection, and a closed match asks for none", async () => {
  const { match, server, clock } = await following(3);
  const rejection = { code: "stale_version", reason: "settings_changed", recovery: "resync", message: "Look again." };
  server.answers.set("match.changeSettings", () => ({ data: { ok: false, rejection } }));
  const refused = watch(match.changeSettings({ title: null }));
  await clock.advance(5);
  expect(refused.outcome()).toBeInstanceOf(HoldfastError);
  expect((refused.outcome() as HoldfastError).rejection).toEqual(rejection);
  match.close();
  await expect(match.changeSettings({ title: null })).rejects.toThrow(ClosedError);
  expect(server.askedFor("match.changeSettings")).toHaveLength(1);
});

test("[MT12, SY8] settings that are told spend no version and ask for nothing", async () => {
  const { match, server, clock } = await following(3);
  server.push(telling(settings(1, 1)));
  server.push(stateFrame(4, { from: 3 }));
  await clock.advance(2_000);
  expect(match.snapshot?.version).toBe(4);
  // Once: when the match was opened.
  expect(server.askedFor("match.resume")).toHaveLength(1);
});

test("[MT12] the server's settings are asked for without an account", async () => {
  const { client, server, clock } = makeWorld({ token: undefined, guest: { name: "Ada" } } as never);
  const now = { version: 4, values: { ...SERVER_VALUES, announcement: "Hello." } };
  server.answers.set("server.settings", () => ({ data: now }));
  const asked = client.settings();
  await clock.advance(5);
  expect(await asked).toEqual(now);
  expect([server.posted, server.sockets.length]).toEqual([[{ path: "server.settings", bearer: null }], 0]);
  client.close();
});
