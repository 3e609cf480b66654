/** Settings that are changed while servers run, as tests change them and hear of them. */
import { randomUUID } from "node:crypto";
import type { LiveSettings, MatchFrame, Reply, ServerSettings, SettingsReceipt } from "@holdfast/protocol";
import { ADMIN_SECRET, refusalIn } from "./admin.js";
import { eventually } from "./eventually.js";
import { granted, postJson, type StockPlayer, type Watch } from "./stock-player.js";

/** For nodes whose settings an administrator may change. */
export const SETTINGS_ENV = { ADMIN_SECRET, BOT_DELAY: "0" };
export const SERVER_DEFAULTS = { announcement: null, newMatches: "open", closedGames: [], botDelayMs: null };
export const MATCH_DEFAULTS = { title: null, watching: "open", botDelayMs: null };

type Changed = Reply<SettingsReceipt<ServerSettings>>;

export async function serverSettings(url: string): Promise<{ version: number; values: ServerSettings }> {
  const response = await fetch(`${url}/trpc/admin.settings`, { headers: { authorization: `Bearer ${ADMIN_SECRET}` } });
  return ((await response.json()) as { result: { data: { json: never } } }).result.data.json;
}

/** Asks for an administrator's change by its path. */
export async function administer<T>(url: string, path: string, input: object): Promise<T> {
  const { body } = await postJson(`${url}/trpc/${path}`, { json: input }, ADMIN_SECRET);
  const { result } = body as { result?: { data: { json: T } } };
  if (result === undefined) throw new Error(refusalIn(body));
  return result.data.json;
}

/** Changes the server's settings from what storage has. */
export async function changeServer(url: string, patch: object, more: object = {}): Promise<Changed> {
  const basedOn = (await serverSettings(url)).version;
  return administer(url, "admin.changeSettings", { msgId: randomUUID(), basedOn, patch, ...more });
}
// oxlint-disable-next-line max-params -- who changes what, and seen as what
export function changeMatch(by: StockPlayer, matchId: string, patch: object, basedOn = 0) {
  return by.api.match.changeSettings.mutate({ msgId: randomUUID(), matchId, basedOn, patch });
}

const settingsIn = (frames: readonly MatchFrame[]): readonly LiveSettings[] =>
  frames.flatMap((frame) => (frame.kind === "presence" && frame.settings !== undefined ? [frame.settings] : []));
/** What was told last. */
export const told = (watch: Watch) => settingsIn(watch.frames).at(-1);
export const announced = (watch: Watch, text: string | null) =>
  eventually(() => told(watch)?.server.values.announcement === text);
export const titled = (watch: Watch, title: string) => eventually(() => told(watch)?.match.values.title === title);
