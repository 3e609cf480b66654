/** How many commits of each game are verified in a second, as `npm run bench:rules` measures it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { VerifyPace } from "./result.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const LINE = /^B12 (\S+): verify, in Node\s+([\d,]+)/gm;

/** @throws when it measured nothing */
export async function verifyPace(): Promise<readonly VerifyPace[]> {
  const child = spawn(process.execPath, ["--import", "tsx", "tests/bench/rules.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => (said += String(chunk)));
  await once(child, "close");
  const paces = pacesIn(said);
  if (paces.length === 0) throw new Error(`nothing was measured:\n${said}`);
  return paces;
}

export function pacesIn(said: string): readonly VerifyPace[] {
  return [...said.matchAll(LINE)].map(([, game = "", figure = ""]) => ({
    game,
    perSecond: Number(figure.replaceAll(",", "")),
  }));
}
