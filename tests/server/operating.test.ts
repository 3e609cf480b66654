/** What an operator relies on: settings, health, logs, and a gentle stop. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConfigError, readConfig, SETTINGS } from "../../apps/server/src/config.js";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { spawnServer } from "../support/spawn-server.js";
import { StockPlayer, startedMatch, granted, verdict } from "../support/stock-player.js";
import { TcpProxy } from "../support/tcp-proxy.js";
import { startTestNode } from "../support/test-node.js";

let database: OwnDatabase;
beforeAll(async () => {
  database = await ownDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe("settings", () => {
  test("[OP4] every setting has a default, so that an empty environment starts a node", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      PORT: 3000,
      HEARTBEAT_INTERVAL: 10_000,
      DEDUPE_WINDOW_MINUTES: 300_000,
      SLOW_CONSUMER_GRACE: 30_000,
    });
    expect(SETTINGS.map(({ name }) => name)).toEqual(Object.keys(config));
  });

  test.each([
    ["PORT", "99999", "must be a number from 0 to 65535"],
    ["PORT", "eighty", "must be a number"],
    ["HEARTBEAT_INTERVAL", "-3", "must be from 0.05 to 300 seconds"],
    ["LOG_LEVEL", "loud", "must be debug, info, warn, error or silent"],
    ["MAX_CONNECTIONS", "0", "must be a whole number from 1 on"],
    ["DEDUPE_WINDOW_MINUTES", "0", "must be from 0.01 to 1440 minutes"],
    ["DURABILITY", "tape", "must be disk or memory"],
  ])("[OP4] %s=%s is refused in words that say what it should be", (name, value, words) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name}: ${words}`);
  });

  test("[OP4] all wrong settings are named at once, each with what it should be", () => {
    const env = {
      PORT: "eighty",
      DATABASE_URL: "mysql://x",
      REDIS_URL: "redis-cluster://one:7001/3",
      TOKEN_SECRET: "short",
      ADMIN_SECRET: "short too",
      LOG_LEVEL: "loud",
      HEARTBEAT_INTERVAL: "-1",
    };
    const problems = (() => {
      try {
        readConfig(env);
        return [];
      } catch (why) {
        return why instanceof ConfigError ? why.problems : [];
      }
    })();
    expect(problems.map((line) => line.split(":")[0])).toEqual([
      "PORT",
      "DATABASE_URL",
      "REDIS_URL",
      "TOKEN_SECRET",
      "ADMIN_SECRET",
      "HEARTBEAT_INTERVAL",
      "LOG_LEVEL",
    ]);
    expect(problems.join("\n")).not.toContain("short");
    expect(problems.join("\n")).not.toMatch(/invalid|expected|NaN/i);
  });

  test("[OP4] a node with a wrong setting, a taken port or no database ends with one sentence that says what to do", async () => {
    await expect(spawnServer({ env: { PORT: "eighty" } })).rejects.toThrow(/PORT: must be a number \(port of/);
    // The name that was mistyped is told as well: the start ends before there is a log.
    await expect(spawnServer({ env: { PORT: "-1", PORTT: "1" } })).rejects.toThrow(
      /PORT: must be a number from 0 to 65535.*\n\s*PORTT is not a setting; did you mean PORT\?/,
    );
    const unreachable = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
    await expect(spawnServer({ env: unreachable })).rejects.toThrow(/Holdfast cannot start\. .*127\.0\.0\.1:1/);
    await expect(spawnServer({ env: { DATA_DIR: "/dev/null/data" } })).rejects.toThrow(
      /Holdfast cannot start\. DATA_DIR is \/dev\/null\/data: there is a file where a directory has to be\. Name/,
    );
    const taken = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    await expect(spawnServer({ port, env: { DATABASE_URL: database.url } })).rejects.toThrow(/Port \d+ is in use/);
    taken.close();
  });

  test("[OP4] a node says at its start which variable looks like a setting and is none", async () => {
    await using server = await spawnServer({
      env: { DATABASE_URL: database.url, MAX_CONECTIONS: "5", REDISCOVER: "x" },
    });
    expect(server.output).toContain("MAX_CONECTIONS is not a setting; did you mean MAX_CONNECTIONS?");
    expect(server.output).not.toContain("REDISCOVER");
  });

  test("[OP4] a node in which something fails while it starts, where nobody can catch it, ends with one sentence as well", async () => {
    const dying = fileURLToPath(new URL("../support/dying-module.mjs", import.meta.url));
    const ended = spawnServer({ env: { DATABASE_URL: database.url, HOLDFAST_GAMES: dying } });
    const why = await ended.then(String, String);
    expect(why).toMatch(/Holdfast cannot start\. .*reading 'write'/);
    expect(why).not.toContain("dying-module");
  });
});

describe("health", () => {
  test("[OP2] a node says that it lives and is ready; what it is called and carries it tells administrators alone", async () => {
    const secret = "the secret of administrators, long enough";
    await using node = await startTestNode({ databaseUrl: database.url, env: { ADMIN_SECRET: secret } });
    await using match = await startedMatch(node.url);
    await match.anna.watch(match.matchId).reaches(2);
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${node.url}/trpc/healthz`)).json()).toEqual({ status: "ok" });
    const asked = async (authorization?: string) => {
      const answer = await fetch(`${node.url}/readyz`, authorization ? { headers: { authorization } } : {});
      expect(answer.status).toBe(200);
      return answer.json();
    };
    const forEverybody = {
      ready: true,
      status: "ok",
      storage: "up",
      storageAwaySince: null,
      coordination: "up",
      clock: "right",
      draining: false,
    };
    for (const nobody of [undefined, "Bearer wrong", "Bearer ", `Bearer ${match.anna.session.token}`, secret]) {
      expect(await asked(nobody)).toEqual(forEverybody);
    }
    expect(await asked(`Bearer ${secret}`)).toEqual({
      ...forEverybody,
      clockAheadMs: expect.any(Number),
      node: expect.stringMatching(/^test-/),
      connections: 2,
      matches: 1,
    });
  });

  test("[OP2] [DU5] without Redis, and without Postgres too, a node is ready and says degraded: everybody goes on seeing their match", async () => {
    await using own = await ownDatabase();
    await using node = await startTestNode({ databaseUrl: own.url, redisUrl: "redis://127.0.0.1:1" });
    const asked = async () => {
      const answer = await fetch(`${node.url}/readyz`);
      const said = (await answer.json()) as { readonly storage: string; readonly storageAwaySince: number | null };
      return { code: answer.status, ...said };
    };
    expect(await asked()).toMatchObject({ code: 200, status: "degraded", coordination: "away", storage: "up" });
    await own.setReachable(false);
    const degraded = await eventually(
      async () => {
        const answer = await asked();
        return answer.storageAwaySince !== null && answer;
      },
      { withinMs: 20_000 },
    );
    expect(degraded).toMatchObject({ code: 200, ready: true, status: "degraded", storage: "away" });
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200);
    await own.setReachable(true);
    await eventually(async () => (await asked()).storage === "up", { withinMs: 20_000 });
  });
});

describe("logs", () => {
  test("[OP1] are one JSON object a line, tell of connections and trouble, and hold no token, code, key or seed", async () => {
    await using server = await spawnServer({
      env: { DATABASE_URL: database.url, LOG_LEVEL: "debug", RATE_LIMITS: "off" },
    });
    const match = await startedMatch(server.url);
    await match.anna.watch(match.matchId).reaches(2);
    granted(await match.anna.mark(match.matchId, 4, 2));
    const mallory = StockPlayer.withToken(server.url, { playerId: "", name: "", token: "canary-token" });
    mallory.api.session.me.query().catch(() => {});
    await eventually(() => mallory.closes.length > 0);
    await Promise.all([match.close(), mallory.close()]);
    await eventually(() => server.output.includes("connection closed"));
    const lines = server.output.split("\n").filter((line) => line.startsWith("{"));
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({
        level: expect.any(Number),
        node: expect.any(String),
        msg: expect.any(String),
      });
    expect(server.output).toContain("connection opened");
    const [row] = await database.sql`SELECT seed FROM matches WHERE match_id = ${match.matchId}`;
    const secrets = [
      match.anna.session.token,
      match.grant.seatToken,
      match.grant.code,
      match.grant.watchKey,
      "canary-token",
      String(row?.["seed"]),
    ];
    for (const secret of secrets) expect(server.output).not.toContain(secret);
  });
});

describe("stopping", () => {
  test("[DU7] a node that is told to stop finishes, tells its clients when to come back, and exits with 0", async () => {
    await using server = await spawnServer({
      env: { DATABASE_URL: database.url, RATE_LIMITS: "off", DRAIN_SECONDS: "0.2" },
    });
    const match = await startedMatch(server.url);
    await match.anna.watch(match.matchId).reaches(2);
    granted(await match.anna.mark(match.matchId, 4, 2));
    expect(await server.stop()).toBe(0);
    expect(match.anna.closes.map(({ code }) => code)).toContain(4503);
    await match.close();
  });

  test("[DU9] a node that is told to stop ends though its ways to storage hang and a client does not say goodbye; what it acknowledged is there", async () => {
    const { hostname, port } = new URL(database.url);
    const proxy = await TcpProxy.to({ host: hostname, port: Number(port) });
    const through = new URL(database.url);
    through.host = `127.0.0.1:${proxy.port}`;
    await using server = await spawnServer({ env: { DATABASE_URL: through.href, RATE_LIMITS: "off" } });
    const match = await startedMatch(server.url);
    const { version } = granted(await match.anna.mark(match.matchId, 4, 2));
    const mute = connect(Number(new URL(server.url).port), "127.0.0.1");
    mute.on("error", () => {});
    mute.write(
      `${["GET /trpc HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"].join("\r\n")}\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\n\r\n`,
    );
    await once(mute, "data");
    proxy.freeze();
    const underWay = match.bob.mark(match.matchId, 0, 3).then(verdict, () => "no answer");
    await match.bob.api.session.me.query();
    expect(await server.stop()).toBe(0);
    await match.close();
    const rows = await database.sql`SELECT max(version) AS newest FROM commits WHERE match_id = ${match.matchId}`;
    // It may have found another way to storage in time; then the move is there, and otherwise it was not acknowledged.
    const isAccepted = (await underWay) === "accepted";
    expect(rows[0]?.["newest"]).toBeGreaterThanOrEqual(isAccepted ? version + 1 : version);
    mute.destroy();
    await proxy.close();
  });
});
