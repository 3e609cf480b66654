/**
 * `npm run verify -- <matchId | code | all>`: audits what is stored, by deciding every commit again. Prints one line for
 * each match that is wrong and a sum; ends with 0 when everything is sound, 1 when something is not, 2 when it could
 * not be looked at.
 */
import { StorageUnavailable } from "@holdfast/engine";
import type { SqlMatchStore } from "@holdfast/db";
import { ConfigError, readConfig } from "./config.js";
import { gamesOf } from "./games.js";
import { createLog } from "./http/log.js";
import { loadGames } from "./load-games.js";
import { openStorage } from "./storage.js";
import { type Verdict, verifyMatch } from "./usecases/verify-match.js";

const USAGE = "Say which match to verify, by its id or code, or all of them: npm run verify -- <matchId | code | all>";
const AT_ONCE = 16;
const IDS_PAGE = 500;
const TELL_EVERY_MS = 1_000;

const say = (text: string) => void process.stdout.write(`${text}\n`);
const complain = (text: string) => void process.stderr.write(`${text}\n`);

class Tally {
  matches = 0;
  commits = 0;
  bad = 0;
  readonly #began = performance.now();
  #toldAt = this.#began;

  /** Counts commits; once a second says how far it is. */
  progress(commits: number): void {
    this.commits += commits;
    if (performance.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = performance.now();
    complain(`… ${this.#sum()}`);
  }

  take(verdict: Verdict): void {
    this.matches += 1;
    if (verdict.found === "sound") return;
    this.bad += 1;
    say(lineOf(verdict));
  }

  end(): string {
    return `${this.#sum()}; ${this.bad === 0 ? "all sound" : `${this.bad} not sound`}`;
  }

  #sum(): string {
    const seconds = (performance.now() - this.#began) / 1000;
    const rate = Math.round(this.commits / Math.max(seconds, 0.001));
    return `${this.matches} matches, ${this.commits} commits verified in ${seconds.toFixed(1)} s (${rate}/s)`;
  }
}

function lineOf(verdict: Exclude<Verdict, { found: "sound" }>): string {
  if (verdict.found === "unknown") return `match ${verdict.matchId}: cannot be verified, ${verdict.rules} is not here`;
  return `match ${verdict.matchId}, version ${verdict.version}: ${verdict.problem}`;
}

async function verifyAll(store: SqlMatchStore, verify: (matchId: string) => Promise<unknown>): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const ids: readonly string[] = await store.keeper.matchIds(after, IDS_PAGE);
    const waiting = [...ids];
    const worker = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await verify(id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (ids.length < IDS_PAGE) return;
    after = ids.at(-1) ?? null;
  }
}

/** As people write codes: small letters, with a dash in the middle. */
async function idOf(store: SqlMatchStore, what: string): Promise<string> {
  if (/^[0-9a-f-]{36}$/i.test(what)) return what.toLowerCase();
  const row = await store.findMatch({ code: what.toUpperCase().replaceAll(/[\s-]/g, "") });
  return row?.matchId ?? what;
}

async function run(what: string): Promise<number> {
  const config = readConfig(process.env);
  const store = await openStorage(config, createLog("error", "verify", true));
  const games = gamesOf(await loadGames(config.HOLDFAST_GAMES));
  const tally = new Tally();
  const deps = { store, keeper: store.keeper, findGame: games.find, onProgress: (n: number) => tally.progress(n) };
  const verify = async (matchId: string) => {
    const verdict = await verifyMatch(deps, matchId);
    if (verdict !== null) tally.take(verdict);
    return verdict;
  };
  try {
    if (what === "all") await verifyAll(store, verify);
    else if ((await verify(await idOf(store, what))) === null) {
      complain(`There is no match with the id or code ${what}; a match that is over has no code any more.`);
      return 2;
    }
    say(tally.end());
    return tally.bad === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}

function explain(fault: unknown): string {
  if (fault instanceof ConfigError) return fault.message;
  if (fault instanceof StorageUnavailable) return "Storage does not answer.";
  const message = fault instanceof Error ? fault.message : String(fault);
  const served = "A server that runs can verify its own matches: `admin.verify`, see docs/runbook.md.";
  return message.includes("is in use by process") ? `${message} ${served}` : message;
}

const [what, ...more] = process.argv.slice(2);
if (what === "--help") {
  say(USAGE);
  process.exit(0);
}
if (what === undefined || what.startsWith("-") || more.length > 0) {
  complain(USAGE);
  process.exit(2);
}
run(what).then(
  (code) => process.exit(code),
  (fault: unknown) => {
    complain(`Holdfast cannot verify. ${explain(fault)}`);
    process.exit(2);
  },
);
