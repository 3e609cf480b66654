/**
 * H-h: no time runs out early, nor is used up by an outage, nobody who moved in time is told that it was too late, and no
 * such move loses to the clock. H-i: a version has at most one timeout, under the one msgId it can have. H-j: no absence
 * is held against somebody who was there, or who could not be there.
 */
import { decideCommit, type MatchHead, type StoredCommit } from "@holdfast/engine";
import type { Here, History, Operation, Violation } from "./history.js";
import type { ReadMatch } from "./logs.js";
import { judgeCredit, takenMs } from "./outages.js";

/** A node may have looked at the presence board this long before the commit it made of it. */
const LOOKED_MS = 1_000;

export function checkClocks(history: History, matches: ReadonlyMap<string, ReadMatch>): readonly Violation[] {
  const here = byPlayer(history.here);
  const rows = [...matches.values()].flatMap((read) => read.log.commits.map((stored) => ({ read, stored })));
  return [
    ...rows.flatMap(({ read, stored }) => {
      if (stored.commit.kind === "timeout") {
        return [...judgeTimeout(history, read, stored), ...judgeCredit(history, read, stored)];
      }
      return stored.commit.kind === "absence" ? judgeAbsence(history, read, stored, here) : [];
    }),
    ...toldTooLate(history, matches),
    ...beatenByTheClock(history, matches),
    ...neverOver(history, matches),
  ];
}

/** In the calm a deadline that is over is settled, wherever somebody watches. */
function neverOver({ end, clockErrorMs }: History, matches: ReadonlyMap<string, ReadMatch>): readonly Violation[] {
  if (end === null) return [];
  const watched = new Set(end.clients.map(({ matchId }) => matchId));
  return [...matches.values()].flatMap(({ log, heads }) => {
    const deadline = heads.at(-1)?.state.deadline ?? null;
    const isDue = deadline !== null && deadline + end.slackMs + 2 * clockErrorMs < end.at;
    if (!isDue || !watched.has(log.facts.matchId)) return [];
    return [{ rule: "H-h", what: `the deadline of version ${heads.length - 1} is over for ${end.at - deadline} ms` }];
  });
}

function byPlayer(all: readonly Here[]): ReadonlyMap<string, readonly Here[]> {
  const spans = new Map<string, Here[]>();
  for (const span of all) {
    const key = `${span.matchId}/${span.playerId}`;
    const known = spans.get(key);
    if (known) known.push(span);
    else spans.set(key, [span]);
  }
  return spans;
}

function judgeTimeout(
  { clockErrorMs }: History,
  { heads }: ReadMatch,
  { commit, at }: StoredCommit,
): readonly Violation[] {
  const { version, msgId, receivedAt, actorId } = commit;
  const deadline = heads[version - 1]?.state.deadline ?? null;
  const violations: Violation[] = [];
  if (msgId !== `timeout:${version - 1}` || actorId !== "system") {
    violations.push({ rule: "H-i", what: `the timeout of version ${version - 1} is called ${msgId} by ${actorId}` });
  }
  // Two clocks may be wrong: the one that set the deadline, and the one that found it over.
  const early =
    deadline === null ? Number.POSITIVE_INFINITY : Math.max(deadline - receivedAt, deadline - 2 * clockErrorMs - at);
  if (early > 0) violations.push({ rule: "H-h", what: `the timeout ${msgId} came ${early} ms early` });
  return violations;
}

/** What was refused says nothing of the epoch in which it was. */
function neverTakenBack(read: ReadMatch | undefined): ReadMatch | undefined {
  return read?.byEpoch.size === 1 ? read : undefined;
}

function toldTooLate(
  { operations, clockErrorMs }: History,
  matches: ReadonlyMap<string, ReadMatch>,
): readonly Violation[] {
  return operations.flatMap(({ matchId, outcome, arrivedAt, returnedAt, basedOn, msgId }) => {
    if (outcome.kind !== "refused" || outcome.rejection.reason !== "deadline_passed" || arrivedAt === null) return [];
    const read = neverTakenBack(matches.get(matchId ?? ""));
    const met = headsMet(read, basedOn ?? 0, returnedAt ?? Number.POSITIVE_INFINITY);
    const deadlines = met.flatMap(({ state }) => (state.deadline === null ? [] : [state.deadline]));
    const earliest = Math.min(...deadlines);
    if (deadlines.length === 0 || arrivedAt >= earliest - 2 * clockErrorMs) return [];
    return [{ rule: "H-h", what: `${msgId} was called late ${earliest - arrivedAt} ms before its deadline` }];
  });
}

/** What a request may have been decided on: any head from the one it was made for to the newest when it was answered. */
function headsMet(read: ReadMatch | undefined, basedOn: number, until: number): readonly MatchHead[] {
  return (read?.heads ?? []).filter(
    ({ version }) => version >= basedOn && (version === basedOn || (read?.log.commits[version - 1]?.at ?? 0) <= until),
  );
}

/** A move that was received before the deadline, and would have been accepted, was refused because time had run out. */
function beatenByTheClock(history: History, matches: ReadonlyMap<string, ReadMatch>): readonly Violation[] {
  const { clockErrorMs, operations, poisoned } = history;
  return operations.flatMap((op) => {
    const { matchId, basedOn, arrivedAt, outcome } = op;
    if (poisoned.has(op.msgId)) return [];
    const read = neverTakenBack(matches.get(matchId ?? ""));
    if (op.kind !== "move" || outcome.kind !== "refused" || arrivedAt === null || !read || basedOn === null) return [];
    const timeout = read.log.commits.find(({ commit, at }) => commit.kind === "timeout" && at >= arrivedAt);
    const head = timeout && read.heads[timeout.commit.version - 1];
    const deadline = head?.state.deadline ?? null;
    if (!timeout || !head || deadline === null || arrivedAt >= deadline - 2 * clockErrorMs) return [];
    if (basedOn > head.version || !mustWin(history, op, timeout.at) || !isLegal(history, read, head, op)) return [];
    return [{ rule: "H-h", what: `${op.msgId} lost to ${timeout.commit.msgId}, ${deadline - arrivedAt} ms in time` }];
  });
}

/** Whether a timeout that was stored then cannot be later than such a move: all was well, or a living node held it. */
function mustWin({ decidedWithinMs }: History, { arrivedAt, returnedAt, leftAt }: Operation, at: number): boolean {
  if (decidedWithinMs !== null && at <= (arrivedAt ?? 0) + decidedWithinMs) return true;
  const isHeld = leftAt !== undefined && (leftAt ?? Number.POSITIVE_INFINITY) > at;
  return isHeld && (returnedAt ?? Number.POSITIVE_INFINITY) > at;
}

/** By the rules as they were there: what they throw at is no move. */
// oxlint-disable-next-line max-params -- a move, where it was made, and by which rules
function isLegal({ threwAt }: History, { match, log }: ReadMatch, head: MatchHead, op: Operation): boolean {
  const seat = head.state.seats.indexOf(op.actorId);
  const { actorId, msgId, payload: move, basedOn, arrivedAt } = op;
  if (seat < 0 || basedOn === null || arrivedAt === null) return false;
  if (threwAt?.has(JSON.stringify([head.state.game, seat, move]))) return false;
  const command = { kind: "move", actorId, msgId, seat, host: false, basedOn, move } as const;
  return decideCommit(match, head, command, { now: Math.floor(arrivedAt), seed: log.seed }).ok;
}

// oxlint-disable-next-line max-params -- a commit, its match, and the two sides it is judged by
function judgeAbsence(
  history: History,
  { match, heads }: ReadMatch,
  { commit }: StoredCommit,
  here: ReadonlyMap<string, readonly Here[]>,
): readonly Violation[] {
  const before = heads[commit.version - 1]?.state;
  if (!before || before.game === null || !Array.isArray(commit.payload)) return [];
  const { graceMs } = match.game.absence(before.game);
  const { clockErrorMs } = history;
  const until = commit.receivedAt - LOOKED_MS - clockErrorMs;
  const from = commit.receivedAt - graceMs + 3 * clockErrorMs + LOOKED_MS;
  return commit.payload.flatMap((seat) => {
    const playerId = before.seats[Number(seat)] ?? "";
    const there = (here.get(`${commit.matchId}/${playerId}`) ?? []).find(({ from: came, to }) => {
      const leftAt = to ?? Number.POSITIVE_INFINITY;
      return came <= until && leftAt + takenMs(history, leftAt, commit.receivedAt) >= from;
    });
    if (!there || from - takenMs(history, there.to ?? until, commit.receivedAt) > until) return [];
    const sinceMs = commit.receivedAt - (there.to ?? commit.receivedAt);
    return [
      {
        rule: "H-j",
        what: `seat ${seat} was called absent in version ${commit.version}, ${sinceMs} ms after it was there (grace ${graceMs})`,
      },
    ];
  });
}
