/**
 * Signs and verifies tokens: JWTs with one fixed algorithm (HS256), issuer and audience; whatever a
 * token's own header says about keys is ignored (RFC 8725 sections 3.1 and 3.8). They carry ids only.
 * Signing is one HMAC over two parts of JSON (RFC 7515 section 3.1), made here at once: a job of WebCrypto for each costs
 * ten times as much, and every match that begins signs two.
 */
import { createHmac, createSecretKey, type KeyObject, webcrypto } from "node:crypto";
import { type Rejection, rejection, type Result, type Seat } from "@holdfast/engine";
import { errors, jwtVerify } from "jose";
import type { Session } from "../usecases/deps.js";

const ALGORITHM = "HS256";
const ISSUER = "holdfast";
const AUDIENCE = "holdfast-player";
/** Longer than any token made here; anything longer is not looked at. */
const MAX_LENGTH = 1024;

/** Clocks of nodes differ: what one has just signed must count on another whose clock is behind. */
const CLOCKS_DIFFER_S = 60;

export interface TokenLives {
  readonly userMs: number;
  readonly seatMs: number;
}
export interface Grant {
  readonly token: string;
  readonly expiresAt: number;
}
export interface SeatSubject {
  readonly playerId: string;
  readonly name: string;
  readonly matchId: string;
  readonly seat: Seat | null;
  readonly role: "player" | "host";
}

export const NO_TOKEN: Rejection = rejection(
  "unauthorized",
  "no_token",
  "Identify yourself first: connect with a token or call session.guest.",
);
const BAD_TOKEN: Rejection = rejection("unauthorized", "bad_token", "This token is not valid here. Get a new one.");
const EXPIRED: Rejection = rejection("token_expired", "token_expired", "This token has expired. Get a new one.");

export class Tokens {
  readonly #key: Promise<webcrypto.CryptoKey>;
  readonly #signing: KeyObject;

  constructor(
    secret: string,
    private readonly lives: TokenLives,
    private readonly now: () => number,
  ) {
    const bytes = new TextEncoder().encode(secret);
    this.#signing = createSecretKey(bytes);
    // Imported once: from bytes it would be imported anew for every token.
    this.#key = webcrypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  }

  /** A token that stands for the player everywhere. */
  async user(player: { readonly playerId: string; readonly name: string }): Promise<Grant> {
    return this.#sign({ scope: "user", name: player.name }, player.playerId, this.lives.userMs);
  }

  /** A token for one seat (or the host's place) of one match, and nothing else. */
  async seat({ playerId, name, matchId, seat, role }: SeatSubject): Promise<Grant> {
    return this.#sign({ scope: "seat", name, match: matchId, seat, role }, playerId, this.lives.seatMs);
  }

  /** A token that may watch one match. Its subject is not a player. */
  async observer(matchId: string, observerId: string): Promise<Grant> {
    return this.#sign({ scope: "observer", name: "Observer", match: matchId }, observerId, this.lives.seatMs);
  }

  /** Who a token stands for, or why it does not count. Never throws for a bad token. */
  async verify(token: string): Promise<Result<Session>> {
    if (token.length > MAX_LENGTH) return { ok: false, rejection: BAD_TOKEN };
    try {
      const { payload } = await jwtVerify(token, await this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: "JWT",
        requiredClaims: ["sub", "exp", "nbf", "scope", "name"],
        currentDate: new Date(this.now()),
      });
      return sessionOf(payload);
    } catch (fault) {
      return { ok: false, rejection: fault instanceof errors.JWTExpired ? EXPIRED : BAD_TOKEN };
    }
  }

  #sign(claims: Record<string, unknown>, subject: string, lifeMs: number): Grant {
    const issuedAt = Math.floor(this.now() / 1000);
    const expiresAt = issuedAt + Math.ceil(lifeMs / 1000);
    const nbf = issuedAt - CLOCKS_DIFFER_S;
    const signed = { ...claims, iss: ISSUER, aud: AUDIENCE, sub: subject, iat: issuedAt, nbf, exp: expiresAt };
    const text = `${HEADER}.${part(signed)}`;
    const signature = createHmac("sha256", this.#signing).update(text).digest("base64url");
    return { token: `${text}.${signature}`, expiresAt: expiresAt * 1000 };
  }
}

const HEADER = part({ alg: ALGORITHM, typ: "JWT" });

function part(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString("base64url");
}

function sessionOf(claims: Record<string, unknown>): Result<Session> {
  const { sub, exp, scope, name, match } = claims;
  const known = scope === "user" || scope === "seat" || scope === "observer";
  const whole = typeof sub === "string" && typeof exp === "number" && typeof name === "string";
  const bound = scope === "user" ? match === undefined : typeof match === "string";
  if (!known || !whole || !bound) return { ok: false, rejection: BAD_TOKEN };
  const matchId = typeof match === "string" ? match : null;
  return { ok: true, value: { playerId: sub, name, scope, matchId, expiresAt: exp * 1000 } };
}
