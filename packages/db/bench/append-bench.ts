/**
 * What an appended commit costs: `npx tsx -C holdfast-source packages/db/bench/append-bench.ts [postgres-url]`.
 * Prints commits per second, Node CPU and (where /proc has it) Postgres CPU per commit, for batches of 1, 20 and 200.
 * Without a URL the embedded store in memory is measured; with one, a database is made on that server and dropped.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AppendEntry, NewMatch } from "@holdfast/engine";
import { openEmbeddedStore, openPostgresStore } from "../src/index.js";
import { createTestDatabase, type TestDatabase } from "../src/testing.js";

const SECONDS = Number(process.env["SECONDS"] ?? 3);
const HASH = "0123456789abcdef".repeat(4);
const TICK_US = 10_000;
const ACTOR = randomUUID();
let serial = 0;

const serverUrl = process.argv[2];
const database = serverUrl === undefined ? null : await createTestDatabase(serverUrl);
const store =
  database === null ? await openEmbeddedStore({ memory: true }) : await openPostgresStore({ url: database.url });
for (const width of [1, 20, 200, 400]) await measure(width);
await store.close();
await database?.drop();

/** So many matches, each sending its next commit as soon as the last one was answered. */
async function measure(width: number): Promise<void> {
  const matches = Array.from({ length: width }, newMatch);
  await Promise.all(matches.map((match) => store.createMatch(match)));
  await run(matches, 500);
  const before = { cpu: process.cpuUsage(), backends: await backendTicks(database), at: performance.now() };
  const { count, bytes } = await run(matches, SECONDS * 1_000);
  const seconds = (performance.now() - before.at) / 1_000;
  const cpu = process.cpuUsage(before.cpu);
  const ticks = (await backendTicks(database)) - before.backends;
  console.log(
    `${String(width).padStart(3)} at once: ${Math.round(count / seconds)} commits/s, ` +
      `node ${((cpu.user + cpu.system) / count).toFixed(1)} µs, postgres ${((ticks * TICK_US) / count).toFixed(1)} µs per commit` +
      ` (${bytes} B of JSON each)`,
  );
}

async function run(matches: readonly NewMatch[], ms: number): Promise<{ count: number; bytes: number }> {
  const end = performance.now() + ms;
  let count = 0;
  let bytes = 0;
  const chain = async (match: NewMatch) => {
    const [tip] = (await store.readCommits(match.facts.matchId, 0, 2_147_483_647)).slice(-1);
    let version = tip?.commit.version ?? 0;
    let parent = tip?.commit.hash ?? match.head.hash;
    while (performance.now() < end) {
      const entry = entryAfter(match.facts.matchId, version, parent);
      const outcome = await store.append(entry);
      if (outcome.status !== "appended") throw new Error(JSON.stringify(outcome));
      version += 1;
      parent = entry.commit.hash;
      count += 1;
      if (bytes === 0) bytes = JSON.stringify([entry.commit.payload, entry.commit.events, entry.snapshot]).length;
    }
  };
  await Promise.all(matches.map(chain));
  return { count, bytes };
}

function newMatch(): NewMatch {
  const matchId = randomUUID();
  const state = {
    status: "open", seats: [null, null], game: null, since: [0, 0], toMove: [], turn: null, deadline: null,
    outcome: null, entropy: "", last: null,
  } as const; // biome-ignore format: one glance
  const facts = { matchId, gameId: "tic-tac-toe", rulesVersion: 1, options: {}, seatCount: 2, hostId: null };
  return {
    facts: { ...facts, commitment: HASH, createdAt: 0 },
    seed: HASH,
    code: randomUUID(),
    watchKey: randomUUID(),
    visibility: "private",
    creatorId: randomUUID(),
    createMsgId: randomUUID(),
    createPayloadHash: HASH,
    head: { version: 0, hash: HASH, state },
  };
}

function entryAfter(matchId: string, version: number, parentHash: string): AppendEntry {
  serial += 1;
  const unique = serial.toString(16).padStart(12, "0");
  return {
    epoch: 1,
    commit: {
      matchId,
      version: version + 1,
      kind: "move",
      actorId: ACTOR,
      seat: 0,
      msgId: `${ACTOR.slice(0, 24)}${unique}`,
      payloadHash: HASH,
      payload: { type: "mark", cell: 4 },
      events: [{ type: "marked", seat: 0, cell: 4 }],
      draws: [],
      receivedAt: 1_790_000_000_000,
      rulesVersion: 1,
      parentHash,
      stateHash: HASH,
      hash: `${HASH.slice(12)}${unique}`,
    },
    status: "playing",
    deadline: 1_790_000_060_000,
    toMove: [1],
    outcome: null,
    snapshot: null,
    seating: null,
  };
}

/** CPU ticks used so far by the backends of this database. */
async function backendTicks(of: TestDatabase | null): Promise<number> {
  if (of === null) return 0;
  const rows = await of.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and application_name = 'holdfast'",
  );
  return rows.map(({ pid }) => ticksOf(pid)).reduce((sum, ticks) => sum + ticks, 0);
}

function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [user = "0", system = "0"] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return Number(user) + Number(system);
  } catch {
    return 0;
  }
}
