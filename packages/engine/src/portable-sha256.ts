/**
 * SHA-256 (FIPS 180-4) of texts, wherever JavaScript runs: the names and numbers below are the standard's. States are long
 * and hashed for every move, and this is a third faster than the library that checks it in its tests.
 */

/** Every runtime has it; the language's own library of types does not. */
declare const TextEncoder: { new (): { encodeInto(text: string, into: Uint8Array): { readonly written: number } } };

/** FIPS 180-4, 4.2.2: of the cube roots of the first 64 primes, the first 32 bits behind the point. */
// biome-ignore format: eight to a line, as the standard prints them
const K = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);
/** 5.3.3: of the square roots of the first eight primes. */
const START = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);
const BLOCK = 64;
/** The end mark and the length in bits. */
const LEAST_PADDING = 9;

const encoder = new TextEncoder();
const schedule = new Int32Array(64);
const digest = new Int32Array(8);
let bytes = new Uint8Array(16_384);
let view = new DataView(bytes.buffer);

/** The SHA-256 of a text's UTF-8 bytes, as 64 lower-case hex digits. A lone surrogate counts as U+FFFD. */
export function portableSha256(text: string): string {
  makeRoom(3 * text.length + LEAST_PADDING + BLOCK);
  const end = pad(encoder.encodeInto(text, bytes).written);
  digest.set(START);
  for (let at = 0; at < end; at += BLOCK) compress(at);
  return digestHex();
}

/** UTF-8 takes three bytes at most for a unit of UTF-16. */
function makeRoom(size: number): void {
  if (bytes.length >= size) return;
  bytes = new Uint8Array(size);
  view = new DataView(bytes.buffer);
}

/** 5.1.1: a one, zeros, and the length in bits, up to the end of a block. */
function pad(length: number): number {
  const end = Math.ceil((length + LEAST_PADDING) / BLOCK) * BLOCK;
  bytes.fill(0, length, end);
  bytes[length] = 0x80;
  view.setBigUint64(end - 8, 8n * BigInt(length));
  return end;
}

/** 6.2.2. The word of a round is made in the round, so that reading what it is made of and the round itself overlap. */
function compress(at: number): void {
  let a = word(digest, 0);
  let b = word(digest, 1);
  let c = word(digest, 2);
  let d = word(digest, 3);
  let e = word(digest, 4);
  let f = word(digest, 5);
  let g = word(digest, 6);
  let h = word(digest, 7);
  for (let t = 0; t < 64; t++) {
    const w = t < 16 ? view.getInt32(at + 4 * t) : nextWord(t);
    schedule[t] = w;
    const sum1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
    const one = (h + sum1 + (g ^ (e & (f ^ g))) + word(K, t) + w) | 0;
    const sum0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    const two = (sum0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  add(0, a);
  add(1, b);
  add(2, c);
  add(3, d);
  add(4, e);
  add(5, f);
  add(6, g);
  add(7, h);
}

function nextWord(t: number): number {
  const back15 = word(schedule, t - 15);
  const back2 = word(schedule, t - 2);
  const sigma0 = rotr(back15, 7) ^ rotr(back15, 18) ^ (back15 >>> 3);
  const sigma1 = rotr(back2, 17) ^ rotr(back2, 19) ^ (back2 >>> 10);
  return (word(schedule, t - 16) + sigma0 + word(schedule, t - 7) + sigma1) | 0;
}

function add(at: number, value: number): void {
  digest[at] = word(digest, at) + value;
}

const rotr = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

const word = (words: Int32Array, at: number): number => words[at] ?? 0;

const HEX = Array.from({ length: 256 }, (_none, byte) => byte.toString(16).padStart(2, "0"));

function digestHex(): string {
  let hex = "";
  for (const value of digest) {
    for (let shift = 24; shift >= 0; shift -= 8) hex += HEX[(value >>> shift) & 0xff];
  }
  return hex;
}
