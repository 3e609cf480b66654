/** Structured logs (pino). Secrets are kept out by what is passed in, and once more by redaction here. */
import { pino } from "pino";
import type { Log } from "../ports.js";

const SECRETS = [
  "token",
  "*.token",
  "authorization",
  "*.authorization",
  "seed",
  "*.seed",
  "code",
  "watchKey",
  "seatToken",
];

export function createLog(level: string, nodeId: string, pretty: boolean): Log {
  if (pretty) return prettyLog(level);
  return pino({ level, base: { node: nodeId }, redact: { paths: SECRETS, censor: "[redacted]" } });
}

const LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** One readable line each, for a person at a terminal. */
function prettyLog(level: string): Log {
  const threshold = LEVELS.findIndex((name) => name === level);
  const write = (name: (typeof LEVELS)[number]) => (fields: object, message: string) => {
    if (LEVELS.indexOf(name) < threshold) return;
    const rest = Object.entries(fields).filter(([key]) => !SECRETS.includes(key) && key !== "stack");
    const tail = rest
      .map(([key, value]) => `${key}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
      .join(" ");
    process.stderr.write(`${name.padEnd(5)} ${message}${tail === "" ? "" : `  ${tail}`}\n`);
  };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
