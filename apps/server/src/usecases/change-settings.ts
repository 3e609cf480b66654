/** Changes what is set while servers run: called by `match.changeSettings` and `admin.*`. */
import {
  canonicalJson,
  type Json,
  rejection,
  type Result,
  SERVER_SCOPE,
  type StoredSettings,
  StorageUnavailable,
  type SettingsStore,
} from "@holdfast/engine";
import type { MatchSettings, ServerSettings, SettingsReceipt, Versioned } from "@holdfast/protocol";
import { nativeSha256 } from "../live/native-sha256.js";
import { type AnsweredChange, documentIn, type SettingsBoard, valuesIn } from "../live/settings-board.js";
import { MSG_ID_REUSED } from "../live/earlier-commit.js";
import { reach, viewerIn } from "./authorise.js";
import type { Deps, Session } from "./deps.js";

/** `patch`: the settings that are to be others, each with its new value. */
export interface SettingsRequest<S> {
  readonly msgId: string;
  /** The version that whoever asks has seen. */
  readonly basedOn: number;
  readonly patch: Partial<S>;
}

const NONE_HERE = rejection("forbidden", "no_live_settings", "This server's settings cannot be changed while it runs.");
const CHANGED = rejection(
  "stale_version",
  "settings_changed",
  "Somebody else changed the settings. Look at them again.",
);
const NO_SUCH_GAME = rejection("invalid_message", "no_such_game", "A game that is named is not one of this server's.");
const NOT_YOURS = rejection("forbidden", "not_creator", "Only who made the match may change its settings.");

/** So many changes are known by their msgId: a repeat that comes later is told that the settings are others by now. */
const ANSWERED = 16;
/** Of two that change at once one is first; the next look tells the other. */
const TRIES = 3;

/** Changes the server's settings, on all nodes. @throws StorageUnavailable */
export async function changeServerSettings(
  deps: Deps,
  request: SettingsRequest<ServerSettings>,
): Promise<Result<SettingsReceipt<ServerSettings>>> {
  const unknown = request.patch.closedGames?.find((game) => deps.games.newest(game) === null);
  if (unknown !== undefined) return { ok: false, rejection: NO_SUCH_GAME };
  return change(deps, SERVER_SCOPE, request, (stored) => deps.settings?.board.reading.server(stored));
}

/** Changes the settings of a match, for whoever looks after it. @throws StorageUnavailable */
export async function changeMatchSettings(
  deps: Deps,
  matchId: string,
  request: SettingsRequest<MatchSettings>,
): Promise<Result<SettingsReceipt<MatchSettings>>> {
  const live = await deps.matches.get(matchId);
  if (!live.ok) return live;
  return change(deps, live.value.id, request, (stored) => deps.settings?.board.reading.match(stored));
}

/** The same, for whoever made the match. @throws StorageUnavailable */
export async function changeOwnMatch(
  deps: Deps,
  session: Session,
  { matchId, ...request }: SettingsRequest<MatchSettings> & { readonly matchId: string },
): Promise<Result<SettingsReceipt<MatchSettings>>> {
  const live = await reach(deps, session, matchId);
  if (!live.ok) return live;
  const viewer = await viewerIn(deps, session, live.value);
  if (!viewer.ok) return viewer;
  const isCreator = session.scope !== "observer" && live.value.hosted.creatorId === session.playerId;
  return isCreator ? changeMatchSettings(deps, matchId, request) : { ok: false, rejection: NOT_YOURS };
}

/** The server's settings as storage has them now. @throws StorageUnavailable */
export async function serverSettings({ settings }: Deps): Promise<Result<Versioned<ServerSettings>>> {
  if (settings === undefined) return { ok: false, rejection: NONE_HERE };
  const { version, text } = await stored(settings.store, SERVER_SCOPE);
  return { ok: true, value: { version, values: settings.board.reading.server(valuesIn(text)) } };
}

/** The settings of a match as storage has them now. @throws StorageUnavailable */
export async function matchSettings(deps: Deps, matchId: string): Promise<Result<Versioned<MatchSettings>>> {
  const { settings } = deps;
  if (settings === undefined) return { ok: false, rejection: NONE_HERE };
  const live = await deps.matches.get(matchId);
  if (!live.ok) return live;
  const { version, text } = await stored(settings.store, live.value.id);
  return { ok: true, value: { version, values: settings.board.reading.match(valuesIn(text)) } };
}

/**
 * Stores the change if nobody else was faster, tells all nodes, and answers when this one goes by it. A node that dies
 * in between has stored it: the others learn of it within a second.
 */
// oxlint-disable-next-line max-params -- what is changed, by what, and how it is read
async function change<S extends object>(
  deps: Deps,
  scope: string,
  request: SettingsRequest<S>,
  read: (stored: unknown) => S | undefined,
): Promise<Result<SettingsReceipt<S>>> {
  const { settings } = deps;
  if (settings === undefined) return { ok: false, rejection: NONE_HERE };
  const { msgId, basedOn, patch } = request;
  const payloadHash = nativeSha256(canonicalJson({ scope, basedOn, patch } as unknown as Json));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { version, text } = await stored(settings.store, scope);
    const values = read(valuesIn(text)) as S;
    const answered = documentIn(text)?.answered ?? [];
    const earlier = answered.find((one) => one.msgId === msgId);
    if (earlier !== undefined) return repeated(earlier, payloadHash, { version, values });
    if (version !== basedOn) return { ok: false, rejection: CHANGED };
    const changed: S = { ...values, ...patch };
    const document = { values: changed, answered: [...answered, { msgId, payloadHash }].slice(-ANSWERED) };
    const now = await settings.store.changeSettings({ scope, basedOn, text: JSON.stringify(document) });
    // Somebody was faster, or it was this very change, and its answer was lost.
    if (now === null) continue;
    await tell(deps, settings.board);
    return { ok: true, value: { version: now, values: changed, duplicate: false } };
  }
  return { ok: false, rejection: CHANGED };
}

function repeated<S>(earlier: AnsweredChange, payloadHash: string, now: Versioned<S>): Result<SettingsReceipt<S>> {
  if (earlier.payloadHash !== payloadHash) return { ok: false, rejection: MSG_ID_REUSED };
  return { ok: true, value: { ...now, duplicate: true } };
}

async function stored(store: SettingsStore, scope: string): Promise<StoredSettings> {
  const [found] = await store.settingsOf([scope]);
  return found ?? { scope, version: 0, text: "null" };
}

async function tell({ ports }: Deps, board: SettingsBoard): Promise<void> {
  ports.coordination.wakeups.publish({ kind: "settings" });
  try {
    await board.look();
  } catch (fault) {
    // It is stored: this node goes by it as soon as storage is there again.
    if (!(fault instanceof StorageUnavailable)) throw fault;
  }
}
