/**
 * The settings that are changed while servers run, as this node holds them: the server's, and those of the matches it has
 * in memory. Storage has the truth. A hint of another node makes this one look at once; it looks every second all the
 * same, for whatever was changed after the last change it knows of. While storage is away, what was so last is so.
 */
import { SERVER_SCOPE, type SettingsStore, type StoredSettings } from "@holdfast/engine";
import type { LiveSettings, MatchSettings, ServerSettings, Versioned } from "@holdfast/protocol";
import type { Log, WakeupBus } from "../ports.js";

/** How documents are read: whatever is missing or not understood is the default. */
export interface SettingsReading {
  server(stored: unknown): ServerSettings;
  match(stored: unknown): MatchSettings;
}
export interface SettingsBoardDeps {
  readonly store: SettingsStore;
  readonly wakeups: WakeupBus;
  readonly log: Log;
  readonly reading: SettingsReading;
  /** A match's settings are others now; null: the server's are, and so those of all matches. */
  readonly onChange: (matchId: string | null) => void;
}

export const LOOK_AT_SETTINGS_MS = 907;

export class SettingsBoard {
  readonly reading: SettingsReading;
  #server: Versioned<ServerSettings>;
  readonly #unset: Versioned<MatchSettings>;
  /** By match: all that are followed here. */
  readonly #matches = new Map<string, Versioned<MatchSettings>>();
  /** All changes up to this one are known here, in this life of the log. */
  #known: { readonly epoch: number; readonly version: number } | null = null;
  #looking: Promise<void> | null = null;
  #again = false;

  constructor(private readonly deps: SettingsBoardDeps) {
    const { reading, wakeups } = deps;
    this.reading = reading;
    this.#server = { version: 0, values: reading.server(null) };
    this.#unset = { version: 0, values: reading.match(null) };
    wakeups.onWakeup(({ kind }) => kind === "settings" && this.#lookSoon());
    wakeups.onGap(() => this.#lookSoon());
    void wakeups.follow(SERVER_SCOPE);
  }

  get server(): Versioned<ServerSettings> {
    return this.#server;
  }

  /** What goes for a match, as far as it is followed. */
  of(matchId: string): LiveSettings {
    return { server: this.#server, match: this.#matches.get(matchId) ?? this.#unset };
  }

  /** Holds a match's settings from now on. They are read, with the match, after this: no change falls between the two. */
  follow(matchId: string): void {
    if (!this.#matches.has(matchId)) this.#matches.set(matchId, this.#unset);
  }

  /** What was read of a match that is followed. */
  adopt(stored: StoredSettings): void {
    this.#take(stored);
  }

  unfollow(matchId: string): void {
    this.#matches.delete(matchId);
  }

  /** Learns what was changed since the last look. Calls that come meanwhile are answered by one more. @throws StorageUnavailable */
  look(): Promise<void> {
    if (this.#looking !== null) this.#again = true;
    this.#looking ??= this.#lookUntilCurrent().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  #lookSoon(): void {
    // The next look comes within a second.
    this.look().catch((fault: unknown) => this.deps.log.debug({ fault: String(fault) }, "settings were not looked at"));
  }

  async #lookUntilCurrent(): Promise<void> {
    do {
      this.#again = false;
      await this.#lookOnce();
    } while (this.#again);
  }

  async #lookOnce(): Promise<void> {
    const known = this.#known;
    const { epoch, version, changed } = await this.deps.store.settingsAfter(known?.version ?? Number.MAX_SAFE_INTEGER);
    // Nothing is known yet, or what was known may have been taken back.
    if (known === null || known.epoch !== epoch || version < known.version) await this.#readAll();
    else for (const stored of changed) this.#take(stored);
    this.#known = { epoch, version };
  }

  /** Whatever is held is as storage says, older or newer, or not there. */
  async #readAll(): Promise<void> {
    const scopes = [SERVER_SCOPE, ...this.#matches.keys()];
    const stored = new Map((await this.deps.store.settingsOf(scopes)).map((one) => [one.scope, one]));
    for (const scope of scopes) this.#put(stored.get(scope) ?? { scope, version: 0, text: "null" });
  }

  /** Reads may overtake each other: what is older than what is held is old news. */
  #take(stored: StoredSettings): void {
    const held = stored.scope === SERVER_SCOPE ? this.#server : this.#matches.get(stored.scope);
    if (held !== undefined && stored.version > held.version) this.#put(stored);
  }

  #put({ scope, version, text }: StoredSettings): void {
    const { reading, onChange } = this.deps;
    if (scope === SERVER_SCOPE) {
      if (version === this.#server.version) return;
      this.#server = { version, values: reading.server(valuesIn(text)) };
      return onChange(null);
    }
    if (version === (this.#matches.get(scope)?.version ?? version)) return;
    this.#matches.set(scope, { version, values: reading.match(valuesIn(text)) });
    onChange(scope);
  }
}

/** What a stored document sets; null where it is none of ours. */
export function valuesIn(text: string): unknown {
  return documentIn(text)?.values ?? null;
}

/** A document as it is stored: the settings, and who changed them last, by msgId. */
export interface SettingsDocument {
  readonly values: unknown;
  readonly answered: readonly AnsweredChange[];
}
export interface AnsweredChange {
  readonly msgId: string;
  /** Of what was asked: tells a repeat from another change under the same msgId. */
  readonly payloadHash: string;
}

export function documentIn(text: string): SettingsDocument | null {
  try {
    const document = JSON.parse(text) as SettingsDocument | null;
    return Array.isArray(document?.answered) ? document : null;
  } catch {
    return null;
  }
}
