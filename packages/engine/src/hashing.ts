/** Hashes of texts and values, the same in Node and in browsers. */
import { canonicalJson } from "./canonical.js";
import type { Json } from "./json.js";
import { portableSha256 } from "./portable-sha256.js";

/** SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits. A platform may bring its own, faster one. */
export type Sha256 = (text: string) => string;

/** The portable SHA-256; a native one is several times as fast. */
export const sha256Hex: Sha256 = portableSha256;

/** The SHA-256 of a value's canonical text. */
export function hashJson(value: Json, sha256: Sha256 = sha256Hex): string {
  return sha256(canonicalJson(value));
}
