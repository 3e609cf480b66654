import { type Command, payloadHashOf } from "@holdfast/engine";
import { nativeSha256 } from "./native-sha256.js";

const FINGERPRINT = Symbol("fingerprint");

/** The command's payload hash, computed once however often it is needed. */
export function fingerprintOf(command: Command & { [FINGERPRINT]?: string }): string {
  command[FINGERPRINT] ??= payloadHashOf(command, nativeSha256);
  return command[FINGERPRINT];
}
