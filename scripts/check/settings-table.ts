/** The README's table of settings, made from the one table the server reads them by. */
import type { Setting } from "../../apps/server/src/config.js";
import type { Finding } from "./source-files.js";

const BETWEEN = /(<!-- settings:[^\n]*-->\n)[\s\S]*?(<!-- \/settings -->)/;

/** The README with its table as it should be. */
export function withSettings(readme: string, settings: readonly Setting[]): string {
  return readme.replace(BETWEEN, (_all, before: string, after: string) => `${before}${table(settings)}${after}`);
}

export function settingsFindings(readme: string, settings: readonly Setting[]): Finding[] {
  if (BETWEEN.test(readme) && withSettings(readme, settings) === readme) return [];
  return [{ path: "README.md", line: 1, message: "the table of settings is out of date: run npm run readme" }];
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map(({ name, fallback, meaning }) => {
    const shown = fallback === "" ? "" : `\`${fallback}\``;
    return `| \`${name}\` | ${shown} | ${meaning.replaceAll("|", "\\|")} |\n`;
  });
  return `\n| variable | default | meaning |\n|---|---|---|\n${rows.join("")}\n`;
}
