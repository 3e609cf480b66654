/**
 * `runBot` on a real server: every game is played to its end by programs that know nothing of it, whose connections
 * break now and then. What each viewer was told on the way is held against the log.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type BotAsked, type Commit, eventsFor, randomBot, type Match as Played, type Viewer } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import type { VersionedEvents } from "@holdfast/protocol";
import { type Client, createClient, type Match } from "@holdfast/sdk";
import { type BotOptions, runBot } from "@holdfast/sdk/bot";
import { verifyReplay } from "@holdfast/sdk/verify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type OwnDatabase, ownDatabase } from "../support/database.js";
import { eventually } from "../support/eventually.js";
import { ShiftedClock } from "../support/shifted-clock.js";
import { startTestNode, type TestNode } from "../support/test-node.js";

type GameName = keyof typeof GAMES;

let database: OwnDatabase;
let node: TestNode;
const clock = new ShiftedClock();
beforeAll(async () => {
  database = await ownDatabase();
  node = await startTestNode({ databaseUrl: database.url, clock });
});
afterAll(async () => {
  await node.stop();
  await database[Symbol.asyncDispose]();
});

interface Setting {
  readonly options: object;
  readonly seats: number;
  /** Random play that does not end by itself is given up at this version; the result is final after so long. */
  readonly resignAt?: number;
  readonly finalAfterMs?: number;
  /** What would end it too early. */
  readonly never?: readonly string[];
  /** It is for a host, who does not play, to begin. */
  readonly start?: object;
}
const SETTINGS: Readonly<Record<GameName, Setting>> = {
  "tic-tac-toe": { options: { bestOf: 3, firstSeat: "random" }, seats: 2 },
  "briscola-chiamata": { options: { end: { mode: "hands", hands: 1 } }, seats: 5 },
  holdem: { options: { mode: "sng", betweenHandsMs: 0 }, seats: 3, never: ["all-in"] },
  wildspark: { options: { maxTurns: 20 }, seats: 2 },
  tabletop: {
    options: { rollOff: "skip", playersMayPause: false },
    seats: 2,
    start: { type: "start", firstPlayer: 1, force: true },
    resignAt: 60,
    finalAfterMs: 600_001,
  },
};
const NAMES = Object.keys(SETTINGS) as readonly GameName[];

/** A client whose connections can be torn. */
class Seated {
  readonly client: Client;
  readonly heard: VersionedEvents[] = [];
  readonly #sockets = new Set<WebSocket>();
  match: Match | null = null;

  constructor(name: string) {
    const sockets = this.#sockets;
    class Torn extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.add(this);
      }
    }
    this.client = createClient({ url: node.url, guest: { name }, ports: { WebSocket: Torn } });
  }

  follow(match: Match): Match {
    this.match = match;
    match.onEvents((events) => void this.heard.push(events as VersionedEvents));
    return match;
  }

  tear(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#sockets.clear();
  }
}

/** A whole match of bots, and somebody who watches it; each in turn loses the connection. */
async function playedByBots(name: GameName) {
  const { seats, resignAt, finalAfterMs = 0 } = SETTINGS[name];
  const host = new Seated("Hilde");
  const table = await opened(host.client, name);
  const watcher = new Seated("Olga");
  host.follow(table);
  watcher.follow(await watcher.client.observe({ key: table.watchKey ?? "" }));
  const players = Array.from({ length: seats }, (_none, seat) => new Seated(`Bot ${seat}`));
  const matches: Match[] = [];
  for (const player of players) matches.push(player.follow(await player.client.join(table.code ?? "")));
  await begun(table, name);
  const viewers = [...players, watcher, host];
  tearNowAndThen(table, viewers);
  if (resignAt !== undefined) resignWhen(matches[0], resignAt, finalAfterMs);
  const how = neverOf(name);
  const ends = await Promise.all(matches.map((match, seat) => runBot({ match, seed: `${name} ${seat}`, ...how })));
  const log = await table.replay();
  await eventually(() => viewers.every(({ heard }) => heard.at(-1)?.version === log.version));
  return { players, watcher, viewers, ends, log, close: () => closeAll(viewers) };
}

/** As bots choose by themselves, which is how the other games are played, but for what is left out. */
function neverOf(name: GameName): Pick<BotOptions, "choose"> {
  const { never } = SETTINGS[name];
  if (never === undefined) return {};
  return {
    choose: (asked) => {
      const all = asked.legal.all.filter(({ type }) => !never.includes(type));
      return randomBot({ ...asked, legal: { ...asked.legal, all } } as BotAsked) as never;
    },
  };
}

function opened(host: Client, name: GameName): Promise<Match> {
  const { options, seats } = SETTINGS[name];
  return host.create(name, options as never, { seats, as: "host" }) as Promise<Match>;
}

async function begun(table: Match, name: GameName): Promise<void> {
  const { start, seats } = SETTINGS[name];
  await eventually(() => table.snapshot?.version === seats);
  if (start !== undefined) expect(await table.move(start as never)).toMatchObject({ ok: true });
}

function closeAll(all: readonly Seated[]): void {
  for (const { client } of all) client.close();
}

const TEAR_EVERY = 9;

function tearNowAndThen(match: Match, all: readonly Seated[]): void {
  let torn = 0;
  match.subscribe(({ version }) => {
    if (version < TEAR_EVERY * (torn + 1)) return;
    all[torn % all.length]?.tear();
    torn += 1;
  });
}

function resignWhen(match: Match | undefined, version: number, finalAfterMs: number): void {
  let isGivenUp = false;
  match?.subscribe((snapshot) => {
    if (isGivenUp || snapshot.version < version || snapshot.outcome !== null) return;
    isGivenUp = true;
    void match.resign().then(() => clock.skip(finalAfterMs));
  });
}

function viewerOf(match: Match | null): Viewer {
  const { role = "observer", seat = null } = match ?? {};
  if (role === "host") return { kind: "host", seat };
  return seat === null ? { kind: "observer" } : { kind: "seat", seat };
}

describe.each(NAMES)("%s", (name) => {
  test("[MT4.2, SY13, MT4] bots play it to its end, and each viewer is told every event once, live as in the log", async () => {
    const { viewers, ends, log, close } = await playedByBots(name);
    const [end] = ends;
    for (const [seat, each] of ends.entries()) expect(each).toMatchObject({ seat, outcome: end?.outcome });
    expect(ends.reduce((sum, { moves }) => sum + moves, 0)).toBeGreaterThan(1);
    expect(verifyReplay(log, GAMES[name])).toMatchObject({ ok: true, version: log.version });

    const rules = { game: GAMES[name] } as unknown as Played;
    for (const viewer of viewers) {
      const [begin] = viewer.heard;
      expect(viewer.heard.map(({ version }) => version)).toEqual(fromTo(begin?.version ?? 0, log.version));
      const redacted = log.commits.slice((begin?.version ?? 1) - 1).map((commit) => {
        return eventsFor(rules, commit as unknown as Commit, viewerOf(viewer.match));
      });
      expect(viewer.heard.map(({ events }) => events)).toEqual(redacted);
      expect(await viewer.match?.events((begin?.version ?? 1) - 1)).toEqual(viewer.heard);
    }
    close();
  });
});

test("[MT4] what is hidden makes the streams of two seats and an observer three different ones", async () => {
  const { players, watcher, close } = await playedByBots("holdem");
  const { seats } = SETTINGS.holdem;
  const told = [...players, watcher].map(({ heard }) =>
    JSON.stringify(heard.filter(({ version }) => version >= seats)),
  );
  expect(new Set(told).size).toBe(4);
  close();
});

test("[MT4.2] given an address it makes a match, tells its code, and another joins by it", async () => {
  const codes: (string | null)[] = [];
  const onMatch = (match: { readonly code: string | null }): void => void codes.push(match.code);
  const one = runBot({ url: node.url, name: "One", game: "tic-tac-toe", onMatch });
  const two = runBot({
    url: node.url,
    name: "Two",
    code: await eventually(() => codes[0] ?? false),
    choose: GAMES["tic-tac-toe"].bot as never,
  });
  const [a, b] = await Promise.all([one, two]);
  expect(a.outcome).toEqual(b.outcome);
  expect(a.matchId).toBe(b.matchId);
  expect(b.won || b.outcome.winners.length === 0).toBe(true);
});

function fromTo(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_none, index) => first + index);
}

test("[MT4.2] the command says at once where it looks for a server", async () => {
  const command = fileURLToPath(new URL("../../packages/sdk/holdfast.mjs", import.meta.url));
  const url = "http://127.0.0.1:1";
  const bot = spawn(process.execPath, [command, "bot", "--url", url, "--game", "tic-tac-toe"]);
  try {
    const [first] = (await once(bot.stderr, "data")) as [Buffer];
    expect(first.toString()).toContain(url);
  } finally {
    bot.kill("SIGKILL");
  }
});
