/** A client with everything around it replaced, and the frames tests send it. */
import type { Client, ClientOptions, Match } from "../api.js";
import { openClient } from "../client.js";
import { MemoryStorage } from "../memory-storage.js";
import type { KeyValueStorage } from "../ports.js";
import { FakeClock } from "./fake-clock.js";
import { FakeRandom } from "./fake-random.js";
import { FakeServer } from "./fake-server.js";

export const MATCH = "10000000-0000-4000-8000-000000000001";
export const RETRY = { code: "storage_unavailable", reason: "away", recovery: "retry", message: "Later." };
export const SUPERSEDED = { code: "superseded", reason: "seat_taken_over", recovery: "none", message: "Elsewhere." };
export const WRONG_TURN = {
  code: "invalid_turn",
  reason: "not_your_turn",
  recovery: "fix_input",
  message: "Not your turn.",
};

export interface World {
  readonly clock: FakeClock;
  readonly server: FakeServer;
  readonly random: FakeRandom;
  readonly storage: KeyValueStorage;
  readonly client: Client;
  /** The page is reloaded, closed or navigated away from. */
  readonly leave: () => void;
  /** The page is shown again, or the network is back. */
  readonly wakeUp: () => void;
}

/** A storage that is full, or forbidden. */
export const failingStorage: KeyValueStorage = {
  getItem: () => null,
  setItem: () => {
    throw new Error("full");
  },
  removeItem: () => {
    throw new Error("forbidden");
  },
};

export function makeWorld(options: Partial<ClientOptions> = {}, from: Partial<World> = {}): World {
  const clock = from.clock ?? new FakeClock();
  const server = from.server ?? new FakeServer(clock);
  const random = from.random ?? new FakeRandom(7);
  const storage = from.storage ?? new MemoryStorage();
  const ports = { clock, random, WebSocket: server.WebSocket, fetch: server.fetch, ring: server.ringsOf(null) };
  const page = { leave: (): void => {}, wakeUp: (): void => {} };
  const onLeaving = (listener: () => void): (() => void) => {
    page.leave = listener;
    return () => {};
  };
  const onWaking = (listener: () => void): (() => void) => {
    page.wakeUp = listener;
    return () => {};
  };
  const client = openClient(
    { url: "http://play.example", token: "t0", ...options },
    { ports, storage, onLeaving, onWaking },
  );
  return { clock, server, random, storage, client, leave: () => page.leave(), wakeUp: () => page.wakeUp() };
}

/** A full state frame at `version`; `over` replaces fields. */
export function stateFrame(version: number, over: object = {}): { epoch: number; version: number } {
  return {
    kind: "state",
    matchId: MATCH,
    game: "tic-tac-toe",
    epoch: 1,
    version,
    from: null,
    status: "playing",
    view: { seen: version },
    events: [],
    lastMove: null,
    toMove: [0],
    deadline: null,
    seats: [],
    spectators: 0,
    you: { role: "player", seat: 0 },
    outcome: null,
    serverTime: Date.UTC(2030, 0, 1) + version,
    ...over,
  } as { epoch: number; version: number };
}

export function presenceFrame(
  version: number,
  spectators: number,
  serverTime: number,
): { epoch: number; version: number } {
  return { kind: "presence", matchId: MATCH, epoch: 1, version, seats: [], spectators, serverTime } as never;
}

export function eventsAt(version: number): object {
  return { version, at: version, seat: 0, events: [{ type: "step", version }] };
}

export function receipt(version: number, duplicate = false): object {
  return { ok: true, value: { matchId: MATCH, version, at: version, duplicate, durable: true } };
}

/** A match resumed at `version`, live. */
export async function resumed(world: World, version = 3): Promise<Match> {
  const { server, clock, client } = world;
  server.answers.set("match.resume", () => ({ data: { ok: true, value: { state: stateFrame(version) } } }));
  server.answers.set("match.get", () => ({ data: { code: "K7P2QX", watchKey: "k".repeat(22) } }));
  server.answers.set("match.state", ({ input }) => ({
    data: stateFrame(version, { from: input.knownVersion ?? null }),
  }));
  const opening = client.resume(MATCH);
  await clock.advance(20);
  return opening;
}

/** The unsettled moves that pages of this browser find in its storage. */
export function storedMoves({ storage }: Pick<World, "storage">): unknown[] {
  const ids = JSON.parse(storage.getItem(`holdfast:outbox:${MATCH}:0`) ?? "[]") as string[];
  return ids.map((id) => (JSON.parse(storage.getItem(`holdfast:move:${id}`) ?? "null") as { entry: unknown }).entry);
}

/** What became of a promise so far. */
export function watch<T>(promise: Promise<T>): { readonly outcome: () => T | Error | "pending" } {
  let outcome: T | Error | "pending" = "pending";
  promise.then(
    (value) => {
      outcome = value;
    },
    (error: Error) => {
      outcome = error;
    },
  );
  return { outcome: () => outcome };
}
