/** Our own reading of tokens beside that of a library for tokens of every kind: what that refuses is refused here. */
import { createHmac, createSecretKey } from "node:crypto";
import { CompactSign, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { dice } from "../../../../tests/support/dice.js";
import { openJwt, signJwt } from "./jwt.js";

const SECRET = new TextEncoder().encode("a secret of tests that is long enough to sign with");
const KEY = createSecretKey(SECRET);
const CLAIMS = { sub: "anna", name: "Anna Ω", exp: 4_102_444_800, nested: { list: [1, null, "x"] } };
const HEADER = { alg: "HS256", typ: "JWT" };

/** The claims, or null: as the library reads a token of which nothing but algorithm and type is asked. */
async function asLibrary(token: string): Promise<unknown> {
  try {
    return (await jwtVerify(token, SECRET, { algorithms: ["HS256"], typ: "JWT" })).payload;
  } catch {
    return null;
  }
}

const part = (text: string | Buffer) => Buffer.from(text).toString("base64url");
/** Signed with the secret, whatever the two parts are. */
function signed(text: string): string {
  return `${text}.${createHmac("sha256", KEY).update(text).digest("base64url")}`;
}
function made(header: unknown, payload: string | Buffer = JSON.stringify(CLAIMS)): string {
  return signed(`${part(JSON.stringify(header))}.${part(payload)}`);
}

describe("a token signed here", () => {
  test("[ID1] opens with its key as what it was made of, and the library reads the same", async () => {
    const token = signJwt(CLAIMS, KEY);
    expect(openJwt(token, KEY)).toEqual(CLAIMS);
    expect(await asLibrary(token)).toEqual(CLAIMS);
  });

  test("[ID1] does not open with another key", () => {
    const other = createSecretKey(new TextEncoder().encode("another secret of tests, as long as the first"));
    expect(openJwt(signJwt(CLAIMS, KEY), other)).toBeNull();
  });

  test("[ID1] opens no more once one character of it is another, or is missing", async () => {
    const seed = "a token with a mistake";
    const roll = dice(seed);
    const token = signJwt(CLAIMS, KEY);
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \u00e9";
    for (let i = 0; i < 400; i += 1) {
      const at = roll(token.length);
      const put = roll(4) === 0 ? "" : (letters[roll(letters.length)] ?? "");
      const wrong = token.slice(0, at) + put + token.slice(at + 1);
      if (wrong === token) continue;
      expect([seed, i, wrong, openJwt(wrong, KEY)]).toEqual([seed, i, wrong, null]);
      expect([wrong, await asLibrary(wrong)]).toEqual([wrong, null]);
    }
  });
});

describe("a token that somebody else signed with the secret", () => {
  test.each([
    ["by the library", new CompactSign(Buffer.from(JSON.stringify(CLAIMS))).setProtectedHeader(HEADER).sign(SECRET)],
    ["with the header in another order", made({ typ: "JWT", alg: "HS256" })],
    ["that names a key", made({ ...HEADER, kid: "1", jku: "https://elsewhere", jwk: {} })],
    ["of the type in small letters", made({ alg: "HS256", typ: "jwt" })],
    ["of the type in full", made({ alg: "HS256", typ: "application/jwt" })],
  ])("[ID1] %s opens here as in the library", async (_, token) => {
    expect(openJwt(await token, KEY)).toEqual(CLAIMS);
    expect(await asLibrary(await token)).toEqual(CLAIMS);
  });

  test.each([
    ["without an algorithm", made({ typ: "JWT" })],
    ["of the algorithm none", made({ alg: "none", typ: "JWT" })],
    ["of the algorithm none without a signature", made({ alg: "none", typ: "JWT" }).replace(/[^.]*$/, "")],
    ["of an algorithm in small letters", made({ alg: "hs256", typ: "JWT" })],
    ["of another algorithm", made({ alg: "HS384", typ: "JWT" })],
    ["of an algorithm in a list", made({ alg: ["HS256"], typ: "JWT" })],
    ["without a type", made({ alg: "HS256" })],
    ["of another type", made({ alg: "HS256", typ: "at+jwt" })],
    ["of a type that is no text", made({ alg: "HS256", typ: ["JWT"] })],
    ["that must be understood in more ways", made({ ...HEADER, crit: ["exp"], exp: 1 })],
    ["whose payload is not encoded", made({ ...HEADER, crit: ["b64"], b64: false })],
    ["whose header is a list", made([HEADER])],
    ["whose header is null", made(null)],
    ["whose header is no JSON", signed(`${part("{")}.${part("{}")}`)],
    ["whose claims are a list", made(HEADER, "[]")],
    ["whose claims are a text", made(HEADER, '"anna"')],
    ["whose claims are null", made(HEADER, "null")],
    ["whose claims are no JSON", made(HEADER, "{")],
    ["whose claims are no UTF-8", made(HEADER, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))],
    ["with padding", signed(`${part(JSON.stringify(HEADER))}=.${part(JSON.stringify(CLAIMS))}`)],
    ["of two parts", signed(part(JSON.stringify(HEADER)))],
    ["of four parts", signed(`${part(JSON.stringify(HEADER))}.${part("{}")}.${part("{}")}`)],
    ["that is empty", ""],
  ])("[ID1] %s opens neither here nor in the library", async (_, token) => {
    expect(openJwt(token, KEY)).toBeNull();
    expect(await asLibrary(token)).toBeNull();
  });
});
