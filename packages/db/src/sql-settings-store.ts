import type { SettingsChange, SettingsNews, SettingsStore, StoredSettings } from "@holdfast/engine";
import type { LogLife } from "./log-life.js";
import { keepSetting } from "./queries/keep-setting.js";
import { changeSettings, settingsAfter, settingsOf } from "./queries/live-settings.js";
import type { Ask } from "./retry.js";
import type { SqlPort } from "./sql-port.js";

/** The `SettingsStore` of a store that speaks SQL, with what its nodes agreed on once and for all. */
export class SqlSettingsStore implements SettingsStore {
  constructor(
    private readonly sql: SqlPort,
    private readonly ask: Ask,
    private readonly life: LogLife,
  ) {}

  /** The server-wide setting under this key; the proposal where none was kept before. The same on all nodes. */
  keep(key: string, proposal: string): Promise<string> {
    return this.ask(() => keepSetting(this.sql, key, proposal));
  }

  settingsAfter(version: number): Promise<SettingsNews> {
    return this.life.reading(() => this.ask(() => settingsAfter(this.sql, version)));
  }

  settingsOf(scopes: readonly string[]): Promise<readonly StoredSettings[]> {
    return this.ask(() => settingsOf(this.sql, scopes));
  }

  changeSettings(change: SettingsChange): Promise<number | null> {
    return this.ask(() => changeSettings(this.sql, change));
  }
}
