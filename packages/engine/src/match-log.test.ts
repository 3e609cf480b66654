/** What is stored of a match, read again: it leads to the same head, and what was tampered with is found. */
import { expect, test } from "vitest";
import type { Commit } from "./commit.js";
import { IntegrityFault } from "./fault.js";
import { eraseGame } from "./game.js";
import type { Match } from "./genesis.js";
import { sha256Hex } from "./hashing.js";
import type { Json } from "./json.js";
import { type DuelState, secretDuel } from "./laws/secret-duel.js";
import { applyCommit, decideCommit } from "./match.js";
import { replayLog } from "./replay.js";
import { verifyLog } from "./log-audit.js";
import { SEED, game, facts, match, join, PLAYERS, move, bid, Table, started } from "./table-for-tests.js";

test("[MT8] a log that went through storage replays and verifies to the same head, native hashing or not", () => {
  const table = finished();
  const stored = reordered(table.log) as readonly Commit[];
  let hashed = 0;
  const native: Match = {
    ...match,
    sha256: (text) => {
      hashed++;
      return sha256Hex(text);
    },
  };
  expect(replayLog(match, stored)).toEqual(table.head);
  expect(replayLog(native, stored)).toEqual(table.head);
  expect(hashed).toBeGreaterThan(stored.length);
  expect(verifyLog(match, stored, SEED)).toEqual(table.head);
  const half = replayLog(match, stored.slice(0, 3));
  expect(replayLog(match, stored.slice(3), half)).toEqual(table.head);
});

/** As jsonb gives it back: the same values, the keys in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, part]) => [key, reordered(part)]),
  );
}

test("[MT8] the entropy of every player changes the draws, and so does the seed", () => {
  const secrets = (entropy: readonly (string | null)[]) => {
    const table = new Table();
    for (const [seat, text] of entropy.entries()) table.must(join(PLAYERS[seat] ?? "", seat, text));
    return table.log.flatMap((commit) => commit.draws).length === 2 ? table.state.secrets.join() : "no draws";
  };
  const seen = new Set(
    ["a", "b", "c", "d", "e", "f"].flatMap((text) => [secrets([text, null]), secrets([null, text])]),
  );
  expect(seen.size).toBeGreaterThan(3);
  expect(secrets(["a", "b"])).toBe(secrets(["a", "b"]));
});

test.each<[string, (log: Commit[]) => readonly Commit[]]>([
  ["a commit is missing", (log) => log.toSpliced(2, 1)],
  ["two commits changed places", (log) => [...log.slice(0, 2), ...log.slice(2, 4).toReversed(), ...log.slice(4)]],
  ["a commit is there twice", (log) => log.toSpliced(3, 0, ...log.slice(2, 3))],
  ["an event was edited", (log) => edit(log, 2, { events: [{ type: "guessed", seat: 0, value: 4 }] })],
  ["a draw was edited", (log) => edit(log, 1, { draws: [] })],
  ["the actor was edited", (log) => edit(log, 2, { actorId: "eve" })],
  ["the state hash was edited", (log) => edit(log, 2, { stateHash: "0".repeat(64) })],
  ["it is of another match", (log) => edit(log, 0, { matchId: "m2" })],
  ["other rules wrote it", (log) => edit(log, 0, { rulesVersion: 2 })],
])("[DU4] a log is refused with a clear error when %s", (_flaw, spoil) => {
  const { log } = finished();
  expect(replayLog(match, log).version).toBe(log.length);
  expect(() => replayLog(match, spoil([...log]))).toThrow(IntegrityFault);
  expect(() => replayLog(match, spoil([...log]))).toThrow(/^match m1, version \d+: /);
});

test("[DU4] a sound commit of another history is refused, though version and match are right", () => {
  const table = started();
  const fork = started();
  table.must(move(0, 2, bid(1)));
  fork.must(move(0, 2, bid(2)));
  const next = fork.must(move(1, 3, bid(1)));
  expect(applyCommit(match, replayLog(match, fork.log.slice(0, 3)), next).version).toBe(4);
  expect(() => applyCommit(match, table.head, next)).toThrow(/made on another history/);
});

function edit(log: readonly Commit[], at: number, change: Partial<Commit>): readonly Commit[] {
  return log.map((commit, index) => (index === at ? { ...commit, ...change } : commit));
}

test("[DU4] events that do not lead to the recorded state are refused even when every hash of the chain is right", () => {
  const table = started();
  const forgiving = { ...secretDuel, evolve: (state: DuelState) => ({ ...state, purses: [9, 9] }) };
  const forged = decideCommit({ game: eraseGame(forgiving), facts }, table.head, move(0, 2, bid(1)), {
    now: 1,
    seed: SEED,
  });
  if (!forged.ok) throw new Error("the forger was refused");
  expect(() => applyCommit(match, table.head, forged.value.commit)).toThrow(/do not lead to the recorded state/);
});

test("[MT8] whoever has the seed finds a server that chose its own draws", () => {
  const honest = finished();
  expect(() => verifyLog(match, honest.log, "00".repeat(32))).toThrow(/not the one committed to/);
  const cheating = new Table({
    game: eraseGame({ ...secretDuel, setup: () => [{ type: "dealt", secrets: [1, 1] }] }),
    facts,
  });
  cheating.must(join("ann"));
  cheating.must(join("bob"));
  expect(replayLog(match, cheating.log)).toEqual(cheating.head);
  expect(() => verifyLog(match, cheating.log, SEED)).toThrow(/its draws are not those of the seed/);
});

test("[MT8] whoever has the seed finds a move that the rules would have refused", () => {
  const lenient = {
    ...secretDuel,
    decide: () => ({ ok: true, value: [{ type: "bidden", seat: 1, amount: 1 }] }) as const,
  };
  const table = started();
  const forged = decideCommit({ game: eraseGame(lenient), facts }, table.head, move(1, 2, bid(1)), {
    now: 1,
    seed: SEED,
  });
  if (!forged.ok) throw new Error("the forger was refused");
  expect(() => verifyLog(match, [...table.log, forged.value.commit], SEED)).toThrow(/refuse it \(invalid_turn/);
});

/** Plays legal moves until somebody wins; every match here ends within eight turns. */
function finished(): Table {
  const table = started();
  while (table.head.state.outcome === null) {
    const seat = table.head.state.toMove[0] ?? 0;
    const legal = game.legalMoves(table.head.state.game, { seat, host: false }).all[0];
    table.must(move(seat, table.head.version, (legal ?? bid(1)) as Json));
  }
  return table;
}
