/** Tokens: who one is, how far that reaches, and everything that does not count as one. */
import { createHmac, randomUUID } from "node:crypto";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { newGuest, postJson, StockPlayer, startedMatch, granted, verdict } from "../support/stock-player.js";
import { startTestNode, TEST_SECRET, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

const KEY = new TextEncoder().encode(TEST_SECRET);
const NOW = Math.floor(Date.now() / 1000);

interface Forgery {
  readonly claims?: Record<string, unknown>;
  readonly key?: Uint8Array;
  readonly header?: { alg: string; typ?: string; kid?: string };
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresAt?: number;
  readonly notBefore?: number;
}

/** A token that is right in everything that is not said otherwise. */
function forge(how: Forgery = {}): Promise<string> {
  return new SignJWT({ scope: "user", name: "Mallory", ...how.claims })
    .setProtectedHeader(how.header ?? { alg: "HS256", typ: "JWT" })
    .setIssuer(how.issuer ?? "holdfast")
    .setAudience(how.audience ?? "holdfast-player")
    .setSubject(randomUUID())
    .setNotBefore(how.notBefore ?? NOW - 5)
    .setExpirationTime(how.expiresAt ?? NOW + 600)
    .sign(how.key ?? KEY);
}

async function whoIs(token: string): Promise<{ status: number; code: string | undefined }> {
  const response = await fetch(`${node.url}/trpc/session.me`, { headers: { authorization: `Bearer ${token}` } });
  const body = (await response.json()) as { error?: { json: { data: { rejection: { code: string } } } } };
  return { status: response.status, code: body.error?.json.data.rejection.code };
}

describe("what does not count as a token", () => {
  const unsigned = () =>
    new UnsecuredJWT({ scope: "user", name: "M" })
      .setSubject("x")
      .setIssuer("holdfast")
      .setAudience("holdfast-player")
      .setExpirationTime("1h")
      .setNotBefore(NOW)
      .encode();
  const header = (json: object) => Buffer.from(JSON.stringify(json)).toString("base64url");
  const withHeader = async (json: object) => `${header(json)}.${(await forge()).split(".").slice(1).join(".")}`;

  test.each([
    [
      "signed with another key",
      () => forge({ key: new TextEncoder().encode("another secret that is also long enough") }),
    ],
    ["not signed at all", () => Promise.resolve(unsigned())],
    ["whose signature was cut off", async () => (await forge()).replace(/\.[^.]*$/, ".")],
    ["whose header was changed to `none`", () => withHeader({ alg: "none", typ: "JWT" })],
    ["whose header was changed to `None`", () => withHeader({ alg: "None", typ: "JWT" })],
    ["signed with HS512", () => forge({ header: { alg: "HS512", typ: "JWT" } })],
    ["without a type", () => forge({ header: { alg: "HS256" } })],
    ["of another issuer", () => forge({ issuer: "elsewhere" })],
    ["for another audience", () => forge({ audience: "elsewhere" })],
    ["not valid yet", () => forge({ notBefore: NOW + 300 })],
    ["of an unknown scope", () => forge({ claims: { scope: "admin" } })],
    ["of a seat without a match", () => forge({ claims: { scope: "seat" } })],
    ["of a user bound to a match", () => forge({ claims: { match: randomUUID() } })],
    ["longer than any of ours", () => forge({ header: { alg: "HS256", typ: "JWT", kid: "k".repeat(1_000) } })],
    ["that is no token", () => Promise.resolve("please")],
    ["that is a bare HMAC", () => Promise.resolve(createHmac("sha256", KEY).update("x").digest("hex"))],
  ] as const)("[ID1] a token %s is refused as unauthorized", async (_, make) => {
    expect(await whoIs(await make())).toEqual({ status: 401, code: "unauthorized" });
  });

  test("[ID1] the same token with nothing wrong is accepted (the twin)", async () => {
    expect(await whoIs(await forge())).toEqual({ status: 200, code: undefined });
  });

  test("[ID1] an expired token is told apart, so that a client knows to get a new one", async () => {
    expect(await whoIs(await forge({ expiresAt: NOW - 1 }))).toEqual({ status: 401, code: "token_expired" });
  });

  test("[ID1] a socket with a bad token is closed with 4401, which clients do not come back from", async () => {
    const mallory = StockPlayer.withToken(node.url, { playerId: "", name: "", token: "please" });
    mallory.api.session.me.query().catch(() => {});
    await eventually(() => mallory.closes.some(({ code }) => code === 4401));
    await mallory.close();
  });
});

describe("how far a token reaches", () => {
  test("[ID1] a seat token plays its match, and no other, and cannot create or join", async () => {
    await using match = await startedMatch(node.url);
    await using second = await startedMatch(node.url);
    const seated = StockPlayer.withToken(node.url, { ...match.anna.session, token: match.grant.seatToken });
    granted(await seated.mark(match.matchId, 4, 2));
    expect(verdict(await seated.mark(second.matchId, 4, 2))).toBe("forbidden/other_match");
    expect(verdict(await seated.api.match.create.mutate({ msgId: randomUUID(), game: "tic-tac-toe" }))).toBe(
      "forbidden/scope",
    );
    expect(verdict(await seated.api.match.join.mutate({ msgId: randomUUID(), code: second.grant.code }))).toBe(
      "forbidden/scope",
    );
    expect(await seated.api.match.mine.query()).toEqual([]);
    await seated.close();
  });

  test("[ID1] every resume renews the seat token", async () => {
    await using match = await startedMatch(node.url);
    const first = granted(await match.anna.api.match.resume.mutate({ matchId: match.matchId }));
    expect(first.seatTokenExpiresAt).toBeGreaterThan(Date.now() + 29 * 60_000);
    const seated = StockPlayer.withToken(node.url, { ...match.anna.session, token: first.seatToken ?? "" });
    const again = granted(await seated.api.match.resume.mutate({ matchId: match.matchId }));
    expect(again.seatToken).toMatch(/^ey/);
    await seated.close();
  });

  test("[ID3] nobody but its player gets back to a seat", async () => {
    await using match = await startedMatch(node.url);
    const stranger = await StockPlayer.guest(node.url, "Anna");
    expect(verdict(await stranger.api.match.resume.mutate({ matchId: match.matchId }))).toBe("not_found/no_such_match");
    expect(verdict(await stranger.mark(match.matchId, 4, 2))).toBe("not_found/no_such_match");
    const watch = stranger.watch(match.matchId);
    const error = await eventually(() => watch.errors[0]);
    expect(error.data).toMatchObject({ rejection: { code: "not_found" } });
    expect(verdict(await match.anna.mark(match.matchId, 4, 2))).toBe("accepted");
    await stranger.close();
  });

  test("[ID3] a payload that claims somebody else's seat is refused, and nothing changes", async () => {
    await using match = await startedMatch(node.url);
    const spoof = { msgId: randomUUID(), matchId: match.matchId, basedOn: 2, move: { type: "move", cell: 4, seat: 0 } };
    expect(verdict(await match.bob.api.match.move.mutate(spoof))).toBe("forbidden/wrong_seat");
    const { state } = granted(await match.anna.api.match.resume.mutate({ matchId: match.matchId }));
    expect(state.version).toBe(2);
  });

  test("[ID3] tokens hold ids and a name, nothing else", async () => {
    await using match = await startedMatch(node.url);
    const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    const times = ["exp", "iat", "nbf"];
    const common = ["aud", "iss", "name", "scope", "sub", ...times];
    expect(Object.keys(claimsOf(match.anna.session.token)).sort()).toEqual(common.sort());
    expect(Object.keys(claimsOf(match.grant.seatToken)).sort()).toEqual([...common, "match", "role", "seat"].sort());
  });

  test("[ID1] a user token is refreshed for the same player; a seat's is not", async () => {
    const guest = await newGuest(node.url, "Anna");
    const { body } = await postJson(`${node.url}/trpc/session.refresh`, {}, guest.token);
    expect(body).toMatchObject({ result: { data: { json: { playerId: guest.playerId, name: "Anna" } } } });
    await using match = await startedMatch(node.url);
    const refused = await postJson(`${node.url}/trpc/session.refresh`, {}, match.grant.seatToken);
    expect(refused.status).toBe(403);
  });

  test("[ID1] a session that expires on a live socket is told token_expired", async () => {
    await using brief = await startTestNode({ databaseUrl: database.url, env: { SEAT_TOKEN_TTL: "30" } });
    await using match = await startedMatch(brief.url);
    const token = await forge({
      expiresAt: Math.ceil(Date.now() / 1000) + 1,
      claims: { scope: "observer", match: match.matchId },
    });
    const observer = StockPlayer.withToken(brief.url, { playerId: "", name: "", token });
    expect((await observer.api.session.me.query()).scope).toBe("observer");
    const error = await eventually(async () => {
      try {
        await observer.api.session.me.query();
        return false;
      } catch (why) {
        return why as { data: unknown };
      }
    });
    expect(error.data).toMatchObject({ rejection: { code: "token_expired", recovery: "reauthenticate" } });
    await observer.close();
  });
});

describe("a token that ends while its connection lives", () => {
  const soon = () => Math.ceil(Date.now() / 1000) + 2;
  const observing = (match: string, expiresAt?: number) =>
    forge({ claims: { scope: "observer", match }, ...(expiresAt === undefined ? {} : { expiresAt }) });
  const watching = async (matchId: string) => {
    const observer = StockPlayer.withToken(node.url, {
      playerId: "",
      name: "",
      token: await observing(matchId, soon()),
    });
    const watch = observer.watch(matchId);
    await watch.reaches(2);
    return { observer, watch };
  };

  test("[ID1.1] takes its streams with it: the connection is closed with 4401", async () => {
    await using match = await startedMatch(node.url);
    const { observer } = await watching(match.matchId);
    await eventually(() => observer.closes.some(({ code }) => code === 4401));
    await observer.close();
  });

  test("[ID1.1] renewed in time it goes on, streams and all", async () => {
    await using match = await startedMatch(node.url);
    const [{ observer, watch }, other] = [await watching(match.matchId), await watching(match.matchId)];
    const renewed = await observer.api.session.renew.mutate({ token: await observing(match.matchId) });
    expect(renewed).toMatchObject({ scope: "observer" });
    await eventually(() => other.observer.closes.some(({ code }) => code === 4401));
    granted(await match.anna.mark(match.matchId, 4, 2));
    await watch.reaches(3);
    expect(observer.closes).toEqual([]);
    await Promise.all([observer.close(), other.observer.close()]);
  });

  test("[ID1.1] is renewed by nothing but a good token of the same player for the same", async () => {
    await using match = await startedMatch(node.url);
    await using second = await startedMatch(node.url);
    const { observer } = await watching(match.matchId);
    const why = (token: string) =>
      observer.api.session.renew.mutate({ token }).then(
        () => "renewed",
        (error: { data: { rejection: { code: string; reason: string } } }) => error.data.rejection.reason,
      );
    expect(await why("please")).toBe("bad_token");
    expect(await why(await observing(match.matchId, NOW - 60))).toBe("token_expired");
    expect(await why(await observing(second.matchId))).toBe("other_player");
    expect(await why(match.anna.session.token)).toBe("other_player");
    const anna = match.anna.api.session.renew.mutate({ token: match.bob.session.token });
    await expect(anna).rejects.toMatchObject({ data: { rejection: { reason: "other_player" } } });
    expect((await match.anna.api.session.me.query()).playerId).toBe(match.anna.session.playerId);
    await observer.close();
  });
});
