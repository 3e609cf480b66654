/** SHA-256 (FIPS 180-4) by an audited library that gives the same bytes in Node and in browsers. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "./canonical.js";
import type { Json } from "./json.js";

/** The SHA-256 of a text's UTF-8 bytes, as 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** The SHA-256 of a value's canonical text. */
export function hashJson(value: Json): string {
  return sha256Hex(canonicalJson(value));
}
