/** Brings the peers from the npm registry into a folder of their own, once. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { saying } from "../../../scripts/steps/say.mjs";

const FOLDER = fileURLToPath(new URL("../peers", import.meta.url));
const TIMEOUT_MS = 180_000;

interface PackageFile {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readPackage(file: string): PackageFile {
  return JSON.parse(readFileSync(file, "utf8")) as PackageFile;
}

function isInstalled(): boolean {
  const wanted = readPackage(join(FOLDER, "package.json")).dependencies ?? {};
  return Object.entries(wanted).every(([name, version]) => {
    const file = join(FOLDER, "node_modules", name, "package.json");
    return existsSync(file) && readPackage(file).version === version;
  });
}

/** Null when they are there; otherwise why they could not be installed, in npm's words. */
export async function installPeers(): Promise<string | null> {
  if (isInstalled()) return null;
  return saying("installing the peers (npm)", async () => {
    const { code, output } = await npmInstall();
    return code === 0 && isInstalled() ? null : output.trim().slice(-1_500) || `npm ended with ${code}`;
  });
}

function npmInstall(): Promise<{ code: number | null; output: string }> {
  const args = ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];
  const child = spawn("npm", args, { cwd: FOLDER, stdio: ["ignore", "pipe", "pipe"], timeout: TIMEOUT_MS });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  return new Promise((resolve) => {
    child.once("error", (why) => resolve({ code: 127, output: why.message }));
    child.once("close", (code) => resolve({ code, output }));
  });
}
