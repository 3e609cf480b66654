/** The inside of a server without a socket or a database: real use-cases on storage in memory and a still clock. */
import { createHash, randomUUID } from "node:crypto";
import type { AnyGame } from "@holdfast/engine";
import { gamesOf } from "../../apps/server/src/games.js";
import type { LiveMatch } from "../../apps/server/src/live/live-match.js";
import { LiveMatches } from "../../apps/server/src/live/live-matches.js";
import { type OutageOptions, Outages } from "../../apps/server/src/live/outages.js";
import { createMemoryCoordination } from "../../apps/server/src/memory/index.js";
import type { Coordination, Ports } from "../../apps/server/src/ports.js";
import { createMatch, type CreateRequest } from "../../apps/server/src/usecases/create-match.js";
import type { Deps, SeatClaim, Session } from "../../apps/server/src/usecases/deps.js";
import { joinMatch } from "../../apps/server/src/usecases/join-match.js";
import { type LogLine, collectedLog } from "./collected-log.js";
import { COUNTING } from "./counting-game.js";
import { MemoryMatchStore } from "./memory-match-store.js";
import { TestClock } from "./test-clock.js";

export interface ServerParts extends Deps {
  readonly store: MemoryMatchStore;
  readonly clock: TestClock;
  readonly lines: readonly LogLine[];
  readonly claims: readonly SeatClaim[];
  /** Its heartbeat, for tests that ask for one. */
  readonly outages: Outages;
  /** A second server on the same storage and clock: another node. */
  another(): ServerParts;
}

export interface ServerPartsOptions {
  readonly games?: readonly AnyGame[];
  readonly coordination?: Partial<Coordination>;
  /** Left out: nobody looks for outages. */
  readonly outages?: OutageOptions;
}

export function serverParts(options: ServerPartsOptions = {}): ServerParts {
  const clock = new TestClock();
  return partsOn(new MemoryMatchStore(() => clock.now()), clock, options);
}

function partsOn(store: MemoryMatchStore, clock: TestClock, options: ServerPartsOptions): ServerParts {
  const log = collectedLog();
  const coordination = {
    ...createMemoryCoordination({ clock, dedupeWindowMs: 300_000, log }),
    ...options.coordination,
  };
  const ports: Ports = { store, coordination, clock, random: countedRandom(), log };
  const games = gamesOf([COUNTING, ...(options.games ?? [])]);
  const { wakeups } = coordination;
  const outages = new Outages({ ports, nodeId: randomUUID() }, options.outages);
  const known = options.outages ? { outages } : {};
  const matches = new LiveMatches({ store, findGame: games.find, clock, wakeups, log, graceMs: 500, ...known });
  const claims: SeatClaim[] = [];
  const seats = { claim: async (claim: SeatClaim) => void claims.push(claim) };
  const another = () => partsOn(store, clock, options);
  return { ports, matches, games, seats, store, clock, lines: log.lines, claims, outages, another };
}

/** Different at every call, the same in every run; ids are real. */
function countedRandom(): Ports["random"] {
  let calls = 0;
  const bytes = (count: number) => {
    calls += 1;
    return createHash("sha512").update(`${calls}`).digest().subarray(0, count);
  };
  return { bytes, uuid: () => randomUUID() };
}

export function userSession(name: string, playerId: string = name.toLowerCase()): Session {
  return { playerId, name, scope: "user", matchId: null, expiresAt: Number.MAX_SAFE_INTEGER };
}

export interface Table {
  readonly live: LiveMatch;
  readonly code: string;
  readonly players: readonly Session[];
}

/** A match of `counting` with these players in its seats; with two it has begun, at version 2. */
export async function tableOf(
  parts: ServerParts,
  names: readonly string[] = ["Anna", "Bob"],
  request: Partial<CreateRequest> = {},
): Promise<Table> {
  const players = names.map((name) => userSession(name));
  const [creator, ...others] = players;
  if (creator === undefined) throw new Error("a table needs somebody");
  for (const { playerId, name } of players) await parts.store.putPlayer({ playerId, name });
  const base = { msgId: randomUUID(), game: "counting", visibility: "private", as: "player" } as const;
  const created = await createMatch(parts, creator, { ...base, ...request });
  if (!created.ok) throw new Error(`not created: ${created.rejection.reason}`);
  const { live } = created.value;
  const code = live.hosted.code ?? "";
  for (const player of others) {
    const joined = await joinMatch(parts, player, { msgId: randomUUID(), code });
    if (!joined.ok) throw new Error(`not joined: ${joined.rejection.reason}`);
  }
  return { live, code, players };
}
