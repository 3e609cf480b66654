import { expect, test } from "vitest";
import {
  MATCH_SETTINGS,
  matchSettingsInput,
  readMatchSettings,
  readServerSettings,
  SERVER_SETTINGS,
  serverSettingsInput,
} from "./settings.js";

const ids = { msgId: "018f0000-0000-7000-8000-000000000000", basedOn: 0 };
const matchId = "018f0000-0000-7000-8000-000000000001";
const server = (patch: object) => serverSettingsInput.safeParse({ ...ids, patch });
const match = (patch: object) => matchSettingsInput.safeParse({ ...ids, matchId, patch });

test.each([
  [{ announcement: "Down at six." }],
  [{ announcement: null }],
  [{ newMatches: "closed", closedGames: ["tic-tac-toe"] }],
  [{ closedGames: [] }],
  [{ botDelayMs: 0 }],
  [{ botDelayMs: 60_000 }],
])("[MT12] the server's settings may be changed by %j", (patch) => {
  expect(server(patch)).toMatchObject({ success: true, data: { patch } });
});

test.each([
  [{}],
  [{ anything: 1 }],
  [{ title: "of a match" }],
  [{ announcement: "" }],
  [{ announcement: "   " }],
  [{ announcement: "two\nlines" }],
  [{ announcement: "turned \u202e round" }],
  [{ announcement: "x".repeat(301) }],
  [{ announcement: undefined }],
  [{ newMatches: "shut" }],
  [{ newMatches: null }],
  [{ closedGames: "tic-tac-toe" }],
  [{ closedGames: ["no spaces"] }],
  [{ closedGames: Array.from({ length: 65 }, (_none, i) => `g${i}`) }],
  [{ botDelayMs: -1 }],
  [{ botDelayMs: 60_001 }],
  [{ botDelayMs: 0.5 }],
  [{ botDelayMs: "600" }],
])("[MT12, SY6] the server's settings may not be changed by %j", (patch) => {
  expect(server(patch).success).toBe(false);
});

test.each([[{ title: "Finals" }], [{ title: null, watching: "closed" }], [{ botDelayMs: 1 }]])(
  "[MT12] the settings of a match may be changed by %j",
  (patch) => {
    expect(match(patch)).toMatchObject({ success: true, data: { patch } });
  },
);

test.each([[{}], [{ announcement: "of the server" }], [{ title: "x".repeat(81) }], [{ watching: "maybe" }]])(
  "[MT12, SY6] the settings of a match may not be changed by %j",
  (patch) => {
    expect(match(patch).success).toBe(false);
  },
);

test("[MT12] a change says on which version it is based, and nothing else besides", () => {
  expect(serverSettingsInput.safeParse({ msgId: ids.msgId, patch: { newMatches: "open" } }).success).toBe(false);
  expect(serverSettingsInput.safeParse({ ...ids, basedOn: -1, patch: { newMatches: "open" } }).success).toBe(false);
  expect(serverSettingsInput.safeParse({ ...ids, force: true, patch: { newMatches: "open" } }).success).toBe(false);
});

test("[MT12] every default is one of the values that may be set", () => {
  expect(server(readServerSettings(undefined)).success).toBe(true);
  expect(match(readMatchSettings(undefined)).success).toBe(true);
});

test("[MT12] every setting reads back what was stored of it, and nothing else of what was stored", () => {
  const kept = { announcement: "Hi.", newMatches: "closed", closedGames: ["holdem"], botDelayMs: 5 };
  expect(readServerSettings({ ...kept, other: true })).toEqual(kept);
  expect(Object.keys(readServerSettings(kept))).toEqual(Object.keys(SERVER_SETTINGS));
  expect(Object.keys(readMatchSettings([]))).toEqual(Object.keys(MATCH_SETTINGS));
});
