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
  const everywhere = new Map([...matches.values()].flatMap(({ byMsgId }) => [...byMsgId]));
  const asked = new Set(history.operations.map(({ actorId, msgId }) => keyOf(actorId, msgId)));
  return [
    ...history.operations.flatMap((op) => judge(op, everywhere.get(keyOf(op.actorId, op.msgId)), { history, matches })),
    ...[...matches.values()].flatMap((match) => nobodyAsked(match, asked)),
  ];
}

interface Context {
  readonly history: History;
  readonly matches: Matches;
}

function judge(op: Operation, row: StoredCommit | undefined, { history, matches }: Context): readonly Violation[] {
  if (op.kind === "host") return judgeHost(op, matches);
  const name = `${op.kind} ${op.msgId} of ${op.client}`;
  const found = (rule: string, what: string): Violation => ({ rule, what: `${name} ${what}` });
  switch (op.outcome.kind) {
    case "accepted": {
      if (row === undefined) return [found("H-a", "was accepted and is not in the log")];
      const { version } = op.outcome;
      const told = version === null || version === row.commit.version;
      if (!told) return [found("H-a", `was told version ${version} and is ${row.commit.version}`)];
      return [...sameAsAsked(op, row, "H-a"), ...madeFor(op, row, matches)];
    }
    case "refused": {
      const { reason } = op.outcome.rejection;
      if (row !== undefined && reason !== "msg_id_reused") {
        return [found("H-d", `was refused (${reason}) and is version ${row.commit.version}`)];
      }
      const isHarmless = reason === "unstorable" && !history.poisoned.has(op.msgId);
      return isHarmless ? [found("H-d", "was refused for what another row had in it")] : [];
    }
    case "unknown":
      return row === undefined ? [] : [...sameAsAsked(op, row, "H-e"), ...madeFor(op, row, matches)];
  }
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
function madeFor(op: Operation, { commit }: StoredCommit, matches: Matches): readonly Violation[] {
  const before = matches.get(commit.matchId)?.heads[commit.version - 1];
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
