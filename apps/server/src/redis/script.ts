import { createHash } from "node:crypto";

/** A Lua script as its file exports it: the source opens with what it takes and replies. */
export interface Script {
  readonly source: string;
  /** How many of the arguments are keys; all of them carry the same hash tag. */
  readonly keys: number;
}

/** By source: the same script is run with more or fewer keys. */
const shas = new Map<string, string>();

/** The name by which Redis knows the script once it was loaded. */
export function shaOf(script: Script): string {
  const known = shas.get(script.source);
  if (known !== undefined) return known;
  const sha = createHash("sha1").update(script.source).digest("hex");
  shas.set(script.source, sha);
  return sha;
}
