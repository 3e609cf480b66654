/**
 * What clients were answered, held against the log.
 * H-a: what was accepted is in the log once, at the version that was told, as it was asked.
 * H-d: what was refused is not. H-e: what has no answer is in the log at most once, as it was asked.
 */
import { type Command, payloadHashOf, type StoredCommit } from "@holdfast/engine";
import type { History, Operation, Violation } from "./history.js";
import { keyOf, type ReadMatch } from "./logs.js";

type Matches = ReadonlyMap<string, ReadMatch>;

export function checkAnswers(history: History, matches: Matches): readonly Violation[] {
  const rows = rowsOf(matches);
  const asked = new Set(history.operations.map(({ actorId, msgId }) => keyOf(actorId, msgId)));
  return [
    ...history.operations.flatMap((op) => judge(op, rows.get(keyOf(op.actorId, op.msgId)) ?? [], { history, matches })),
    ...[...matches.values()].flatMap((match) => nobodyAsked(match, asked)),
  ];
}

interface Context {
  readonly history: History;
  readonly matches: Matches;
}
/** A commit, and the log of the epoch in which it was. */
interface Row {
  readonly stored: StoredCommit;
  readonly read: ReadMatch;
  readonly newest: ReadMatch;
  /** The log of today does not have it any more. */
  readonly isLost: boolean;
}

/** By msgId: where each was, the log of today first. */
function rowsOf(matches: Matches): ReadonlyMap<string, readonly Row[]> {
  const rows = new Map<string, Row[]>();
  for (const newest of matches.values()) {
    const found = [...newest.byEpoch.values()].reverse().flatMap((read) => rowsIn(read, newest));
    for (const [key, row] of found) {
      const known = rows.get(key) ?? [];
      if (!known.some(({ stored }) => stored.commit.hash === row.stored.commit.hash)) rows.set(key, [...known, row]);
    }
  }
  return rows;
}

function rowsIn(read: ReadMatch, newest: ReadMatch): (readonly [key: string, row: Row])[] {
  const isLost = read.log.epoch !== newest.log.epoch;
  return [...read.byMsgId].map(([key, stored]) => [key, { stored, read, newest, isLost }]);
}

function judge(op: Operation, rows: readonly Row[], { history, matches }: Context): readonly Violation[] {
  if (op.kind === "host") return judgeHost(op, matches);
  const name = `${op.kind} ${op.msgId} of ${op.client}`;
  const found = (rule: string, what: string): Violation => ({ rule, what: `${name} ${what}` });
  const present = rows.find(({ isLost }) => !isLost);
  switch (op.outcome.kind) {
    case "accepted": {
      const { version } = op.outcome;
      const told = rows.find(({ stored }) => version === null || version === stored.commit.version);
      const [first] = rows;
      if (first === undefined) return [found("H-a", "was accepted and is not in the log")];
      if (told === undefined) {
        return [found("H-a", `was told version ${version} and is ${first.stored.commit.version}`)];
      }
      const isUntold = told.isLost && !present && !knowsOfTheLoss(op, told, history);
      if (isUntold) return [found("H-a", "was accepted and taken back, and nobody said so")];
      return [...sameAsAsked(op, told.stored, "H-a"), ...madeFor(op, told)];
    }
    case "refused": {
      const { reason } = op.outcome.rejection;
      if (present !== undefined && reason !== "msg_id_reused" && !cameAgain(op, present)) {
        return [found("H-d", `was refused (${reason}) and is version ${present.stored.commit.version}`)];
      }
      const isHarmless = reason === "unstorable" && !history.poisoned.has(op.msgId);
      return isHarmless ? [found("H-d", "was refused for what another row had in it")] : [];
    }
    case "unknown":
      return rows.flatMap((row) => [...sameAsAsked(op, row.stored, "H-e"), ...madeFor(op, row)]);
  }
}

/**
 * A refusal is remembered for a while, and true of the log it was made on. Where that was taken back, another copy of
 * the request that was on its way all the time may find a log in which it is right.
 */
function cameAgain({ returnedAt }: Operation, { stored, newest }: Row): boolean {
  return newest.byEpoch.size > 1 && returnedAt !== null && stored.at > returnedAt;
}

/** What was acknowledged may be lost with the log's tail, but not in silence: whoever still follows was told of it. */
function knowsOfTheLoss({ client, matchId }: Operation, { read, newest }: Row, { resets = [], end }: History): boolean {
  const follows = end?.clients.some((one) => one.client === client && one.matchId === matchId) ?? true;
  const lostIn = read.log.epoch;
  if (newest.log.earlier?.some(({ epoch, isSafe }) => epoch === lostIn && isSafe === true)) return false;
  return (
    !follows ||
    resets.some((one) => one.client === client && one.matchId === matchId && one.before <= lostIn && one.epoch > lostIn)
  );
}

/** Who only hosts has no row in the log: the match itself says it. */
function judgeHost({ outcome, matchId, actorId, client }: Operation, matches: Matches): readonly Violation[] {
  const isThere = matches.get(matchId ?? "")?.log.facts.hostId === actorId;
  if (outcome.kind !== "accepted" || isThere) return [];
  return [{ rule: "H-a", what: `the match that ${client} was told to host is not there` }];
}

function sameAsAsked(op: Operation, { commit }: StoredCommit, rule: string): readonly Violation[] {
  const command = commandOf(op);
  const isSame = command === null || payloadHashOf(command) === commit.payloadHash;
  return isSame ? [] : [{ rule, what: `version ${commit.version} is not what ${op.client} asked as ${op.msgId}` }];
}

/** H-b: a move is accepted only in the situation it was made for. */
function madeFor(op: Operation, { stored: { commit }, read }: Row): readonly Violation[] {
  const before = read.heads[commit.version - 1];
  if (op.kind !== "move" || op.basedOn === null || before === undefined || commit.seat === null) return [];
  const since = before.state.since[commit.seat] ?? 0;
  if (op.basedOn >= since && op.basedOn <= before.version) return [];
  const what = `move ${op.msgId} was made on ${op.basedOn} and accepted as ${commit.version}, a new situation since ${since}`;
  return [{ rule: "H-b", what }];
}

/** H-a, read the other way: whatever players are said to have done, one of them asked for. */
function nobodyAsked({ byMsgId }: ReadMatch, asked: ReadonlySet<string>): readonly Violation[] {
  return [...byMsgId]
    .filter(([key, { commit }]) => commit.actorId !== "system" && !asked.has(key))
    .map(([key, { commit }]) => ({ rule: "H-a", what: `version ${commit.version} (${key}) was asked for by nobody` }));
}

function commandOf({ kind, actorId, msgId, basedOn, payload }: Operation): Command | null {
  switch (kind) {
    case "create":
    case "join": {
      const seat = typeof payload === "number" ? payload : null;
      return { kind: "join", actorId, msgId, seat, entropy: null };
    }
    case "move":
      return { kind, actorId, msgId, seat: null, host: false, basedOn: basedOn ?? 0, move: payload };
    case "host":
      return null;
    case "leave":
      return { kind: "leave", actorId, msgId };
    case "resign":
      return { kind, actorId, msgId, seat: 0 };
  }
}
