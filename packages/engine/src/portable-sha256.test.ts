import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { expect, test } from "vitest";
import { portableSha256 } from "./portable-sha256.js";
import { seededChance } from "./seeded-chance.js";

const byLibrary = (text: string) => bytesToHex(sha256(utf8ToBytes(text)));

/** FIPS 180-2, appendix B, and the messages of NIST's example files. */
test.each([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  [
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
    "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
  ],
  ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
])("[DU4] the portable SHA-256 gives what the standard prints for %.12s…", (text, digest) => {
  expect(portableSha256(text)).toBe(digest);
});

test("[DU4] every length around the ends of blocks is padded right, whatever was hashed before", () => {
  for (let length = 300; length >= 0; length--) {
    const text = "x".repeat(length);
    expect(portableSha256(text), `${length} characters`).toBe(byLibrary(text));
  }
});

test("[DU4] texts of any characters, half a pair too, hash as the library hashes them", () => {
  const seed = "5d".repeat(32);
  const chance = seededChance({ seed, entropy: "", version: 1 });
  const alphabets = [0x80, 0x800, 0x1_0000];
  for (let round = 0; round < 300; round++) {
    const most = alphabets[round % alphabets.length] ?? 0x80;
    const length = chance.int(round % 50 === 0 ? 40_000 : 500, "length");
    const text = String.fromCharCode(...Array.from({ length }, () => chance.int(most, "character")));
    expect(portableSha256(text), `seed ${seed}, round ${round}`).toBe(byLibrary(text));
  }
});

test("[DU4] a text is hashed by its characters, not by how it was put together", () => {
  const parts = Array.from({ length: 500 }, (_none, i) => `,{"n":${i}}`);
  const added = parts.reduce((text, part) => text + part, "");
  expect(portableSha256(added)).toBe(byLibrary(parts.join("")));
  expect(portableSha256(added.slice(7, 900))).toBe(byLibrary(parts.join("").slice(7, 900)));
});
