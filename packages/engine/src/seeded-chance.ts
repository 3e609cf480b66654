/**
 * Verifiable chance, version 1. Anybody with the revealed seed can compute every draw again:
 *
 *   seed        32 secret bytes per match, written as 64 lower-case hex digits
 *   commitment  SHA-256(seed), public from the start
 *   entropy     what players added when joining: "" at first, then SHA-256 of the UTF-8 text
 *               `<entropy so far>:<seat>:<what that player added>`, as hex (its 32 bytes count below)
 *               A rollback of an end, which made the seed public, adds `<entropy so far>:rollback:<its salt>`
 *   key         SHA-256(seed ‖ entropy), the bytes, not the hex digits
 *   nonce       12 bytes: four zeros, then the version of the commit, big-endian in eight bytes
 *   words       the ChaCha20 (RFC 8439) key stream from block 0, read as little-endian 32-bit numbers
 *   int(n)      take the next word w; skip it while w >= n * floor(2^32 / n); the draw is w mod n
 *
 * Each version has its own stream, so one step can be checked without those before it.
 */
import { chacha20 } from "@noble/ciphers/chacha.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";
import { MAX_DRAW, type RecordingChance, recording } from "./chance.js";
import { sha256Hex } from "./hashing.js";
import type { Seat } from "./seat.js";

export interface ChanceKey {
  /** 64 hex digits. Secret until the match is over. */
  readonly seed: string;
  readonly entropy: string;
  /** The version of the commit that the draws belong to. */
  readonly version: number;
}

/** The draws of one version of a match. Costs nothing until the first draw. */
export function seededChance(key: ChanceKey): RecordingChance {
  let words: (() => number) | null = null;
  return recording((n) => {
    words ??= keyStream(key);
    const limit = MAX_DRAW - (MAX_DRAW % n);
    let word = words();
    while (word >= limit) word = words();
    return word % n;
  });
}

/** The SHA-256 of a seed, to publish before the first draw. @throws unless the seed has 64 hex digits. */
export function commitmentOf(seed: string): string {
  return bytesToHex(sha256(seedBytes(seed)));
}

/** The running entropy after a player in `seat` added `text`. */
export function mixEntropy(entropy: string, seat: Seat, text: string): string {
  return sha256Hex(`${entropy}:${seat}:${text}`);
}

/** The running entropy after a rollback of an end added `salt`: secret where the seed is not any more. */
export function mixSalt(entropy: string, salt: string): string {
  return sha256Hex(`${entropy}:rollback:${salt}`);
}

function seedBytes(seed: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(seed)) throw new RangeError("a seed has 64 lower-case hex digits");
  return hexToBytes(seed);
}

const BLOCK_BYTES = 64;

function keyStream({ seed, entropy, version }: ChanceKey): () => number {
  const key = sha256(concatBytes(seedBytes(seed), hexToBytes(entropy)));
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(4, BigInt(version));
  let block = 0;
  let at = BLOCK_BYTES;
  let view = new DataView(new ArrayBuffer(0));
  return () => {
    if (at >= BLOCK_BYTES) {
      const bytes = chacha20(key, nonce, new Uint8Array(BLOCK_BYTES), undefined, block++);
      view = new DataView(bytes.buffer, bytes.byteOffset, BLOCK_BYTES);
      at = 0;
    }
    const word = view.getUint32(at, true);
    at += 4;
    return word;
  };
}
