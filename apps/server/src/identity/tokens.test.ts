import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { TestClock } from "../../../../tests/support/test-clock.js";
import { Tokens } from "./tokens.js";

const SECRET = "a secret of tests that is long enough to sign with";
const LIVES = { userMs: 3_600_000, seatMs: 60_000 };
const ANNA = { playerId: "anna", name: "Anna" };

function begin(secret = SECRET, clock = new TestClock()) {
  return { clock, tokens: new Tokens(secret, LIVES, () => clock.now()) };
}

/** A token made by hand: what somebody with a part of the truth could try. */
function forged(claims: Record<string, unknown>, header: Record<string, unknown> = {}, secret = SECRET) {
  const now = Math.floor(new TestClock().now() / 1000);
  return new SignJWT({
    sub: "anna",
    name: "Anna",
    scope: "user",
    iss: "holdfast",
    aud: "holdfast-player",
    nbf: now,
    exp: now + 60,
    ...claims,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", ...header })
    .sign(new TextEncoder().encode(secret));
}

const BAD = { ok: false, rejection: { code: "unauthorized", reason: "bad_token", recovery: "reauthenticate" } };
const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString("base64url");

describe("a token made here", () => {
  test("[ID1] stands for what it was made for, and only until it ends", async () => {
    const { tokens, clock } = begin();
    const user = await tokens.user(ANNA);
    const seat = await tokens.seat({ ...ANNA, matchId: "m1", seat: 1, role: "player" });
    const observer = await tokens.observer("m1", "o1");
    expect(tokens.verify(user.token)).toMatchObject({
      ok: true,
      value: { ...ANNA, scope: "user", matchId: null },
    });
    expect(tokens.verify(seat.token)).toMatchObject({
      ok: true,
      value: { ...ANNA, scope: "seat", matchId: "m1" },
    });
    expect(tokens.verify(observer.token)).toMatchObject({
      ok: true,
      value: { playerId: "o1", scope: "observer", matchId: "m1" },
    });
    await clock.advance(seat.expiresAt - clock.now() - 1);
    expect(tokens.verify(seat.token)).toMatchObject({ ok: true, value: { expiresAt: seat.expiresAt } });
    await clock.advance(1);
    expect(tokens.verify(seat.token)).toMatchObject({ ok: false, rejection: { code: "token_expired" } });
    expect(tokens.verify(user.token)).toMatchObject({ ok: true });
  });

  test("[ID1] counts on a node whose clock is half a minute behind", async () => {
    const behind = begin();
    const ahead = begin();
    await ahead.clock.advance(30_000);
    const { token } = await ahead.tokens.user(ANNA);
    expect(behind.tokens.verify(token)).toMatchObject({ ok: true });
  });

  test("[ID3] carries ids, a name and times, and nothing else", async () => {
    const { tokens } = begin();
    const { token } = await tokens.seat({ ...ANNA, matchId: "m1", seat: 1, role: "player" });
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as object;
    expect(Object.keys(claims).sort()).toEqual([
      "aud",
      "exp",
      "iat",
      "iss",
      "match",
      "name",
      "nbf",
      "role",
      "scope",
      "seat",
      "sub",
    ]);
  });
});

describe("a token not made here", () => {
  test("[ID1] is the only kind the probe refuses: a whole one made by hand passes (the twin)", async () => {
    expect(begin().tokens.verify(await forged({}))).toMatchObject({ ok: true });
  });

  test.each([
    ["signed with another secret", forged({}, {}, `${SECRET}!`)],
    ["signed with another algorithm", forged({}, { alg: "HS512" })],
    ["of another type", forged({}, { typ: "at+jwt" })],
    ["without a type", forged({}, { typ: undefined })],
    ["of another issuer", forged({ iss: "elsewhere" })],
    ["for another audience", forged({ aud: "holdfast-admin" })],
    ["that never ends", forged({ exp: undefined })],
    ["that begins later than clocks differ", forged({ nbf: Math.floor(new TestClock().now() / 1000) + 600 })],
    ["without a player", forged({ sub: undefined })],
    ["without a scope", forged({ scope: undefined })],
    ["with a scope of its own", forged({ scope: "admin" })],
    ["of an observer of everything", forged({ scope: "observer" })],
    ["of a seat of no match", forged({ scope: "seat" })],
    ["of a user bound to a match", forged({ match: "m1" })],
    ["that is too long", forged({ name: "x".repeat(2_000) })],
    ["without a signature", Promise.resolve(`${part({ alg: "none", typ: "JWT" })}.${part({ sub: "anna" })}.`)],
    ["that is none", Promise.resolve("not a token")],
    ["that is empty", Promise.resolve("")],
  ])("[ID1] %s is refused, and nothing is thrown", async (_, token) => {
    expect(begin().tokens.verify(await token)).toMatchObject(BAD);
  });

  test("[ID1] whose payload was exchanged is refused", async () => {
    const { tokens } = begin();
    const [header, , signature] = (await tokens.user(ANNA)).token.split(".");
    const other = (await tokens.user({ playerId: "bob", name: "Bob" })).token.split(".")[1];
    expect(tokens.verify(`${header}.${other}.${signature}`)).toMatchObject(BAD);
  });
});
