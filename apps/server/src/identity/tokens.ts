/** Who a token stands for: makes and verifies tokens, with one issuer and one audience. They carry ids, a name and times only. */
import { createSecretKey, type KeyObject } from "node:crypto";
import { type Rejection, rejection, type Result, type Seat } from "@holdfast/engine";
import type { Session } from "../usecases/deps.js";
import { type Claims, openJwt, signJwt } from "./jwt.js";

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
  readonly #key: KeyObject;

  constructor(
    secret: string,
    private readonly lives: TokenLives,
    private readonly now: () => number,
  ) {
    this.#key = createSecretKey(new TextEncoder().encode(secret));
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
  verify(token: string): Result<Session> {
    const claims = token.length > MAX_LENGTH ? null : openJwt(token, this.#key);
    const session = claims === null || !this.#isForNow(claims) ? BAD : sessionOf(claims);
    const isOver = session.ok && session.value.expiresAt <= this.#nowS() * 1000;
    return isOver ? { ok: false, rejection: EXPIRED } : session;
  }

  #sign(claims: Claims, subject: string, lifeMs: number): Grant {
    const issuedAt = this.#nowS();
    const expiresAt = issuedAt + Math.ceil(lifeMs / 1000);
    const nbf = issuedAt - CLOCKS_DIFFER_S;
    const signed = { ...claims, iss: ISSUER, aud: AUDIENCE, sub: subject, iat: issuedAt, nbf, exp: expiresAt };
    return { token: signJwt(signed, this.#key), expiresAt: expiresAt * 1000 };
  }

  #isForNow({ iss, aud, iat, nbf }: Claims): boolean {
    const isForUs = iss === ISSUER && (aud === AUDIENCE || (Array.isArray(aud) && aud.includes(AUDIENCE)));
    return isForUs && (iat === undefined || isTime(iat)) && isTime(nbf) && nbf <= this.#nowS();
  }

  #nowS(): number {
    return Math.floor(this.now() / 1000);
  }
}

const BAD: Result<never> = { ok: false, rejection: BAD_TOKEN };

/** Seconds since 1970. */
function isTime(claim: unknown): claim is number {
  return typeof claim === "number" && Number.isFinite(claim);
}

function sessionOf({ sub, exp, scope, name, match }: Claims): Result<Session> {
  const known = scope === "user" || scope === "seat" || scope === "observer";
  const whole = typeof sub === "string" && isTime(exp) && typeof name === "string";
  const bound = scope === "user" ? match === undefined : typeof match === "string";
  if (!known || !whole || !bound) return BAD;
  const matchId = typeof match === "string" ? match : null;
  return { ok: true, value: { playerId: sub, name, scope, matchId, expiresAt: exp * 1000 } };
}
