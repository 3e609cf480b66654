/**
 * The port to settings that are changed while servers run: one document for each scope, `server` or a match's id. Every
 * change takes the next number of all changes there were, whatever its scope: who knows what was changed up to a number
 * asks for what came after it. What a document says is for the caller to read; storage sees text.
 */
export const SERVER_SCOPE = "server";

/** The document of a scope, and the number of its last change. */
export interface StoredSettings {
  readonly scope: string;
  readonly version: number;
  readonly text: string;
}
/** What was changed after a version, oldest first. */
export interface SettingsNews {
  /** The life of the log in which this was read: in another one, changes may have been taken back. */
  readonly epoch: number;
  /** The number of the last change of all; 0: nothing was ever changed. */
  readonly version: number;
  readonly changed: readonly StoredSettings[];
}
export interface SettingsChange {
  readonly scope: string;
  /** The version that is replaced; 0: there is none yet. */
  readonly basedOn: number;
  readonly text: string;
}

export interface SettingsStore {
  settingsAfter(version: number): Promise<SettingsNews>;
  /** The documents of these scopes, as far as there are any. */
  settingsOf(scopes: readonly string[]): Promise<readonly StoredSettings[]>;
  /** Replaces a document, unless it is of another version than `basedOn`. @returns its new version, or null: unchanged. */
  changeSettings(change: SettingsChange): Promise<number | null>;
}
