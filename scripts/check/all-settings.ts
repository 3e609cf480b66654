/** Every setting there is, from the tables that the server reads them by. */
import { SETTINGS } from "../../apps/server/src/config.js";
import { MATCH_SETTINGS, SERVER_SETTINGS } from "../../packages/protocol/src/settings.js";
import type { AllSettings, LiveSetting } from "./settings-table.js";

const rowsOf = (scope: string, table: object): LiveSetting[] =>
  Object.entries(table as Record<string, Omit<LiveSetting, "scope" | "name">>).map(([name, row]) => ({
    scope,
    name,
    ...row,
  }));

export const ALL_SETTINGS: AllSettings = {
  environment: SETTINGS,
  live: [...rowsOf("the server", SERVER_SETTINGS), ...rowsOf("a match", MATCH_SETTINGS)],
};
