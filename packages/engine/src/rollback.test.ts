import { expect, test } from "vitest";
import { noticeOf } from "./administration.js";
import { ADMIN, type Command, payloadHashOf, type RollbackCommand } from "./command.js";
import type { Commit, MatchHead } from "./commit.js";
import { eraseGame } from "./game.js";
import { sha256Hex } from "./hashing.js";
import { secretDuel } from "./laws/secret-duel.js";
import { verifyLog } from "./log-audit.js";
import { decideCommit } from "./match.js";
import { replayLog } from "./replay.js";
import { OBSERVER } from "./seat.js";
import { eventsFor } from "./seat-view.js";
import { bid, facts, join, match, move, msgId, SEED, started, Table } from "./table-for-tests.js";

const SALT = "5a".repeat(32);
const at = (table: Table, version: number): MatchHead =>
  replayLog(
    table.played,
    table.log.filter((commit) => commit.version <= version),
  );
const rollback = (table: Table, to: number, more: Partial<RollbackCommand> = {}): Command => ({
  kind: "rollback",
  actorId: ADMIN,
  msgId: msgId(),
  reason: "A player was cut off by us.",
  to,
  restored: at(table, Math.max(0, Math.min(to, table.head.version))).state,
  salt: null,
  ...more,
});
const resign: Command = { kind: "resign", actorId: "bob", msgId: "r", seat: 1 };

test("[MT10] a rollback is the next commit, whose game is the game as it was; nothing is deleted", () => {
  const table = started();
  table.must(move(0, 2, bid(1)));
  table.must(move(1, 3, bid(2)));
  table.now = 50_000;
  table.must(rollback(table, 3));
  expect(table.head.version).toBe(5);
  expect(table.head.state.game).toEqual(at(table, 3).state.game);
  expect(table.head.state).toMatchObject({ status: "playing", toMove: [1], turn: "1", outcome: null });
  expect(table.head.state.last).toMatchObject({ version: 5, kind: "rollback" });
  expect(table.log.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  expect(verifyLog(match, table.log, SEED)).toEqual(table.head);
});

test("[MT10] after a rollback the clock starts afresh, and whatever was meant for before it is stale", () => {
  const table = started();
  table.must(move(0, 2, bid(1)));
  table.must(move(1, 3, bid(2)));
  table.now = 50_000;
  table.must(rollback(table, 3));
  expect(table.head.state.deadline).toBe(51_000);
  expect(table.refusal(move(1, 4, bid(1)))).toBe("stale_version/stale_version");
  table.must(move(1, 5, bid(1)));
});

test("[MT10] a paused match stays paused through a rollback, and a pause of then does not come back", () => {
  const table = started();
  table.must(move(0, 2, bid(1)));
  table.must({ kind: "pause", actorId: ADMIN, msgId: msgId(), reason: "Wait." });
  table.must(rollback(table, 2));
  expect(table.head.state).toMatchObject({ status: "paused", toMove: [], deadline: null });
  expect(table.head.state.pause).toMatchObject({ reason: "Wait.", toMove: [0], remainingMs: 1_000 });
  table.must({ kind: "resume", actorId: ADMIN, msgId: msgId(), reason: "Go." });
  table.must(rollback(table, 4));
  expect(table.head.state).toMatchObject({ status: "playing", toMove: [1] });
  expect(table.head.state.pause).toBeUndefined();
});

test("[MT10] what cannot be rolled back to is refused: the present, what was never, before the start, an end", () => {
  const table = started();
  table.must(move(0, 2, bid(1)));
  for (const to of [-1, 0, 1.5, 3, 4]) {
    expect(table.refusal(rollback(table, to))).toBe("invalid_message/no_such_version");
  }
  expect(table.refusal(rollback(table, 1))).toBe("invalid_action/not_started");
  table.must(resign);
  table.must(rollback(table, 3, { salt: SALT }));
  expect(table.refusal(rollback(table, 4))).toBe("invalid_action/ended_there");
});

test("[MT10] an end is undone only on purpose, because the log was public since", () => {
  const table = started();
  table.must(move(0, 2, bid(1)));
  table.must(resign);
  expect(table.refusal(rollback(table, 3))).toBe("game_over/log_is_public");
  table.must(rollback(table, 3, { salt: SALT }));
  expect(table.head.state).toMatchObject({ status: "playing", toMove: [1], outcome: null });
  expect(verifyLog(match, table.log, SEED)).toEqual(table.head);
});

/** The duel whose every bid draws, so that the chance behind it can be compared. */
const drawing = {
  game: eraseGame({
    ...secretDuel,
    decide: (_state, { seat }, _move, { chance }) => ({
      ok: true,
      value: [{ type: "bidden", seat: seat ?? 0, amount: 1 + 0 * chance.int(1_000_000_000, "bid") }],
    }),
  }),
  facts,
};
const drawsOf = ({ draws }: Commit) => draws.map(({ value }) => value);

test("[MT10, MT8] after a rollback other draws come than before it, and the auditor finds them right", () => {
  const table = new Table(drawing);
  table.must(join("ann"));
  table.must(join("bob"));
  const first = table.must(move(0, 2, bid(1)));
  table.must(rollback(table, 2));
  const second = table.must(move(0, 4, bid(1)));
  expect(drawsOf(second)).not.toEqual(drawsOf(first));
  expect(verifyLog(drawing, table.log, SEED)).toEqual(table.head);
});

test("[MT10, MT8] once the seed was public, the draws to come hang on a secret that was not", () => {
  const drawAfter = (salt: string) => {
    const table = new Table(drawing);
    table.must(join("ann"));
    table.must(join("bob"));
    table.must({ ...resign, msgId: msgId() });
    const undone = table.must(rollback(table, 2, { salt }));
    const drawn = drawsOf(table.must(move(0, 4, bid(1))));
    expect(verifyLog(drawing, table.log, SEED)).toEqual(table.head);
    return { undone, drawn };
  };
  const one = drawAfter(SALT);
  expect(drawAfter("a5".repeat(32)).drawn).not.toEqual(one.drawn);
  expect(noticeOf(one.undone)).toMatchObject({ commitment: sha256Hex(SALT) });
  expect(JSON.stringify(noticeOf(one.undone))).not.toContain(SALT);
});

test("[MT10, MT4] everybody is told of a rollback and why, and nobody what it restored", () => {
  const table = started();
  table.must(move(0, 2, bid(1)));
  const commit = table.must(rollback(table, 2));
  expect(noticeOf(commit)).toEqual({ kind: "rollback", by: "admin", reason: "A player was cut off by us.", to: 2 });
  expect(eventsFor(match, commit, OBSERVER)).toEqual([]);
});

test("[MT10] an auditor finds a rollback to something that never was", () => {
  const table = started();
  table.must(move(0, 2, bid(1)));
  const forged = rollback(table, 2, { restored: at(table, 3).state });
  table.must(forged);
  expect(replayLog(match, table.log)).toEqual(table.head);
  expect(() => verifyLog(match, table.log, SEED)).toThrow(/version 4: it restores what was not the state at version 2/);
});

test("[MT10, SY5] a retried rollback is the same request although its salt is new, another version is not", () => {
  const table = started();
  table.must(move(0, 2, bid(1)));
  const asked = rollback(table, 2, { salt: SALT });
  expect(payloadHashOf({ ...asked, salt: "a5".repeat(32) } as Command)).toBe(payloadHashOf(asked));
  expect(payloadHashOf({ ...asked, salt: null } as Command)).not.toBe(payloadHashOf(asked));
  expect(payloadHashOf({ ...asked, to: 3 } as Command)).not.toBe(payloadHashOf(asked));
});

const resolve = (winners: readonly number[], scores: readonly number[] | null = null): Command => ({
  kind: "resolve",
  actorId: ADMIN,
  msgId: msgId(),
  reason: "Bob did not come back.",
  winners,
  scores,
});

test("[MT10] a resolved match has the outcome that was decided, also out of a pause, and it can be undone", () => {
  const table = started();
  table.must({ kind: "pause", actorId: ADMIN, msgId: msgId(), reason: "Wait." });
  const commit = table.must(resolve([0], [3, 1]));
  expect(table.head.state).toMatchObject({ status: "finished", toMove: [], deadline: null });
  expect(table.head.state.pause).toBeUndefined();
  expect(table.head.state.outcome).toEqual({
    status: "finished",
    winners: [0],
    scores: [3, 1],
    reason: "resolved",
  });
  expect(noticeOf(commit)).toEqual({ kind: "resolve", by: "admin", reason: "Bob did not come back." });
  expect(table.refusal(resolve([1]))).toBe("game_over/match_over");
  expect(table.refusal(move(0, 2, bid(1)))).toBe("game_over/match_over");
  table.must(rollback(table, 2, { salt: SALT }));
  table.must(resolve([]));
  expect(table.head.state.outcome).toMatchObject({ winners: [], scores: [0, 0] });
  expect(verifyLog(match, table.log, SEED)).toEqual(table.head);
});

test.each([
  ["invalid_message/bad_winners", resolve([2])],
  ["invalid_message/bad_winners", resolve([1, 0])],
  ["invalid_message/bad_winners", resolve([0, 0])],
  ["invalid_message/bad_scores", resolve([0], [1])],
  ["invalid_message/bad_scores", resolve([0], [1, Number.NaN])],
])("[MT10] an outcome that cannot be is refused as %s", (refusal, command) => {
  expect(started().refusal(command)).toBe(refusal);
});

test("[MT10] before the start there is nothing to resolve", () => {
  const table = new Table();
  table.must(join("ann"));
  expect(table.refusal(resolve([0]))).toBe("invalid_action/not_started");
});

test("[MT10] an administrator's abort keeps the reason for people apart from the outcome's", () => {
  const table = started();
  const commit = table.must({ kind: "abort", actorId: ADMIN, msgId: msgId(), reason: "The event is cancelled." });
  expect(table.head.state.outcome).toMatchObject({ status: "aborted", reason: "aborted_by_admin" });
  expect(noticeOf(commit)).toEqual({ kind: "abort", by: "admin", reason: "The event is cancelled." });
  expect(verifyLog(match, table.log, SEED)).toEqual(table.head);
});

test("[MT10] what players do makes no notice", () => {
  expect(started().log.map(noticeOf)).toEqual([null, null]);
});

test("[SY6] a commit or a move that is too large is refused, and the match goes on", () => {
  const table = started();
  const padded = (length: number) => ({ type: "bid", amount: 1, padding: "x".repeat(length) });
  expect(table.refusal(move(0, 2, padded(4_096)))).toBe("invalid_message/move_too_large");
  expect(table.refusal(move(0, 2, padded(10)))).toBe("invalid_message/bad_shape");
  const wordy = eraseGame({
    ...secretDuel,
    decide: () => ({ ok: true, value: [{ type: "slept", seat: 0, words: "x".repeat(132_000) } as never] }),
  });
  const refused = decideCommit({ game: wordy, facts }, table.head, move(0, 2, bid(1)), { now: 1, seed: SEED });
  expect(refused).toMatchObject({ ok: false, rejection: { code: "rules_error", reason: "commit_too_large" } });
  table.must(move(0, 2, bid(1)));
});
