/**
 * Settings that are changed while servers run: some for the server as a whole, some for one match. What the rules of a
 * game read is none of them: that is a move, and in the match's log. The two tables are the only place where a setting,
 * its default and its bounds are written; the README's table is made from them.
 */
import { z } from "zod";
import { matchId, msgId, version } from "./ids.js";
import type { MatchSettings, ServerSettings } from "./live-settings.js";

interface Row<T> {
  readonly schema: z.ZodType<T, T>;
  /** The default. */
  readonly fallback: T;
  /** What may stand there, and what it does, for people. */
  readonly values: string;
  readonly meaning: string;
}
type Table<S> = { readonly [K in keyof S]: Row<S[K]> };
const row = <T>(schema: z.ZodType<T, T>, about: Omit<Row<T>, "schema">): Row<T> => ({ schema, ...about });

/** One line that people read, without characters that nobody sees. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "no line breaks or invisible characters")
    .nullable();
const door = z.enum(["open", "closed"]);
const delayMs = z.number().int().min(0).max(60_000).nullable();
const games = z.array(z.string().regex(/^[\w-]{1,64}$/)).max(64);

export const SERVER_SETTINGS: Table<ServerSettings> = {
  announcement: row(line(300), {
    fallback: null,
    values: "1 to 300 characters, or null",
    meaning: "a sentence that everybody is shown, in matches and on the home page",
  }),
  newMatches: row(door, {
    fallback: "open",
    values: "`open`, `closed`",
    meaning: "`closed`: nobody begins a match; those there are go on, and can be joined",
  }),
  closedGames: row<readonly string[]>(games, {
    fallback: [],
    values: "ids of games",
    meaning: "games with which nobody begins a match, while the others go on",
  }),
  botDelayMs: row(delayMs, {
    fallback: null,
    values: "0 to 60,000, or null",
    meaning: "milliseconds a bot takes for a move besides thinking; null: `BOT_DELAY`",
  }),
};

export const MATCH_SETTINGS: Table<MatchSettings> = {
  title: row(line(80), {
    fallback: null,
    values: "1 to 80 characters, or null",
    meaning: "what this match is called, for everybody in it",
  }),
  watching: row(door, {
    fallback: "open",
    values: "`open`, `closed`",
    meaning: "`closed`: nobody watches any more who has no part in it; those who do are sent away",
  }),
  botDelayMs: row(delayMs, {
    fallback: null,
    values: "0 to 60,000, or null",
    meaning: "the same for this match alone; null: as on the server",
  }),
};

type Shape<S> = { readonly [K in keyof S]: z.ZodExactOptional<z.ZodType<S[K], S[K]>> };

/** Some of these settings, and at least one. */
function patchOf<S>(table: Table<S>) {
  const rows = Object.entries<Row<unknown>>(table as never);
  // The entries are the table's own.
  const shape = Object.fromEntries(rows.map(([name, { schema }]) => [name, schema.exactOptional()])) as Shape<S>;
  return z.strictObject(shape).refine((patch) => Object.keys(patch).length > 0, "nothing to change");
}

/** Based on the version that whoever asks has seen. */
const change = { msgId, basedOn: version };
export const serverSettingsInput = z.strictObject({ ...change, patch: patchOf(SERVER_SETTINGS) });
export const matchSettingsInput = z.strictObject({ ...change, matchId, patch: patchOf(MATCH_SETTINGS) });
export const settingsOfInput = z.strictObject({ matchId });

/** The settings in a stored document: what another build wrote and this one does not know is left out. */
export const readServerSettings = (stored: unknown): ServerSettings => read(SERVER_SETTINGS, stored);
export const readMatchSettings = (stored: unknown): MatchSettings => read(MATCH_SETTINGS, stored);

function read<S>(table: Table<S>, stored: unknown): S {
  const given = new Map(Object.entries(typeof stored === "object" && stored !== null ? stored : {}));
  const rows = Object.entries<Row<unknown>>(table as never);
  const entries = rows.map(([name, { schema, fallback }]) => {
    const parsed = schema.safeParse(given.get(name));
    return [name, parsed.success ? parsed.data : fallback];
  });
  // Every row of the table has its entry.
  return Object.fromEntries(entries) as S;
}
