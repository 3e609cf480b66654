/** Peers are small servers in `peers/` that say on which port they listen. */
import { fileURLToPath } from "node:url";
import type { Contender, Running, StartOptions } from "./contender.js";
import { ServerProcess } from "./server-process.js";

const READY_MS = 20_000;

export interface PeerFacts {
  readonly name: string;
  readonly file: string;
  readonly about: string;
  /** False for what runs on the repository's own dependencies. */
  readonly needsPeers: boolean;
}

/** A contender whose server is `peers/<file>`. */
export function peer({ name, file, about, needsPeers }: PeerFacts): Contender {
  const path = fileURLToPath(new URL(`../peers/${file}`, import.meta.url));
  return { name, driver: name, about, needsPeers, durable: false, start: (options) => start(path, options) };
}

async function start(file: string, { bestOf, nodeFlags }: StartOptions): Promise<Running> {
  const process = new ServerProcess({ file, env: { BEST_OF: String(bestOf) }, nodeFlags });
  const port = await process.until(() => portIn(process.output), READY_MS);
  return { process, port };
}

function portIn(output: string): number | null {
  const found = /^listening (\d+)$/m.exec(output);
  return found === null ? null : Number(found[1]);
}
