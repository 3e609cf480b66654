/** The server of the release before this one, as `freeze.ts` kept it: a program to be started beside today's. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const KEPT = fileURLToPath(new URL("./previous/", import.meta.url));
const OUT = fileURLToPath(new URL("../out/previous/", import.meta.url));

/** The path of its `main.js`, unpacked where it finds today's libraries, with its own migrations beside it. */
export function previousMain(): string {
  const packed = readFileSync(join(KEPT, "server.mjs.gz"));
  const folder = join(OUT, createHash("sha256").update(packed).digest("hex").slice(0, 16));
  const main = join(folder, "dist", "main.mjs");
  if (!existsSync(main)) unpack(packed, folder);
  return main;
}

/** Under a name of its own first: another test may be unpacking it at the same moment. */
function unpack(packed: Buffer, folder: string): void {
  const draft = `${folder}-${process.pid}`;
  mkdirSync(join(draft, "dist"), { recursive: true });
  cpSync(join(KEPT, "migrations"), join(draft, "migrations"), { recursive: true });
  writeFileSync(join(draft, "dist", "main.mjs"), gunzipSync(packed));
  mkdirSync(dirname(folder), { recursive: true });
  try {
    renameSync(draft, folder);
  } catch {
    rmSync(draft, { recursive: true, force: true });
  }
}
