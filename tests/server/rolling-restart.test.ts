/** Three nodes replaced one after the other while people play: nothing is lost, nobody loses anything by it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createClient } from "@holdfast/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { PlayingTable } from "../support/playing-table.js";
import { RedisProcess } from "../support/redis-process.js";
import { spawnServer } from "../support/spawn-server.js";

const TABLES = 12;
/** What was measured, for the report; no test asserts a time. */
const RESULT = new URL("../out/rolling-restart.json", import.meta.url);

let database: OwnDatabase;
let redis: RedisProcess;
beforeAll(async () => {
  [database, redis] = await Promise.all([ownDatabase(), RedisProcess.start()]);
});
afterAll(async () => {
  await redis.stop();
  await database[Symbol.asyncDispose]();
});

async function openFleet() {
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    RATE_LIMITS: "off",
    TOKEN_SECRET: "a secret that all nodes were given",
  };
  return Promise.all([1, 2, 3].map(() => spawnServer({ env })));
}

test("[DU9] three nodes restarted one after the other under load lose no move, double none, and nobody forfeits", async () => {
  const fleet = await openFleet();
  const url = fleet.map((node) => node.url);
  const clients = Array.from({ length: 2 * TABLES }, () => createClient({ url }));
  const tables = Array.from(
    { length: TABLES },
    (_, i) => new PlayingTable([clients[2 * i], clients[2 * i + 1]] as [(typeof clients)[0], (typeof clients)[0]]),
  );
  try {
    const playing = Promise.all(tables.map((table) => table.play()));
    const movesSoFar = () => tables.map(({ acknowledged }) => acknowledged.length);
    for (const node of fleet) {
      // Everybody is at it, on whatever nodes there are, before the next one goes.
      const before = movesSoFar();
      await eventually(() => movesSoFar().every((moves, i) => moves > (before[i] ?? 0) + 3), { withinMs: 30_000 });
      expect(await node.stop()).toBe(0);
      await node.start();
    }
    for (const table of tables) table.finish();
    await playing;
    await expectTheLogToAgree(tables);
    report(tables);
  } finally {
    for (const client of clients) client.close();
    await Promise.all(fleet.map((node) => node.dispose()));
  }
}, 120_000);

/** Every move that was acknowledged is in the log once, and nothing else is but how matches begin. */
async function expectTheLogToAgree(tables: readonly PlayingTable[]): Promise<void> {
  const matchIds = tables.flatMap((table) => table.matchIds);
  const rows = await database.sql<{ match_id: string; version: number; kind: string }[]>`
    SELECT match_id, version, kind FROM commits WHERE match_id IN ${database.sql(matchIds)} ORDER BY match_id, version`;
  const moves = rows.filter(({ kind }) => kind === "move").map((row) => `${row.match_id} ${row.version}`);
  const told = tables.flatMap(({ acknowledged }) => acknowledged.map((one) => `${one.matchId} ${one.version}`));
  expect(told.toSorted()).toEqual(moves.toSorted());
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(["join", "move"]));
  for (const matchId of matchIds) {
    const versions = rows.filter((row) => row.match_id === matchId).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, i) => i + 1));
  }
}

function report(tables: readonly PlayingTable[]): void {
  const stalls = tables.map(({ longestMs }) => Math.round(longestMs)).toSorted((a, b) => a - b);
  const moves = tables.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  const at = (share: number) => stalls[Math.ceil(share * stalls.length) - 1] ?? 0;
  const result = { nodes: 3, tables: tables.length, moves, longestWaitMs: { p50: at(0.5), max: at(1), each: stalls } };
  mkdirSync(new URL(".", RESULT), { recursive: true });
  writeFileSync(RESULT, `${JSON.stringify(result)}\n`);
  process.stderr.write(
    `rolling restart of 3 nodes: ${moves} moves at ${tables.length} tables, longest wait for an answer at one table: median ${at(0.5)} ms, most ${at(1)} ms\n`,
  );
}
