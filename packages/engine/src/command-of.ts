/** From a commit back to the command it answered, as far as the log tells. */
import { reasonOf, resolutionOf, rollbackOf } from "./administration.js";
import { type Command, SYSTEM } from "./command.js";
import type { Commit, MatchHead } from "./commit.js";
import type { Match } from "./genesis.js";
import type { Json } from "./json.js";
import { standstillsIn } from "./standstill.js";

export function commandOf(match: Match, head: MatchHead, commit: Commit): Command {
  const { actorId, msgId, payload, seat } = commit;
  switch (commit.kind) {
    case "join":
      return { kind: "join", actorId, msgId, seat, entropy: typeof payload === "string" ? payload : null };
    case "leave":
      return { kind: "leave", actorId, msgId };
    case "move": {
      const host = match.facts.hostId === actorId;
      return { kind: "move", actorId, msgId, seat, host, basedOn: head.version, move: payload };
    }
    case "resign":
      return { kind: "resign", actorId, msgId, seat: seat ?? -1 };
    case "timeout":
      return { kind: "timeout", actorId: SYSTEM, msgId, seat: seat ?? -1 };
    case "absence":
      return { kind: "absence", actorId: SYSTEM, msgId, seats: seatsOf(payload) };
    case "abort":
    case "pause":
    case "resume":
      return { kind: commit.kind, actorId, msgId, reason: reasonOf(payload) };
    case "resolve":
      return { kind: "resolve", actorId, msgId, reason: reasonOf(payload), ...resolutionOf(payload) };
    case "extend":
      return { kind: "extend", actorId: SYSTEM, msgId, seat: seat ?? -1, ms: Number(payload) };
    case "credit":
      return { kind: "credit", actorId: SYSTEM, msgId, standstills: standstillsIn(payload) };
    case "rollback":
      return { kind: "rollback", actorId, msgId, reason: reasonOf(payload), ...rollbackOf(payload) };
  }
}

function seatsOf(payload: Json): readonly number[] {
  return Array.isArray(payload) ? payload.filter((seat) => typeof seat === "number") : [];
}
