/** The README's tables of settings, made from the tables the server reads them by. */
import type { Setting } from "../../apps/server/src/config.js";
import type { Finding } from "./source-files.js";

/** What is set while the server runs, for the server or for a match. */
export interface LiveSetting {
  readonly scope: string;
  readonly name: string;
  readonly fallback: unknown;
  readonly values: string;
  readonly meaning: string;
}
export interface AllSettings {
  readonly environment: readonly Setting[];
  readonly live: readonly LiveSetting[];
}

const ENVIRONMENT = /(<!-- settings:[^\n]*-->\n)[\s\S]*?(<!-- \/settings -->)/;
const LIVE = /(<!-- live settings:[^\n]*-->\n)[\s\S]*?(<!-- \/live settings -->)/;

/** The README with its tables as they should be. */
export function withSettings(readme: string, { environment, live }: AllSettings): string {
  return withTable(withTable(readme, ENVIRONMENT, environmentTable(environment)), LIVE, liveTable(live));
}

export function settingsFindings(readme: string, settings: AllSettings): Finding[] {
  const isThere = ENVIRONMENT.test(readme) && LIVE.test(readme);
  if (isThere && withSettings(readme, settings) === readme) return [];
  return [{ path: "README.md", line: 1, message: "the tables of settings are out of date: run npm run readme" }];
}

function withTable(readme: string, between: RegExp, table: string): string {
  return readme.replace(between, (_all, before: string, after: string) => `${before}${table}${after}`);
}

function environmentTable(settings: readonly Setting[]): string {
  const rows = settings.map(({ name, fallback, meaning }) => {
    const shown = fallback === "" ? "" : `\`${fallback}\``;
    return `| \`${name}\` | ${shown} | ${cell(meaning)} |\n`;
  });
  return `\n| variable | default | meaning |\n|---|---|---|\n${rows.join("")}\n`;
}

function liveTable(settings: readonly LiveSetting[]): string {
  const rows = settings.map(({ scope, name, fallback, values, meaning }) => {
    return `| ${scope} | \`${name}\` | \`${JSON.stringify(fallback)}\` | ${cell(values)} | ${cell(meaning)} |\n`;
  });
  return `\n| of | setting | default | may be | meaning |\n|---|---|---|---|---|\n${rows.join("")}\n`;
}

const cell = (text: string) => text.replaceAll("|", "\\|");
