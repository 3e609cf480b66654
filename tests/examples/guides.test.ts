/** The guides are true: their pieces are the files they speak of, and their programs run as printed. */
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  type AnyGame,
  botQuestion,
  gameLaws,
  type Json,
  listedChance,
  randomBot,
  type Seat,
  seededChance,
  sha256Hex,
} from "@holdfast/engine";
import { createClient, type Match } from "@holdfast/sdk";
import { runBot } from "@holdfast/sdk/bot";
import { verifyReplay } from "@holdfast/sdk/verify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadGames } from "../../apps/server/src/load-games.js";
import { eventually } from "../support/eventually.js";
import { randomMatch, replayLogOf } from "../support/random-match.js";
import { type SpawnedServer, spawnServer } from "../support/spawn-server.js";

/** As somebody would who stands in the repository. */
const run = (program: string, args: readonly string[]) => promisify(execFile)(program, args, { cwd: ROOT });
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const guide = (name: string) => readFileSync(join(ROOT, `docs/guides/${name}.md`), "utf8");
const GUIDE = guide("write-a-game");
const BOT_GUIDE = guide("write-a-bot");
/** What `npx holdfast` runs; npm links it when it installs, so it may not wait for a build. */
const COMMAND = "packages/sdk/holdfast.mjs";
const CONNECT_FOUR = "examples/connect-four/connect-four.mjs";

/** What is fenced as this language, in order, under the name of the file that a comment before it gives. */
function fenced(text: string, language: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const fences = text.matchAll(new RegExp(`(?:<!-- (\\S+) -->\\n\\n)?^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"));
  for (const [, name = "", code = ""] of fences) found.set(name, [found.get(name), code].filter(Boolean).join("\n"));
  return found;
}

/** A command of a guide, word by word. */
function command(form: RegExp, from = GUIDE): readonly string[] {
  const line = from.split("\n").find((each) => form.test(each)) ?? "";
  return line.split(" ");
}

let server: SpawnedServer;
let game: AnyGame;
beforeAll(async () => {
  const [setting = ""] = command(/ npm start$/);
  const [name = "", path = ""] = setting.split("=");
  expect(path).toBe(`./${CONNECT_FOUR}`);
  server = await spawnServer({ env: { [name]: path, RATE_LIMITS: "off", BOT_DELAY: "0", BOT_TIME_LIMIT: "30" } });
  const [loaded] = await loadGames([path]);
  if (!loaded) throw new Error("the guide's game does not load");
  game = loaded;
});
afterAll(() => server.dispose());

describe("writing a game", () => {
  test("[G5] the pieces of the guide are the files that it speaks of, to the last character", () => {
    const pieces = fenced(GUIDE, "js");
    for (const [name, code] of pieces) {
      expect(code, name).toBe(readFileSync(join(ROOT, name === "" ? CONNECT_FOUR : name), "utf8"));
    }
    expect([...pieces.keys()]).toEqual(["", "examples/connect-four/laws.mjs"]);
  });

  test("[G5] the guide's game keeps every law, by the command that the guide gives", async () => {
    const [, laws = ""] = command(/^node examples/);
    const { stdout } = await run(process.execPath, [laws]);
    const names = gameLaws(game, { seed: "names", cases: 1 }).map(({ name }) => `holds: ${name}`);
    expect(stdout.trim().split("\n")).toEqual(names);
  });

  test("[G5] connect four has as many positions after each disc as others have counted (A212693)", () => {
    const published = /known how many positions[^:]*: ([\d,\s]+?) \(/.exec(GUIDE)?.[1] ?? "";
    const counts = published.split(",").map(Number);
    expect(counts).toEqual([1, 7, 49, 238, 1120, 4263, 16422, 54859]);
    expect(positionsAfterEachDisc(counts.length)).toEqual(counts);
  });

  test("[G5] a match of it, four in a line or a full board, ends and verifies like any other", () => {
    const ends = new Set<string>();
    for (let round = 0; round < 30; round++) {
      const played = randomMatch(game, { seed: `connect four ${round}` });
      ends.add(played.head.state.outcome?.reason ?? "none");
      expect(verifyReplay(replayLogOf(played), game)).toMatchObject({ ok: true, version: played.head.version });
    }
    expect(ends).toContain("four");
  });

  test("[G5] the command of the guide verifies a file with the module's own rules", async () => {
    const log = replayLogOf(randomMatch(game, { seed: "a file" }));
    const words = /`npx (holdfast verify [^`]+)`/.exec(GUIDE)?.[1]?.split(" ") ?? [];
    await inFolder(async (folder) => {
      const path = join(folder, "log.json");
      writeFileSync(path, JSON.stringify(log));
      const args = words.slice(1).map((word) => (word === "log.json" ? path : word));
      const { stdout } = await run(process.execPath, [COMMAND, ...args]);
      expect(stdout).toContain(`Sound: connect-four, ${log.version} commits`);
    });
  });

  test("[G5] its bot makes legal moves only, and wins nearly always against somebody who moves at random", () => {
    const rounds = Array.from({ length: 50 }, (_none, round) => winnerOf(round));
    expect(rounds.filter((winner) => winner === 0).length).toBeGreaterThan(45);
  });

  test("[G5] its bot takes four when it can, and else the place where the other would", () => {
    const asked = (columns: readonly (readonly Seat[])[], seat: Seat) => ({
      seat,
      toMove: true,
      view: { columns, toMove: seat, end: null },
      legal: { all: [0, 1, 2, 3, 4, 5, 6].map((column) => ({ type: "drop", column })) },
      chance: listedChance([]),
    });
    const open = [[0], [0], [0], [], [1, 1, 1], [], []];
    expect(game.bot?.(asked(open, 0))).toEqual({ type: "drop", column: 3 });
    expect(game.bot?.(asked(open, 1))).toEqual({ type: "drop", column: 4 });
    expect(game.bot?.(asked([[0], [0], [0], [], [1, 1], [], []], 1))).toEqual({ type: "drop", column: 3 });
  });

  test("[G5] a server with it offers it, and two SDK clients play it, by the guide's own program", async () => {
    const program = fenced(GUIDE, "typescript").get("") ?? "";
    await inFolder(async (folder) => {
      const path = join(folder, "play.ts");
      writeFileSync(path, program);
      expect(await complaintsOf(folder)).toEqual([]);
      writeFileSync(path, program.replace("http://127.0.0.1:3000", server.url));
      const { stdout } = await run(process.execPath, ["--import", "tsx", path]);
      expect(stdout).toBe("four: seat 0 has won\n");
    });
    const client = createClient({ url: server.url, guest: {} });
    expect((await client.games()).map(({ id }) => id)).toContain("connect-four");
    client.close();
  });

  test("[G5, MT13] a server with it plays it with its own bot, in a thread that knows the module", async () => {
    const client = createClient({ url: server.url, guest: {} });
    const match = (await client.create("connect-four" as never, { turnMs: 0 } as never)) as Match;
    await match.addBot();
    // Always as far to the left as there is room: three times in the first column, and whoever knows the game stops it.
    await runBot({ match, choose: ({ legal }) => legal.all[0] ?? null });
    const first: readonly Seat[] = Object(match.snapshot?.view).columns[0];
    expect(first.length).toBeGreaterThan(3);
    expect(first.join("")).not.toContain("0000");
    expect(verifyReplay(await match.replay(), game)).toMatchObject({ ok: true });
    client.close();
  });
});

test("[SY13] the client's guide shows a whole match while it is played, from the first event to the last, in order", async () => {
  const program = fenced(guide("write-a-client"), "typescript").get("") ?? "";
  await inFolder(async (folder) => {
    const path = join(folder, "show.ts");
    writeFileSync(path, program);
    expect(await complaintsOf(folder)).toEqual([]);
    writeFileSync(path, program.replace("http://127.0.0.1:3000", server.url));
    const { stdout } = await run(process.execPath, ["--import", "tsx", path]);
    const lines = stdout.trim().split("\n");
    const [, versions = ""] = /^over: [a-z-_]+, (\d+) versions$/.exec(lines.at(-1) ?? "") ?? [];
    const told = lines.slice(0, -1).map((line) => Number(line.split(" ")[0]));
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told[0]).toBe(2);
    expect(told.at(-1)).toBe(Number(versions));
    expect(told.length).toBeGreaterThan(Number(versions));
  });
});

test("[SY5] the first program of the README plays a match to its own winning move, ends by itself, and moved once in each version", async () => {
  const program =
    fenced(readFileSync(join(ROOT, "README.md"), "utf8"), "ts")
      .get("")
      ?.split("\nimport ")[0] ?? "";
  await inFolder(async (folder) => {
    const path = join(folder, "ada.mts");
    writeFileSync(path, program.replace("http://127.0.0.1:3000", server.url));
    const ada = started(["--import", "tsx", path]);
    const code = await eventually(() => /with the code ([2-9A-Z]{6})\./.exec(ada.said())?.[1]);
    const client = createClient({ url: server.url, guest: {} });
    // From the end, and Ada from the beginning: the first row is hers.
    await runBot({ match: await client.join(code), choose: ({ legal }) => fromTheEnd(legal.all) });
    expect([await ada.ended, ada.said().split("\n").slice(-3)]).toEqual([
      0,
      [expect.stringMatching(/line/), "connection: closed", ""],
    ]);
    expect(ada.said()).not.toContain("turn");
    client.close();
  });
});

describe("writing a bot", () => {
  /** The guide's command with this server's address and, where it has one, the code of a match. */
  function bot(form: RegExp, code = ""): Program {
    const [, , ...words] = command(form, BOT_GUIDE);
    const args = words.map((word) => (word.startsWith("http") ? server.url : word === "K7P2QX" ? code : word));
    // The same match each time: one that moves at random wins now and then.
    return started([COMMAND, ...args, "--seed", "the guide"]);
  }

  test("[MT4.2] the guide's commands play a whole match against each other, of a game that only the server knows", async () => {
    const first = bot(/--game connect-four/);
    const code = await eventually(() => /code ([2-9A-Z]{6})\./.exec(first.said())?.[1]);
    const second = bot(/--code/, code);
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
    expect(first.said()).toMatch(/I won \(four\) after \d+ moves of mine\.\n$/);
    expect(second.said()).toMatch(/^Connecting to .*\nPlaying connect-four in seat 1\.\nI lost \(four\)/);
  });

  test("[MT4.2] npx finds the command in this repository, as the guides write it", async () => {
    const linked = realpathSync(join(ROOT, "node_modules", ".bin", "holdfast"));
    expect(linked).toBe(join(ROOT, COMMAND));
    const asked = spawnSync(linked, [], { cwd: ROOT, encoding: "utf8" });
    expect([asked.status, asked.stderr.split("\n")[0]]).toEqual([2, "holdfast <command> [options]"]);
  });

  test("[MT4.2] the command says how it is called when it is not told where and what to play", async () => {
    for (const args of [[], ["--url", server.url], ["--url", server.url, "--code", "A", "--game", "b"], ["--dance"]]) {
      const wrong = started([COMMAND, "bot", ...args]);
      expect(await wrong.ended).toBe(2);
      expect(wrong.said()).toContain("holdfast bot --url <address>");
    }
    const nobody = started([COMMAND, "bot", "--url", server.url, "--code", "222222"]);
    expect(await nobody.ended).toBe(2);
    const said = ["No open match has this code: look at it again, or ask for a new one.", ""];
    expect(nobody.said().split("\n")).toEqual([`Connecting to ${server.url} …`, ...said]);
  });

  test("[MT4.2] the bot of the guide is the file that it names, and two of them play a tournament to its end", async () => {
    for (const [name, code] of fenced(BOT_GUIDE, "js")) expect(code).toBe(readFileSync(join(ROOT, name), "utf8"));
    const [path = ""] = fenced(BOT_GUIDE, "js").keys();
    const first = started([path, server.url]);
    const code = await eventually(() => /code is ([2-9A-Z]{6})/.exec(first.said())?.[1]);
    const second = started([path, server.url, code]);
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
    const ends = [first, second].map(({ said }) => /I (won|lost)/.exec(said())?.[1]).toSorted();
    expect(ends).toEqual(["lost", "won"]);
  }, 90_000);
});

interface Program {
  /** All that it has printed. */
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}
function started(args: readonly string[]): Program {
  const child = spawn(process.execPath, [...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += String(text)));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { said: () => said, ended };
}

/** The last cell that is free, and never giving up. */
function fromTheEnd<M extends { readonly type: string }>(legal: readonly M[]): M | null {
  return legal.findLast(({ type }) => type === "move") ?? null;
}

/** Below `tests`, so that the packages are found as its dependencies. */
async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(join(ROOT, "tests/out"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, "tests/out/guide-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Positions are counted by what they look like; lines that have ended go no further. */
function positionsAfterEachDisc(discs: number): readonly number[] {
  const counts: number[] = [];
  let positions = new Map<string, Json>([["", game.initial({ turnMs: 0 }, 2) as Json]]);
  for (let disc = 0; disc < discs; disc++) {
    counts.push(positions.size);
    positions = new Map([...positions.values()].flatMap((state) => [...after(state)]));
  }
  return counts;
}

function* after(state: Json): Generator<[string, Json]> {
  for (const seat of game.toMove(state)) {
    for (const move of game.legalMoves(state, { seat, host: false }).all) {
      const next = played(state, seat, move);
      yield [JSON.stringify(Object(next).columns), next];
    }
  }
}

/** The state after a move that must be legal. */
function played(state: Json, seat: Seat, move: { readonly type: string }): Json {
  const decided = game.decide(state, { seat, host: false }, move, { now: 0, chance: listedChance([]) });
  if (!decided.ok) throw new Error(decided.rejection.reason);
  return decided.value.reduce<unknown>((before, event) => game.evolve(before, event), state) as Json;
}

/** Who wins when the game's bot begins and random moves answer. */
function winnerOf(round: number): Seat | null {
  const chance = seededChance({ seed: sha256Hex(`bot ${round}`), entropy: "", version: 1 });
  let state = game.initial({ turnMs: 0 }, 2) as Json;
  for (let outcome = game.outcome(state); ; outcome = game.outcome(state)) {
    if (outcome !== null) return outcome.winners[0] ?? null;
    const seat = game.toMove(state)[0] ?? 0;
    const asked = { ...botQuestion(game, state, seat), chance };
    const move = seat === 0 ? game.bot?.(asked) : randomBot(asked);
    if (!move) throw new Error("a bot whose turn it is has no move");
    state = played(state, seat, move);
  }
}

/** What the compiler says of the programs in this folder, with the packages as they were built. */
async function complaintsOf(folder: string): Promise<readonly string[]> {
  const compilerOptions = { composite: false, noEmit: true, lib: ["es2023", "dom"] };
  const tsconfig = { extends: "../../../tsconfig.base.json", compilerOptions, include: ["."] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "-p", folder]).catch((failed: { stdout: string }) => failed);
  return stdout.split("\n").filter((line) => line.includes("error"));
}
