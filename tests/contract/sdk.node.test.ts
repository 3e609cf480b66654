/** The SDK against a real node on a real Postgres, through a proxy that breaks connections. */
import { type Client, createClient, HoldfastError, type Match, type Snapshot } from "@holdfast/sdk";
import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { freePort } from "../support/free-port.js";
import { TcpProxy } from "../support/tcp-proxy.js";
import { newGuest } from "../support/stock-player.js";
import { startTestNode, TEST_SECRET, type TestNode } from "../support/test-node.js";

let database: OwnDatabase;
let node: TestNode;
let proxy: TcpProxy;
const clients: Client[] = [];

beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url });
  proxy = await TcpProxy.to({ host: "127.0.0.1", port: Number(new URL(node.url).port) });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await proxy.close();
  await node.stop();
  await database[Symbol.asyncDispose]();
});

function player(url = node.url, more: object = {}): Client {
  const client = createClient({ url, ...more });
  clients.push(client);
  return client;
}
/** What a real page has: storage that outlives the client. */
function pageStorage() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}
type Held = Snapshot<"tic-tac-toe">;
/** Every match here is of this game, also where the SDK was not told so. */
const reaches = (match: Match, version: number): Promise<Held> =>
  eventually(() => (match.snapshot && match.snapshot.version >= version ? (match.snapshot as Held) : false));
const mark = (match: Match, cell: number) => match.move({ type: "move", cell });

async function table(url = node.url) {
  const [anna, bob] = [player(url), player(url)];
  const first = await anna.create("tic-tac-toe", { turnMs: 0 });
  const second = await bob.join(first.code ?? "");
  await Promise.all([reaches(first, 2), reaches(second, 2)]);
  return { anna, bob, first, second };
}

describe("a game", () => {
  test("[SY1] is played to its end by two clients and watched by a third; all hold the same board", async () => {
    const { first, second } = await table();
    const watcher = await player().observe(first.watchKey ?? "");
    const seen: number[] = [];
    watcher.subscribe(({ version }) => void seen.push(version));
    await eventually(() => watcher.status === "live");
    for (const [match, cell] of [
      [first, 0],
      [second, 3],
      [first, 1],
      [second, 4],
      [first, 2],
    ] as const) {
      await reaches(match, 2);
      await eventually(() => match.snapshot?.toMove.includes(match.seat ?? -1));
      expect(await mark(match, cell)).toMatchObject({ ok: true, value: { duplicate: false } });
    }
    const ends = await Promise.all([first, second, watcher].map((match) => reaches(match, 7)));
    for (const { outcome, view } of ends) {
      expect(outcome).toMatchObject({ status: "finished", winners: [0] });
      expect(view?.board).toEqual(ends[0]?.view?.board);
    }
    expect([watcher.role, watcher.seat]).toEqual(["observer", null]);
    expect(seen.every((version, at) => at === 0 || version >= (seen[at - 1] ?? 0))).toBe(true);
    expect(await mark(watcher, 8)).toMatchObject({ ok: false, rejection: { code: "forbidden" } });
  });

  test("[SY6] a wrong move and a wrong code are typed refusals, and the connection stays", async () => {
    const { anna, second } = await table();
    expect(await mark(second, 0)).toMatchObject({
      ok: false,
      rejection: { code: "invalid_turn", recovery: "fix_input" },
    });
    const refusal: unknown = await anna.join("222222").catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(HoldfastError);
    expect(refusal).toMatchObject({ rejection: { code: "join_failed" } });
    expect([anna.connection.status, second.status]).toEqual(["live", "live"]);
  });

  test("[MT1] lists, gets and leaves matches", async () => {
    const { anna, bob, first } = await table();
    expect((await anna.games()).map(({ id }) => id)).toContain("tic-tac-toe");
    expect((await bob.mine()).map(({ matchId }) => matchId)).toEqual([first.id]);
    expect(await anna.get(first.id)).toMatchObject({ matchId: first.id, code: first.code, seat: 0 });
    expect((await first.resign()).ok).toBe(true);
    expect((await bob.mine({ finished: true })).map(({ matchId }) => matchId)).toEqual([first.id]);
    const open = await anna.create("tic-tac-toe");
    expect((await open.leave()).ok).toBe(true);
    expect(open.status).toBe("closed");
  });
});

describe("a broken connection", () => {
  test("[SY5] a move whose answer was lost is in the log exactly once, and the caller gets its receipt", async () => {
    const { first, second } = await table(`http://127.0.0.1:${proxy.port}`);
    const lost = proxy.repliesLost;
    proxy.loseNextReply();
    const receipt = await mark(first, 4);
    expect(proxy.repliesLost).toBe(lost + 1);
    expect(receipt).toMatchObject({ ok: true, value: { version: 3 } });
    const { version, view } = await reaches(second, 3);
    expect([version, view?.moveCount]).toEqual([3, 1]);
    expect((await first.events()).map((each) => each.version)).toEqual([1, 2, 3]);
  });

  test("[SY12.1] being back takes two round trips: one for the socket, and one for everything else", async () => {
    const first = await player(`http://127.0.0.1:${proxy.port}`).create("tic-tac-toe", { turnMs: 0 });
    await player().join(first.code ?? "");
    await reaches(first, 2);
    // The first thing said about the move is lost, be it the receipt or the new state.
    proxy.loseNextReply();
    expect(await mark(first, 4)).toMatchObject({ ok: true, value: { version: 3 } });
    await eventually(() => first.status === "live" && first.snapshot?.version === 3);
    // A connection made afresh takes more: whoever asks first does not know yet what to ask for.
    expect(proxy.turns).toBe(2);
  });

  test("[SY12] shows at once, and what happened meanwhile arrives in order when it is back", async () => {
    const bob = player();
    const anna = player(`http://127.0.0.1:${proxy.port}`);
    const first = await anna.create("tic-tac-toe", { turnMs: 0 });
    const statuses: string[] = [];
    const versions: number[] = [];
    await reaches(first, 1);
    first.onStatus((status) => void statuses.push(status));
    first.onEvents(({ version }) => void versions.push(version));
    proxy.cutClientsOnly();
    const second = await bob.join(first.code ?? "");
    await reaches(second, 2);
    await reaches(first, 2);
    await eventually(() => first.status === "live");
    expect(statuses[0]).toBe("reconnecting");
    expect(versions).toEqual([2]);
  });

  test("[DU1] a server that stops and starts again is found, with the move made meanwhile, exactly once", async () => {
    const port = String(await freePort());
    const start = (): Promise<TestNode> => startTestNode({ databaseUrl: database.url, env: { PORT: port } });
    const before = await start();
    const { first, second } = await table(before.url);
    await before.stop();
    await eventually(() => first.status === "reconnecting");
    const move = mark(first, 0);
    const after = await start();
    expect(await move).toMatchObject({ ok: true, value: { version: 3 } });
    expect((await reaches(second, 3)).view?.moveCount).toBe(1);
    first.close();
    second.close();
    await after.stop();
  });
});

describe("one seat", () => {
  test("[SY10] opened elsewhere supersedes the older place for good; takeBack brings it back", async () => {
    const { first, second } = await table();
    const storage = pageStorage();
    const page = player(node.url, { storage });
    const mine = await page.create("tic-tac-toe");
    await reaches(mine, 1);
    const otherPage = player(node.url, { storage });
    const there = await otherPage.resume(mine.id);
    await eventually(() => mine.status === "superseded" && there.status === "live");
    expect(await mine.resign()).toMatchObject({ ok: false, rejection: { code: "superseded" } });
    await mine.takeBack();
    await eventually(() => mine.status === "live" && there.status === "superseded");
    expect([first.status, second.status]).toEqual(["live", "live"]);
  });

  test("[ID3] a stranger cannot resume it", async () => {
    const { first } = await table();
    const stranger: unknown = await player()
      .resume(first.id)
      .catch((error: unknown) => error);
    expect(stranger).toMatchObject({ rejection: { code: "not_found", recovery: "none" } });
  });

  test("[SY5] a reloaded page goes on with the move that its storage kept", async () => {
    const { anna: _anna, bob } = await table();
    const storage = pageStorage();
    const page = player(node.url, { storage });
    const before = await page.create("tic-tac-toe", { turnMs: 0 });
    const other = await bob.join(before.code ?? "");
    await reaches(before, 2);
    page.close();
    const entry = { kind: "move", msgId: crypto.randomUUID(), basedOn: 2, move: { type: "move", cell: 4 } };
    storage.setItem(
      `holdfast:move:${entry.msgId}`,
      JSON.stringify({ entry, holder: "gone", until: 0, awaited: false }),
    );
    storage.setItem(`holdfast:outbox:${before.id}:0`, JSON.stringify([entry.msgId]));
    const after = await player(node.url, { storage }).resume(before.id);
    expect((await reaches(after, 3)).view?.board[4]).toBe("X");
    expect((await reaches(other, 3)).view?.moveCount).toBe(1);
    await eventually(() => storage.getItem(`holdfast:outbox:${before.id}:0`) === null);
  });
});

describe("tokens", () => {
  test("[ID1.1] a client plays on when its first token has ended, on the connection it had", async () => {
    const { playerId, name } = await newGuest(node.url, "Anna");
    const tokens: string[] = [];
    const token = async () => {
      tokens.push(await signed({ scope: "user", name }, playerId, 6));
      return tokens.at(-1) ?? "";
    };
    const first = await player(node.url, { token }).create("tic-tac-toe", { turnMs: 0 });
    const second = await player().join(first.code ?? "");
    await Promise.all([reaches(first, 2), reaches(second, 2)]);
    const lapses: string[] = [];
    first.onStatus((status) => void lapses.push(status));
    const outsider = player(node.url, { token: () => tokens[0] ?? "" });
    expect((await outsider.me()).playerId).toBe(playerId);
    // The same token, not renewed, is the end of a connection.
    await eventually(() => outsider.connection.status === "refused", { withinMs: 20_000 });
    expect(await mark(first, 4)).toMatchObject({ ok: true, value: { version: 3 } });
    await reaches(second, 3);
    expect(tokens.length).toBeGreaterThan(2);
    expect(lapses).toEqual([]);
  });
});

/** A token as this node's operator would make it, good for some seconds. */
async function signed(claims: Record<string, unknown>, subject: string, seconds: number): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer("holdfast")
    .setAudience("holdfast-player")
    .setSubject(subject)
    .setNotBefore(now - 5)
    .setExpirationTime(now + seconds)
    .sign(new TextEncoder().encode(TEST_SECRET));
}
