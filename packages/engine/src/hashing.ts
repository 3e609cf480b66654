/** SHA-256 (FIPS 180-4) by an audited library that gives the same bytes in Node and in browsers. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "./canonical.js";
import type { Json } from "./json.js";

/** SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits. A platform may bring its own, faster one. */
export type Sha256 = (text: string) => string;

/** The portable SHA-256; a native one is about ten times as fast. */
export const sha256Hex: Sha256 = (text) => bytesToHex(sha256(utf8ToBytes(text)));

/** The SHA-256 of a value's canonical text. */
export function hashJson(value: Json, sha256: Sha256 = sha256Hex): string {
  return sha256(canonicalJson(value));
}
