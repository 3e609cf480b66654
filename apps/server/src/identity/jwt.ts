/**
 * JSON Web Tokens with the one algorithm there is here: HS256, an HMAC over two parts of JSON (RFC 7515 section 3.1).
 * What a token's own header says about keys is ignored, and one that asks for anything else is none (RFC 8725
 * sections 3.1 and 3.8). Both ways are made at once: a job of WebCrypto costs ten times as much, and a crowd that comes
 * back after a node died waits for a thousand of them.
 */
import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";

export type Claims = Readonly<Record<string, unknown>>;

const HEADER = part({ alg: "HS256", typ: "JWT" });
/** Three parts of base64url without padding, the last of 32 bytes. */
const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]{43}$/;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The claims under this key's signature. */
export function signJwt(claims: Claims, key: KeyObject): string {
  const text = `${HEADER}.${part(claims)}`;
  return `${text}.${signatureOf(text, key)}`;
}

/** The claims of a token that was signed with this key, or null. They are not looked at. Never throws. */
export function openJwt(token: string, key: KeyObject): Claims | null {
  if (!SHAPE.test(token)) return null;
  const [header = "", claims = "", signature = ""] = token.split(".");
  if (header !== HEADER && !isPlainHeader(jsonOf(header))) return null;
  // As text: bytes have several, of which only one was written here.
  const expected = signatureOf(`${header}.${claims}`, key);
  if (!timingSafeEqual(Buffer.from(expected, "latin1"), Buffer.from(signature, "latin1"))) return null;
  return jsonOf(claims);
}

/** Others write the same header in another order. Extensions that must be understood are not. */
function isPlainHeader(header: Claims | null): boolean {
  if (header === null || "crit" in header || "b64" in header) return false;
  const { alg, typ } = header;
  return alg === "HS256" && typeof typ === "string" && /^(?:application\/)?jwt$/i.test(typ);
}

function jsonOf(text: string): Claims | null {
  try {
    const json: unknown = JSON.parse(UTF8.decode(Buffer.from(text, "base64url")));
    return typeof json === "object" && json !== null && !Array.isArray(json) ? (json as Claims) : null;
  } catch {
    return null;
  }
}

function signatureOf(text: string, key: KeyObject): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}

function part(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString("base64url");
}
