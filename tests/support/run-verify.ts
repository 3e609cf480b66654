/** `npm run verify`, as the build made it: its exit code and what it printed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const VERIFY = fileURLToPath(new URL("../../apps/server/dist/verify.js", import.meta.url));

export interface Audit {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly complaint: string;
}

export async function runVerify(what: readonly string[], env: Readonly<Record<string, string>>): Promise<Audit> {
  const child = spawn(process.execPath, [VERIFY, ...what], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  let said = "";
  let complaint = "";
  child.stdout.on("data", (chunk) => {
    said += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    complaint += String(chunk);
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, lines: said.trim().split("\n"), complaint };
}
