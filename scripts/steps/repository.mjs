/** Where the repository is, and how its installed tools are started, wherever it was cloned to. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Absolute path of a tool's script below node_modules; run it with this Node. @param {string[]} parts */
export const installed = (...parts) => join(ROOT, "node_modules", ...parts);

/** @typedef {{ command: string, args: string[] }} Command */

/** The npm that started us, else the one on the PATH. @param {string[]} args @returns {Command} */
export function npmCommand(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) return { command: process.execPath, args: [script, ...args] };
  return { command: "npm", args };
}

/** What every tool we start sees: no telemetry, no update notices, no daemon that stays. */
export const toolEnvironment = {
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NO_UPDATE_NOTIFIER: "1",
  npm_config_update_notifier: "false",
};
