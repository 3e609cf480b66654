/** `verifyReplay` on whole matches of every game, and on each way in which a log can have been changed. */
import { type Commit, commitHashOf, commitmentOf, type Json, sha256Hex } from "@holdfast/engine";
import { GAMES } from "@holdfast/games";
import type { ReplayLog } from "@holdfast/protocol";
import { type ReplayVerdict, verifyReplay } from "@holdfast/sdk/verify";
import { describe, expect, test } from "vitest";
import { type RandomMatchOptions, randomMatch, replayLogOf } from "../support/random-match.js";

type GameName = keyof typeof GAMES;

const SEED = "sdk verify 1";
const HOW: Readonly<Record<GameName, Omit<RandomMatchOptions, "seed">>> = {
  "tic-tac-toe": { options: { firstSeat: "random", bestOf: 3 }, never: ["resign", "offer-draw"] },
  "briscola-chiamata": { never: ["resign"] },
  holdem: { options: { startingStack: 1_500, mode: "sng" }, never: ["leave", "sit-out", "all-in"] },
  wildspark: { options: { maxTurns: 40 }, never: ["resign"] },
  tabletop: { never: ["resign", "concede", "abort", "end-game"] },
};
const NAMES = Object.keys(HOW) as readonly GameName[];

function played(name: GameName, seed = SEED): ReplayLog {
  return replayLogOf(randomMatch(GAMES[name], { ...HOW[name], seed }));
}
function commitsOf(log: ReplayLog): Commit[] {
  return log.commits as unknown as Commit[];
}
function withCommits(log: ReplayLog, commits: readonly Commit[]): ReplayLog {
  return { ...log, commits: commits as unknown as readonly Json[] };
}
function found(log: unknown, name: GameName = "holdem"): string {
  const verdict: ReplayVerdict = verifyReplay(log as ReplayLog, GAMES[name]);
  return verdict.ok ? "sound" : `${verdict.version}: ${verdict.problem}`;
}

/** The log with one commit changed, and nothing else. */
function changed(log: ReplayLog, version: number, change: (commit: Commit) => Partial<Commit>): ReplayLog {
  const commits = commitsOf(log);
  return withCommits(
    log,
    commits.map((commit) => (commit.version === version ? { ...commit, ...change(commit) } : commit)),
  );
}

/** By somebody who knows how hashes are made: they are right again from the changed commit on. */
function rehashed(log: ReplayLog): ReplayLog {
  let parentHash = commitsOf(log)[0]?.parentHash ?? "";
  const commits = commitsOf(log).map((commit) => {
    const next = { ...commit, parentHash };
    parentHash = commitHashOf(next);
    return { ...next, hash: parentHash };
  });
  return withCommits(log, commits);
}

/** The first commit of a match of hold'em that shuffled, and one that was a move with events and no draws. */
function placesIn(log: ReplayLog): { dealt: number; moved: number; last: number } {
  const commits = commitsOf(log);
  const dealt = commits.find(({ draws }) => draws.length > 0)?.version ?? 0;
  const moved = commits.find(({ kind, draws }) => kind === "move" && draws.length === 0)?.version ?? 0;
  expect(Math.min(dealt, moved)).toBeGreaterThan(0);
  return { dealt, moved, last: commits.length };
}

describe("a log of a finished match", () => {
  test.each(NAMES)("[MT8.1] of %s verifies from its seed to its last hash", (name) => {
    const log = played(name);
    const verdict = verifyReplay(log, GAMES[name]);
    expect(verdict).toMatchObject({ ok: true, version: log.version });
    expect(log.version, "the match is worth verifying").toBeGreaterThan(8);
    const draws = commitsOf(log).reduce((sum, commit) => sum + commit.draws.length, 0);
    expect(verdict).toMatchObject({ draws });
  });

  test("[MT8.1] verifies with a faster SHA-256 and with what one knows of it from before", () => {
    const log = played("holdem");
    let asked = 0;
    const known = { commitment: log.commitment, entropy: "entropy of 1" };
    expect(verifyReplay(log, GAMES.holdem, known).ok).toBe(true);
    expect(verifyReplay(log, GAMES.holdem, { ...known, sha256: sha256Hex }).ok, "the portable one").toBe(true);
    const strange = verifyReplay(log, GAMES.holdem, { ...known, sha256: () => `${asked++}` });
    expect(strange).toMatchObject({ ok: false, version: 1 });
    expect(asked).toBeGreaterThan(0);
  });

  test("[MT8.1] that was made up whole after the match is found out by what one noted before", () => {
    const log = played("holdem", "another seed");
    const real = played("holdem");
    expect(verifyReplay(log, GAMES.holdem).ok).toBe(true);
    const verdict = verifyReplay(log, GAMES.holdem, { commitment: real.commitment });
    expect(verdict).toMatchObject({ ok: false, version: 0, problem: expect.stringContaining("another commitment") });
    const without = verifyReplay(log, GAMES.holdem, { entropy: "mine" });
    expect(without).toMatchObject({ ok: false, problem: expect.stringContaining("randomness that you added") });
  });
});

describe("what was changed is named", () => {
  const log = played("holdem");
  const { dealt, moved, last } = placesIn(log);
  const swap = ({ draws }: Commit) => ({ draws: draws.map((one) => ({ ...one, value: one.value === 0 ? 1 : 0 })) });
  const other = (json: unknown) => JSON.parse(JSON.stringify(json).replace(/"to":\d+/, '"to":3')) as Json;
  const CHANGED = "the commit was changed after it was written";

  test("[MT8.1] nothing, where nothing was", () => {
    expect(found(log)).toBe("sound");
    expect(found(rehashed(log))).toBe("sound");
  });

  test.each<[string, () => ReplayLog, string]>([
    ["a move", () => changed(log, moved, () => ({ payload: { type: "fold" } })), `${moved}: ${CHANGED}`],
    [
      "an event",
      () => changed(log, moved, ({ events }) => ({ events: [...events, { type: "x" }] })),
      `${moved}: ${CHANGED}`,
    ],
    ["a draw", () => changed(log, dealt, swap), `${dealt}: ${CHANGED}`],
    ["a seat", () => changed(log, moved, ({ seat }) => ({ seat: 1 - (seat ?? 0) })), `${moved}: ${CHANGED}`],
    ["a time", () => changed(log, moved, ({ receivedAt }) => ({ receivedAt: receivedAt + 1 })), `${moved}: ${CHANGED}`],
    ["a hash", () => changed(log, moved, () => ({ hash: "0".repeat(64) })), `${moved}: ${CHANGED}`],
    ["a hash of the state", () => changed(log, moved, () => ({ stateHash: "0".repeat(64) })), `${moved}: ${CHANGED}`],
    [
      "a parent",
      () => changed(log, moved, () => ({ parentHash: "0".repeat(64) })),
      `${moved}: the commit was made on another history`,
    ],
    ["the seed", () => ({ ...log, seed: "ab".repeat(32) }), "0: the seed is not the one committed to"],
    [
      "the seed and its commitment",
      () => ({ ...log, seed: "ab".repeat(32), commitment: commitmentOf("ab".repeat(32)) }),
      "1: the commit was made on another history",
    ],
    ["the host", () => ({ ...log, hostId: null }), "1: the commit was made on another history"],
    ["the options", () => ({ ...log, options: { mode: "cash" } }), "0: the rules do not allow its options"],
    [
      "a commit that is missing",
      () =>
        withCommits(
          log,
          commitsOf(log).filter(({ version }) => version !== moved),
        ),
      `${moved}: the commit does not follow version ${moved - 1}`,
    ],
    [
      "a commit that is there twice",
      () =>
        withCommits(
          log,
          commitsOf(log).flatMap((one) => (one.version === moved ? [one, one] : [one])),
        ),
      `${moved + 1}: the commit does not follow version ${moved}`,
    ],
    [
      "two commits in the wrong order",
      () =>
        withCommits(
          log,
          commitsOf(log).toSorted((a, b) => orderOf(a, moved) - orderOf(b, moved)),
        ),
      `${moved}: the commit does not follow version ${moved - 1}`,
    ],
    [
      "the end that is cut off",
      () => withCommits(log, commitsOf(log).slice(0, -1)),
      `${last}: the log ends before the match is over`,
    ],
    [
      "a version that never was",
      () => ({ ...log, version: last + 1 }),
      `${last + 1}: the log ends before version ${last + 1}`,
    ],
    [
      "another game's log",
      () => played("wildspark"),
      "0: it was played by wildspark@1, and these are the rules of holdem@1",
    ],
    [
      "a match that is not over",
      () => ({ ...log, seed: null }),
      "0: the seed is not revealed before the match is over",
    ],
  ])("[MT8.1] %s", (_what, tampered, problem) => {
    expect(found(tampered())).toContain(problem);
  });

  test.each<[string, () => ReplayLog, string]>([
    ["a draw", () => changed(log, dealt, swap), `${dealt}: its draws are not those of the seed`],
    ["a move", () => changed(log, moved, () => ({ payload: { type: "no such move" } })), `${moved}: `],
    ["an event", () => changed(log, moved, ({ events }) => ({ events: events.map(other) })), `${moved}: `],
    [
      "a hash of the state",
      () => changed(log, last, () => ({ stateHash: "0".repeat(64) })),
      `${last}: the events do not lead to the recorded state`,
    ],
  ])("[MT8.1] %s, though every hash was made right again", (_what, tampered, problem) => {
    expect(found(rehashed(tampered()))).toContain(problem);
  });

  test.each([
    null,
    7,
    "log",
    {},
    { commits: 3 },
    { ...log, commits: [null] },
    { ...log, commits: [{}] },
    { ...log, seed: 5 },
  ])("[MT8.1] what is no log at all: %#", (nonsense) => {
    expect(found(nonsense)).toMatch(/^[01]: /);
  });
});

/** As the versions are, but for this one and the next, which change places. */
function orderOf({ version }: Commit, moved: number): number {
  return version === moved ? moved + 1 : version === moved + 1 ? moved : version;
}
